-- Is the price of a leg older than its seller's prices hold (ORD-13)? It counts from when it was fixed, or agreed to.
CREATE OR REPLACE FUNCTION orders_is_price_old(p_leg orders_leg, p_at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT p_leg.placed_at < p_at - interval '1 day' AND EXISTS (
        SELECT FROM orders_cartrules r
         WHERE r.seller_id = p_leg.seller_id
           AND greatest(p_leg.placed_at, p_leg.repriced_at, p_leg.decided_at) < p_at - make_interval(days => r.prices_hold_days))
$$;
ALTER FUNCTION orders_is_price_old(orders_leg, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_is_price_old(orders_leg, timestamptz) FROM PUBLIC;
