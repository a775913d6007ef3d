-- A storefront session tells of its cart, of its card, and that it began to pay; readers act on none of that.
DROP POLICY storefront ON timeline_event;
CREATE POLICY storefront ON timeline_event AS RESTRICTIVE FOR INSERT TO :app
    WITH CHECK ((SELECT handsel_buyer()) IS NULL OR name LIKE 'cart.%'
                OR name IN ('card.form_opened', 'card.removed', 'charge.started'));
