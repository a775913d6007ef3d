-- A storefront session tells of its cart, its card, its addresses and sites, that it began to pay, and what it
-- announced; readers act on none of that. It takes the place of the policy in announcing.sql.
DROP POLICY storefront ON timeline_event;
CREATE POLICY storefront ON timeline_event AS RESTRICTIVE FOR INSERT TO :app
    WITH CHECK ((SELECT handsel_buyer()) IS NULL OR name LIKE 'cart.%' OR name LIKE 'address.%' OR name LIKE 'site.%'
                OR name IN ('card.form_opened', 'card.removed', 'charge.started',
                            'announcement.made', 'announcement.withdrawn'));
