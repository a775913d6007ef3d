-- Take a placed order as far as it can go: hold the money of every tier up to the first whose seller must agree, and
-- ask; or, when all agreed, debit every wallet, or none. Returns where it stands: awaiting_payment, awaiting_approval,
-- locked, settled, or done when it was settled or canceled before; stopped when it may not go on, and then nothing was
-- changed.
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
    IF orders_is_stopped(p_order, p_at) THEN
        RETURN 'stopped';
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
ALTER FUNCTION orders_advance(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_advance(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_advance(bigint, timestamptz) TO :app;
