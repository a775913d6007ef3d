-- One tier can pay neither from its wallet nor by card. The buyer's own: the order awaits payment. A tier above: nothing
-- is debited, the customer's money turns into a hold, and the order is locked at that tier, which is told once, with
-- those above it. What gateways have reserved for other tiers is let go.
CREATE OR REPLACE FUNCTION orders_lack(p_order bigint, p_position int, p_at timestamptz) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    short orders_leg;
    payer orders_leg;
    why text;
    by_card boolean;
BEGIN
    SELECT * INTO STRICT short FROM orders_leg WHERE order_id = p_order AND position = p_position;
    SELECT bool_or(payment_method = 'card') INTO by_card FROM orders_leg WHERE order_id = p_order;
    why := orders_card_state(short, p_at);
    IF by_card THEN
        PERFORM orders_let_go_cards(p_order, false, p_at);
    END IF;
    IF p_position = 0 THEN
        IF short.payment = 'on_card' THEN
            PERFORM orders_tell('order.card_failed', short, 'Handsel', p_at);
        END IF;
        UPDATE orders_leg
           SET payment = CASE WHEN position = 0 AND orders_keep_part(p_order, p_at) > 0 THEN 'partly_paid'
                              ELSE 'unpaid' END,
               fulfilment = CASE WHEN position = 0 OR asked_at IS NULL THEN 'none' ELSE 'in_progress' END
         WHERE order_id = p_order AND (position = 0 OR by_card);
        RETURN 'awaiting_payment';
    END IF;
    IF p_position IS DISTINCT FROM
       (SELECT min(position) FROM orders_leg WHERE order_id = p_order AND fulfilment = 'locked') THEN
        PERFORM orders_tell(CASE WHEN short.payment_method = 'card' THEN 'order.card_failed'
                                 ELSE 'order.short_of_funds' END, short, 'Handsel', p_at);
    END IF;
    SELECT * INTO STRICT payer FROM orders_leg WHERE order_id = p_order AND position = 0;
    IF orders_card_state(payer, p_at) = 'wallet' AND ledger_hold(orders_debits(p_order, 0), p_at) > 0 THEN
        RAISE EXCEPTION 'order % is locked above, yet its buyer cannot pay', p_order;
    END IF;
    UPDATE orders_leg
       SET asked_at = coalesce(asked_at, p_at), is_hidden = false,
           payment = CASE WHEN position > 0 THEN CASE WHEN payment = 'on_card' THEN 'unpaid' ELSE payment END
                          WHEN orders_card_state(payer, p_at) = 'wallet' THEN 'paid' ELSE 'on_card' END,
           fulfilment = CASE WHEN position >= p_position THEN 'locked' ELSE 'in_progress' END
     WHERE order_id = p_order;
    RETURN 'locked';
END $$;
ALTER FUNCTION orders_lack(bigint, int, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_lack(bigint, int, timestamptz) FROM PUBLIC;
