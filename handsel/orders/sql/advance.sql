-- Take a placed order as far as it can go: hold the money of every tier up to the first whose seller must agree, and
-- ask; or, when all agreed, debit every wallet, or none. Where a leg is paid by card, nothing is debited before every
-- gateway has reserved its amount; then all of it is booked and debited at once. Returns where it stands:
-- awaiting_payment, awaiting_approval, awaiting_buyer while its buyer is asked about the price, locked, asking_cards,
-- settled, or done when it was settled or canceled before;
-- stopped when it may not go on, and then nothing was changed.
CREATE OR REPLACE FUNCTION orders_go_on(p_order bigint, p_at timestamptz) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    leg orders_leg;
    last_position int;
    short int;
    known int;
    by_card boolean;
BEGIN
    PERFORM 1 FROM orders_leg WHERE order_id = p_order ORDER BY position FOR UPDATE;
    IF EXISTS (SELECT 1 FROM orders_leg
                WHERE order_id = p_order AND (settled_at IS NOT NULL OR fulfilment = 'canceled')) THEN
        RETURN 'done';
    END IF;
    IF EXISTS (SELECT FROM orders_leg WHERE order_id = p_order AND approval = 'with_buyer') THEN
        RETURN 'awaiting_buyer';
    END IF;
    IF orders_is_stopped(p_order, p_at) THEN
        RETURN 'stopped';
    END IF;
    -- Late funds do not settle at a price that does not hold any more: its seller looks at it again. What was there in
    -- time is not late, however long others took to agree.
    UPDATE orders_leg l SET approval = 'pending', payment = 'unpaid', decided_at = NULL, decided_by_name = ''
     WHERE order_id = p_order AND approval IN ('not_needed', 'approved') AND orders_is_price_old(l, p_at)
       AND EXISTS (SELECT FROM orders_leg w WHERE w.order_id = p_order AND (
                       w.fulfilment = 'locked' OR w.position = 0 AND w.payment IN ('unpaid', 'partly_paid')));
    SELECT bool_or(payment_method = 'card') INTO by_card FROM orders_leg WHERE order_id = p_order;

    SELECT * INTO leg FROM orders_leg WHERE order_id = p_order AND approval = 'pending' ORDER BY position LIMIT 1;
    IF FOUND THEN
        IF by_card THEN
            short := orders_short_of_cards(p_order, leg.position, p_at);
            short := CASE WHEN short > 0 THEN short ELSE orders_hold_wallets(p_order, leg.position, p_at) END;
        ELSE
            short := ledger_hold(orders_debits(p_order, leg.position), p_at);
        END IF;
        IF short > 0 THEN
            RETURN orders_lack(p_order, short - 1, p_at);
        END IF;
        IF leg.payment IN ('unpaid', 'partly_paid') THEN
            PERFORM orders_tell('order.awaiting_approval', leg, 'Handsel', p_at);
        END IF;
        -- The tiers above are not asked yet, even where they were while the order was locked. Who agreed sees it on, and so
        -- do those through whom it came there, unless one of them is to agree first.
        SELECT coalesce(max(a.position), leg.position) INTO known FROM orders_leg a
         WHERE a.order_id = p_order AND a.position > leg.position AND a.approval = 'approved' AND a.asked_at IS NOT NULL
           AND NOT EXISTS (SELECT FROM orders_leg p WHERE p.order_id = p_order AND p.approval = 'pending'
                                                      AND p.position > leg.position AND p.position < a.position);
        UPDATE orders_leg l
           SET asked_at = CASE WHEN position <= known THEN coalesce(asked_at, p_at) END,
               is_hidden = position > known + 1,
               payment = CASE WHEN position > leg.position THEN payment
                              WHEN orders_card_state(l, p_at) = 'wallet' THEN 'paid' ELSE 'on_card' END,
               fulfilment = CASE WHEN position < leg.position THEN 'in_progress' ELSE 'none' END
         WHERE order_id = p_order;
        RETURN 'awaiting_approval';
    END IF;

    SELECT l.* INTO STRICT leg FROM orders_leg l WHERE l.order_id = p_order AND l.position = 0;
    SELECT max(position) INTO last_position FROM orders_leg WHERE order_id = p_order;
    IF by_card THEN
        short := orders_short_of_cards(p_order, last_position, p_at);
        IF short > 0 THEN
            RETURN orders_lack(p_order, short - 1, p_at);
        ELSIF orders_ask_cards(p_order, p_at) THEN
            RETURN 'asking_cards';
        END IF;
        PERFORM orders_take_cards(p_order, p_at);
    END IF;
    short := ledger_post('order:' || p_order, 'invoice', p_at, NULL, 'Handsel', leg.number,
                         orders_debits(p_order, last_position));
    IF short > 0 THEN
        IF by_card THEN
            RAISE EXCEPTION 'order % was short at % after all wallets had been looked at', p_order, short;
        END IF;
        RETURN orders_lack(p_order, short - 1, p_at);
    END IF;
    PERFORM orders_say_settled(p_order, p_at);
    IF by_card THEN
        PERFORM orders_let_go_cards(p_order, true, p_at);
    END IF;
    PERFORM orders_tell('order.settled', l, 'Handsel', p_at) FROM orders_leg l WHERE l.order_id = p_order;
    RETURN 'settled';
