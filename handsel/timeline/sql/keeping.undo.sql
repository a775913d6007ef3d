DROP POLICY storefront ON timeline_event;
CREATE POLICY storefront ON timeline_event AS RESTRICTIVE FOR INSERT TO :app
    WITH CHECK ((SELECT handsel_buyer()) IS NULL OR name LIKE 'cart.%'
                OR name IN ('card.form_opened', 'card.removed', 'charge.started',
                            'announcement.made', 'announcement.withdrawn'));
