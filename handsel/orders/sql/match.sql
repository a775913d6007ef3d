-- As the walls of the legs: the staff of its seller and of its buyer, who both read all that stands in the text, the buyer
-- in its storefront, account managers their own accounts. The planner takes it that nearly all rows meet IS NOT NULL, as
-- they do where somebody asks for what they see; of any other condition it would think that it leaves one in hundreds,
-- and it would not walk along an index to the first fifty.
CREATE OR REPLACE VIEW orders_match AS
    SELECT id AS leg_id, seller_id, buyer_id, text FROM orders_searchtext
     WHERE (CASE WHEN (seller_id = ANY ((SELECT handsel_scope())::bigint[])
                       AND ((SELECT handsel_buyer()) IS NULL OR buyer_id = (SELECT handsel_buyer()))
                       OR (SELECT handsel_buyer()) IS NULL AND buyer_id = ANY ((SELECT handsel_scope())::bigint[]))
                  AND ((SELECT handsel_manager()) IS NULL OR buyer_id = ANY ((SELECT handsel_own_accounts())::bigint[]))
                 THEN true END) IS NOT NULL;
ALTER VIEW orders_match OWNER TO :search;
GRANT SELECT ON orders_match TO :app;