END $$;
ALTER FUNCTION orders_go_on(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_go_on(bigint, timestamptz) FROM PUBLIC;

-- Does the caller sell in an order, buy it in the storefront, or is it what a reseller buys for itself?
CREATE OR REPLACE FUNCTION orders_concerns(p_order bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT orders_takes_part(p_order) OR handsel_buyer() IS NULL AND EXISTS (
        SELECT FROM orders_leg WHERE order_id = p_order AND position = 0 AND handsel_sees(buyer_id))
$$;
ALTER FUNCTION orders_concerns(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_concerns(bigint) FROM PUBLIC;

-- The same for whomever the order concerns.
CREATE OR REPLACE FUNCTION orders_advance(p_order bigint, p_at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT orders_concerns(p_order) THEN
        RAISE EXCEPTION 'order % is out of scope', p_order USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN orders_go_on(p_order, p_at);
END $$;
ALTER FUNCTION orders_advance(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_advance(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_advance(bigint, timestamptz) TO :app;

-- Lock the wallets and the charges of an order up to p_last, and return the first tier that can pay neither from its
-- wallet nor by card, counted from 1; 0 when all can.
CREATE OR REPLACE FUNCTION orders_short_of_cards(p_order bigint, p_last int, p_at timestamptz) RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
    lacks int;
BEGIN
    PERFORM ledger_short(orders_debits(p_order, p_last));
    PERFORM 1 FROM gateways_charge c JOIN orders_leg l
         ON c.seller_id = l.seller_id AND c.order_number = l.number AND c.edge_id = l.edge_id
      WHERE l.order_id = p_order AND c.aim = 'authorise' ORDER BY c.id FOR NO KEY UPDATE OF c;
    SELECT min(l.position) + 1 INTO lacks FROM orders_leg l
     WHERE l.order_id = p_order AND l.position <= p_last
       AND CASE WHEN l.payment_method = 'card' THEN orders_card_state(l, p_at) IN ('refused', 'missing', 'owing')
                ELSE ledger_short(jsonb_build_array(orders_debits(p_order, p_last) -> l.position)) > 0 END;
    RETURN coalesce(lacks, 0);
END $$;
ALTER FUNCTION orders_short_of_cards(bigint, int, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_short_of_cards(bigint, int, timestamptz) FROM PUBLIC;

-- Hold what the tiers up to p_last pay from their wallets; those that pay by card have nothing to hold. Returns as
-- ledger_hold() does, but counts tiers.
CREATE OR REPLACE FUNCTION orders_hold_wallets(p_order bigint, p_last int, p_at timestamptz) RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
    held jsonb;
BEGIN
    SELECT jsonb_agg(orders_debits(p_order, p_last) -> l.position ORDER BY l.position) INTO held FROM orders_leg l
     WHERE l.order_id = p_order AND l.position <= p_last AND l.gross_minor > 0
       AND orders_card_state(l, p_at) = 'wallet';
    IF held IS NOT NULL AND ledger_hold(held, p_at) > 0 THEN
        RAISE EXCEPTION 'order % was short after its wallets had been looked at', p_order;
    END IF;
    RETURN 0;
END $$;
ALTER FUNCTION orders_hold_wallets(bigint, int, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_hold_wallets(bigint, int, timestamptz) FROM PUBLIC;

-- Have the gateways asked for what is paid by card and not reserved yet. True while an answer is out: then the buyer's
-- own money is held, and nothing else has moved.
CREATE OR REPLACE FUNCTION orders_ask_cards(p_order bigint, p_at timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM orders_write_charge(l, p_at) FROM orders_leg l
      WHERE l.order_id = p_order AND orders_card_state(l, p_at) = 'free';
    IF NOT EXISTS (SELECT FROM orders_leg l WHERE l.order_id = p_order AND orders_card_state(l, p_at) = 'asked') THEN
        RETURN false;
    END IF;
    PERFORM orders_hold_wallets(p_order, 0, p_at);
    UPDATE orders_leg l
       SET payment = CASE WHEN orders_card_state(l, p_at) <> 'wallet' THEN 'on_card'
                          WHEN position = 0 THEN 'paid' ELSE payment END,
           asked_at = CASE WHEN position = 0 THEN coalesce(asked_at, p_at) ELSE asked_at END,
           fulfilment = CASE WHEN position = 0 OR asked_at IS NULL THEN 'none' ELSE 'in_progress' END
     WHERE order_id = p_order;
    RETURN true;
END $$;
ALTER FUNCTION orders_ask_cards(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_ask_cards(bigint, timestamptz) FROM PUBLIC;
