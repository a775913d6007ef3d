-- Note that what lies in a cart changed, by whom and when: reminders wait anew, and a buyer sees who did it.
CREATE OR REPLACE FUNCTION orders_note_change(p_order bigint, p_is_sellers boolean, p_by_name text, p_at timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO orders_particulars (seller_id, buyer_id, order_id, po_number, note, delivery, billing, terms_accepted_by,
                                    reached, changed_at, changed_by_name, is_changed_by_seller, reminders_sent)
    SELECT seller_id, buyer_id, id, '', '', '{}', '{}', '', 'cart', p_at, p_by_name, p_is_sellers, 0
      FROM orders_order WHERE id = p_order
        ON CONFLICT (order_id) DO UPDATE
       SET changed_at = excluded.changed_at, changed_by_name = excluded.changed_by_name,
           is_changed_by_seller = excluded.is_changed_by_seller, reminders_sent = 0, reminded_at = NULL;
END $$;
REVOKE ALL ON FUNCTION orders_note_change(bigint, boolean, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_note_change(bigint, boolean, text, timestamptz) TO :app;

-- Find a buyer's cart for an end customer, or else its own: the open one, locked, or a new one under p_number. No row for
-- who buys of nobody. It is opened to be changed, which is noted. Both run with the rights of who asks.
DROP FUNCTION IF EXISTS orders_open_cart(bigint, bigint, text, text, timestamptz);
DROP FUNCTION IF EXISTS orders_open_cart(bigint, bigint, text, text, text, timestamptz);
CREATE FUNCTION orders_open_cart(p_buyer bigint, p_end_customer bigint, p_number text, p_placed_by text, p_by_name text,
                                 p_at timestamptz)
RETURNS SETOF orders_order LANGUAGE plpgsql AS $$
DECLARE
    cart orders_order;
BEGIN
    -- Locked, so that nothing is put into a cart while it is placed; whoever waits for that finds it gone.
    SELECT * INTO cart FROM orders_order
     WHERE buyer_id = p_buyer AND end_customer_id IS NOT DISTINCT FROM p_end_customer AND placed_at IS NULL
       FOR NO KEY UPDATE;
    IF cart.id IS NULL THEN
        INSERT INTO orders_order (seller_id, buyer_id, edge_id, end_customer_id, number, placed_by, started_at)
        SELECT seller_id, buyer_id, id, p_end_customer, p_number, p_placed_by, p_at FROM accounts_edge
         WHERE buyer_id = p_buyer AND ended_at IS NULL
            ON CONFLICT DO NOTHING RETURNING * INTO cart;
    END IF;
    IF cart.id IS NULL THEN
        -- Whoever came second at the same moment has waited here, wrote nothing, and finds the cart of the first.
        SELECT * INTO cart FROM orders_order
         WHERE buyer_id = p_buyer AND end_customer_id IS NOT DISTINCT FROM p_end_customer AND placed_at IS NULL;
    END IF;
    IF cart.id IS NOT NULL THEN
        PERFORM orders_note_change(cart.id, p_placed_by = 'reseller', p_by_name, p_at);
        RETURN NEXT cart;
    END IF;
END $$;
REVOKE ALL ON FUNCTION orders_open_cart(bigint, bigint, text, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_open_cart(bigint, bigint, text, text, text, timestamptz) TO :app;
