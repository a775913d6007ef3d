-- Payments that were recorded for one order (ORD-6). What came in as a part is kept for it, so that no other order of
-- the same buyer takes it, on credit neither; it counts with the rest of the wallet whenever the order is tried.
--   orders_due           locks an order, or the account and wallet that was debited for it, and returns what is to be paid
--   orders_keep_part     keeps what came in and is there, and returns how much that is
--   orders_take_payment  tries the order with what was recorded now, and lets that pay what is owed

-- To lock accounts takes the right to change them: of a column that never changes.
GRANT UPDATE (id) ON accounts_account TO :chain;

-- A part of what orders_hold_key() says of the first leg.
CREATE OR REPLACE FUNCTION orders_part_key(p_order bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT format('order:%s:0:part', p_order)
$$;
ALTER FUNCTION orders_part_key(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_part_key(bigint) FROM PUBLIC;

CREATE OR REPLACE FUNCTION orders_due(p_leg bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    leg orders_leg;
BEGIN
    SELECT * INTO STRICT leg FROM orders_leg WHERE id = p_leg;
    IF NOT handsel_sees(leg.seller_id) OR handsel_buyer() IS NOT NULL THEN
        RAISE EXCEPTION 'leg % is out of scope', p_leg USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF leg.settled_at IS NULL THEN
        PERFORM 1 FROM orders_leg WHERE order_id = leg.order_id ORDER BY position FOR UPDATE;
        SELECT * INTO STRICT leg FROM orders_leg WHERE id = p_leg;
    END IF;
    -- What comes in next is for this order; orders_take_payment lets it pay.
    PERFORM set_config('handsel.pays', p_leg::text, true);
    IF leg.settled_at IS NULL THEN
        RETURN leg.gross_minor - orders_paid_for(leg);
    END IF;
    -- Whoever takes a payment in has the account before the wallet; see ledger_receive().
    PERFORM 1 FROM accounts_account WHERE id = leg.buyer_id FOR NO KEY UPDATE;
    PERFORM ledger_short(jsonb_build_array(jsonb_build_object(
        'seller', leg.seller_id, 'buyer', leg.buyer_id, 'currency', leg.currency, 'amount', 0)));
    RETURN (SELECT owed_minor FROM orders_leg WHERE id = p_leg);
END $$;
ALTER FUNCTION orders_due(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_due(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_due(bigint) TO :app;

-- Keep of the wallet what was recorded for the first leg of an order and is there: no more than that, and no less than is
-- kept already, whatever became of the wallet since. Called with that wallet locked.
CREATE OR REPLACE FUNCTION orders_keep_part(p_order bigint, p_at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    leg orders_leg;
    wallet ledger_wallet;
    kept bigint;
    part bigint;
BEGIN
    SELECT * INTO STRICT leg FROM orders_leg WHERE order_id = p_order AND position = 0;
    SELECT * INTO STRICT wallet FROM ledger_wallet
     WHERE seller_id = leg.seller_id AND buyer_id = leg.buyer_id AND currency = leg.currency;
    SELECT coalesce(sum(amount_minor), 0) INTO kept FROM ledger_hold WHERE key = orders_part_key(p_order) AND ended_at IS NULL;
    part := least(orders_paid_for(leg), leg.gross_minor, kept + CASE WHEN wallet.locked_at IS NULL THEN
                      greatest(0, wallet.balance_minor - wallet.held_minor + wallet.credit_limit_minor) ELSE 0 END);
    IF part = 0 THEN
        PERFORM ledger_release(ARRAY[orders_part_key(p_order)], p_at);
    ELSIF ledger_hold(jsonb_build_array(jsonb_build_object(
            'seller', leg.seller_id, 'buyer', leg.buyer_id, 'currency', leg.currency, 'amount', -part,
            'hold', orders_part_key(p_order))), p_at) > 0 THEN
        RAISE EXCEPTION 'what is there for order % is not', p_order;
    END IF;
    RETURN part;
END $$;
ALTER FUNCTION orders_keep_part(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_keep_part(bigint, timestamptz) FROM PUBLIC;

-- p_minor came in for a leg. Returns where the order stands, as orders_advance does. An order that was settled before is
-- paid first and then what else is owed; for any other it is kept until it settles or ends, wherever it is stopped.
CREATE OR REPLACE FUNCTION orders_take_payment(p_leg bigint, p_minor bigint, p_at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    leg orders_leg;
    stands text;
BEGIN
    SELECT * INTO STRICT leg FROM orders_leg WHERE id = p_leg;
    stands := orders_advance(leg.order_id, p_at);
    IF stands = 'stopped' AND orders_keep_part(leg.order_id, p_at) > 0 THEN
        UPDATE orders_leg SET payment = 'partly_paid' WHERE order_id = leg.order_id AND position = 0 AND payment = 'unpaid';
    ELSIF stands = 'done' THEN
        PERFORM orders_pay(leg.seller_id, leg.buyer_id, leg.currency, p_minor, p_leg, p_at);
    END IF;
    PERFORM set_config('handsel.pays', '', true);
    RETURN stands;
END $$;
ALTER FUNCTION orders_take_payment(bigint, bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_take_payment(bigint, bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_take_payment(bigint, bigint, timestamptz) TO :app;
