-- Who reads a leg (ORD-7, ORD-11, ACC-25): its seller, and its buyer once that was asked for what it buys it for. So a tier
-- knows nothing of an order that has not reached it, or that was refused below it.
ALTER POLICY reading ON orders_leg USING (
    (CASE WHEN seller_id = ANY ((SELECT handsel_scope())::bigint[])
               AND ((SELECT handsel_buyer()) IS NULL OR buyer_id = (SELECT handsel_buyer()) AND NOT is_hidden)
               OR (SELECT handsel_buyer()) IS NULL AND buyer_id = ANY ((SELECT handsel_scope())::bigint[]) AND NOT is_hidden
          THEN true END) IS NOT NULL);
