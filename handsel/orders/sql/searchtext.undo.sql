ALTER POLICY own_accounts ON orders_leg USING (
    (SELECT handsel_manager()) IS NULL OR buyer_id = ANY ((SELECT handsel_own_accounts())::bigint[]));
ALTER POLICY reading ON orders_leg USING (
    CASE WHEN seller_id = ANY ((SELECT handsel_scope())::bigint[])
         THEN ((SELECT handsel_buyer()) IS NULL OR buyer_id = (SELECT handsel_buyer()))
         ELSE (SELECT handsel_buyer()) IS NULL AND buyer_id = ANY ((SELECT handsel_scope())::bigint[]) END);
DROP VIEW orders_match;
DROP TRIGGER site_keeps_searchtext ON accounts_site;
DROP TRIGGER particulars_keep_searchtext ON orders_particulars;
DROP TRIGGER leg_gets_its_searchtext ON orders_legline;
DROP FUNCTION orders_keep_searchtext();
DROP FUNCTION orders_note_searchtext();
DROP FUNCTION orders_write_searchtext(bigint[]);
DROP POLICY search ON accounts_site;
DROP POLICY search ON orders_particulars;
DROP POLICY search ON orders_legline;
DROP POLICY search ON orders_leg;
REVOKE SELECT ON orders_leg, orders_legline, orders_particulars, accounts_site FROM :search;
DROP TABLE orders_searchtext;
