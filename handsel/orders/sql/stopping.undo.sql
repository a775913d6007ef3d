DROP FUNCTION orders_fundable(int, timestamptz);
-- Orders that wait for money which is there now, oldest first: for the worker, which tries each in its own transaction.
CREATE FUNCTION orders_fundable(p_limit int) RETURNS TABLE (order_id bigint, seller_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT waiting.order_id, waiting.seller_id FROM (
        SELECT DISTINCT ON (l.order_id) l.*
          FROM orders_leg l
         WHERE l.fulfilment = 'locked' OR l.fulfilment = 'none' AND l.payment = 'unpaid' AND l.position = 0
         ORDER BY l.order_id, l.position
    ) AS waiting
      JOIN ledger_wallet w ON w.seller_id = waiting.seller_id AND w.buyer_id = waiting.buyer_id
                          AND w.currency = waiting.currency
     WHERE w.balance_minor - w.held_minor + w.credit_limit_minor >= waiting.gross_minor AND handsel_oversees(NULL)
     ORDER BY waiting.placed_at, waiting.order_id LIMIT p_limit
$$;
ALTER FUNCTION orders_fundable(int) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_fundable(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_fundable(int) TO :app;

CREATE OR REPLACE FUNCTION orders_advance(p_order bigint, p_at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    leg orders_leg;
    last_position int;
    short int;
BEGIN
    IF NOT orders_takes_part(p_order) THEN
        RAISE EXCEPTION 'order % is out of scope', p_order USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM 1 FROM orders_leg WHERE order_id = p_order ORDER BY position FOR UPDATE;
    IF EXISTS (SELECT 1 FROM orders_leg
                WHERE order_id = p_order AND (settled_at IS NOT NULL OR fulfilment = 'canceled')) THEN
        RETURN 'done';
    END IF;

    SELECT * INTO leg FROM orders_leg WHERE order_id = p_order AND approval = 'pending' ORDER BY position LIMIT 1;
    IF FOUND THEN
        short := ledger_hold(orders_debits(p_order, leg.position), p_at);
        IF short > 0 THEN
            RETURN orders_lack(p_order, short - 1, p_at);
        END IF;
        IF leg.payment = 'unpaid' THEN
            PERFORM orders_tell('order.awaiting_approval', leg, 'Handsel', p_at);
        END IF;
        -- The tiers above are not asked yet, even where they were while the order was locked.
        UPDATE orders_leg
           SET asked_at = CASE WHEN position <= leg.position THEN coalesce(asked_at, p_at) END,
               payment = CASE WHEN position <= leg.position THEN 'paid' ELSE payment END,
               fulfilment = CASE WHEN position < leg.position THEN 'in_progress' ELSE 'none' END
         WHERE order_id = p_order;
        RETURN 'awaiting_approval';
    END IF;

    SELECT l.* INTO STRICT leg FROM orders_leg l WHERE l.order_id = p_order AND l.position = 0;
    SELECT max(position) INTO last_position FROM orders_leg WHERE order_id = p_order;
    short := ledger_post('order:' || p_order, 'invoice', p_at, NULL, 'Handsel', leg.number,
                         orders_debits(p_order, last_position));
    IF short > 0 THEN
        RETURN orders_lack(p_order, short - 1, p_at);
    END IF;
    UPDATE orders_leg
       SET asked_at = coalesce(asked_at, p_at), payment = 'paid', fulfilment = 'in_progress', settled_at = p_at
     WHERE order_id = p_order;
    PERFORM orders_tell('order.settled', l, 'Handsel', p_at) FROM orders_leg l WHERE l.order_id = p_order;
    RETURN 'settled';
END $$;
DROP FUNCTION orders_is_stopped(bigint, timestamptz);
