-- A branch that is suspended buys nothing (ACC-6, ORD-13): an order goes no further while its buyer, or anybody above
-- its buyer, is not active, whether it is placed, accepted or tried again.

-- May the buyer of p_order, with all above it, buy now? Nobody's standing changes after this until the transaction ends.
-- Called with the legs locked and no wallet yet.
CREATE FUNCTION orders_is_stopped(p_order bigint, p_at timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    buyer bigint;
BEGIN
    SELECT buyer_id INTO STRICT buyer FROM orders_leg WHERE order_id = p_order AND position = 0;
    PERFORM accounts_keep_standing(buyer);
    RETURN EXISTS (SELECT FROM accounts_line(buyer, p_at) WHERE standing <> 'active');
END $$;
ALTER FUNCTION orders_is_stopped(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_is_stopped(bigint, timestamptz) FROM PUBLIC;

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

-- Orders that wait for money which is there now, oldest first, of those who may buy: for the worker, which tries each in
-- its own transaction.
CREATE FUNCTION orders_fundable(p_limit int, p_at timestamptz) RETURNS TABLE (order_id bigint, seller_id bigint)
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
       AND NOT EXISTS (
           SELECT FROM orders_leg first, accounts_line(first.buyer_id, p_at) above
            WHERE first.order_id = waiting.order_id AND first.position = 0 AND above.standing <> 'active')
     ORDER BY waiting.placed_at, waiting.order_id LIMIT p_limit
$$;
ALTER FUNCTION orders_fundable(int, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_fundable(int, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_fundable(int, timestamptz) TO :app;

DROP FUNCTION orders_fundable(int);
