-- Return a buyer's cart for an end customer, or else its own: the open one, locked, or a new one under p_number. Null for
-- who buys of nobody. It runs with the rights of who asks.
CREATE FUNCTION orders_open_cart(p_buyer bigint, p_end_customer bigint, p_number text, p_placed_by text, p_at timestamptz)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    cart bigint;
BEGIN
    -- Locked, so that nothing is put into a cart while it is placed; whoever waits for that finds it gone.
    SELECT id INTO cart FROM orders_order
     WHERE buyer_id = p_buyer AND end_customer_id IS NOT DISTINCT FROM p_end_customer AND placed_at IS NULL
       FOR NO KEY UPDATE;
    IF cart IS NULL THEN
        INSERT INTO orders_order (seller_id, buyer_id, edge_id, end_customer_id, number, placed_by, started_at)
        SELECT seller_id, buyer_id, id, p_end_customer, p_number, p_placed_by, p_at FROM accounts_edge
         WHERE buyer_id = p_buyer AND ended_at IS NULL
            ON CONFLICT DO NOTHING RETURNING id INTO cart;
    END IF;
    IF cart IS NULL THEN
        -- Whoever came second at the same moment has waited here, wrote nothing, and finds the cart of the first.
        SELECT id INTO cart FROM orders_order
         WHERE buyer_id = p_buyer AND end_customer_id IS NOT DISTINCT FROM p_end_customer AND placed_at IS NULL;
    END IF;
    RETURN cart;
END $$;
REVOKE ALL ON FUNCTION orders_open_cart(bigint, bigint, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_open_cart(bigint, bigint, text, text, timestamptz) TO :app;
