-- Give the money of some lines of an order back, on every edge and at once: a credit note in the series of each seller,
-- of what its buyer paid for the line, net and tax. Called with the legs locked; locks the wallets in the order of their
-- ids. Each line is given back once: the key of its transfer says so, and so does its state.
CREATE OR REPLACE FUNCTION deliveries_give_back(p_order bigint, p_lines bigint[], p_why text, p_actor_name text,
                                                p_at timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    line record;
    said text;
    paper ledger_adjustment;
BEGIN
    PERFORM ledger_short((SELECT jsonb_agg(jsonb_build_object('seller', seller_id, 'buyer', buyer_id,
                                                              'currency', currency, 'amount', 0))
                            FROM orders_leg WHERE order_id = p_order));
    UPDATE deliveries_deliverytask t SET state = 'canceled', by_name = p_actor_name, changed_at = greatest(p_at, opened_at), due_at = NULL
      FROM deliveries_delivery d JOIN orders_leg l ON l.id = d.leg_id
     WHERE t.delivery_id = d.id AND l.order_id = p_order AND d.line_id = ANY (p_lines);
    UPDATE deliveries_delivery d SET state = 'canceled', reason = '', ended_at = p_at
      FROM orders_leg l WHERE l.id = d.leg_id AND l.order_id = p_order AND d.line_id = ANY (p_lines);
    FOR line IN
        SELECT s.*, l.position, l.number FROM orders_leg l JOIN orders_legline s ON s.leg_id = l.id
         WHERE l.order_id = p_order AND s.line_id = ANY (p_lines) AND s.gross_minor > 0
         ORDER BY l.seller_id, l.position, s.line_id
    LOOP
        said := format('Order %s: %s %s', line.number, line.product, p_why);
        PERFORM ledger_post(
            format('order:%s:back:%s:%s', p_order, line.line_id, line.position), 'credit_note', p_at, NULL, 'Handsel', said,
            jsonb_build_array(jsonb_build_object(
                'seller', line.seller_id, 'buyer', line.buyer_id, 'currency', line.currency, 'amount', line.gross_minor,
                'against', jsonb_build_array(jsonb_build_object('role', 'revenue', 'amount', -line.net_minor),
                                             jsonb_build_object('role', 'tax', 'amount', -line.tax_minor)))));
        INSERT INTO accounts_series AS s (seller_id, name, last) VALUES (line.seller_id, 'credit_note', 1001)
            ON CONFLICT (seller_id, name) DO UPDATE SET last = s.last + 1 RETURNING last INTO paper.number;
        INSERT INTO ledger_adjustment (seller_id, buyer_id, transfer_id, kind, number, amount_minor, currency, reason,
                                       method, reference)
        SELECT line.seller_id, line.buyer_id, t.id, 'credit_note', paper.number, line.gross_minor, line.currency, said,
               '', ''
          FROM ledger_transfer t
         WHERE t.key = format('order:%s:back:%s:%s:1', p_order, line.line_id, line.position)
        RETURNING * INTO paper;
        UPDATE deliveries_delivery SET refund_id = paper.id WHERE leg_line_id = line.id;
        PERFORM timeline_record(line.seller_id, 'order.refunded', p_at, line.buyer_id, 'leg', line.leg_id, 'Handsel',
            jsonb_build_object('number', line.number, 'amount_minor', line.gross_minor, 'currency', line.currency,
                               'product', line.product, 'credit_note', paper.number));
    END LOOP;
    -- What was executed and is all given back stays executed, and reads as refunded.
    UPDATE orders_leg l SET payment = 'refunded'
     WHERE l.order_id = p_order AND l.fulfilment = 'executed' AND NOT EXISTS (
           SELECT FROM deliveries_delivery WHERE leg_id = l.id AND state <> 'canceled');
    PERFORM deliveries_conclude(p_order, p_at);
END $$;
ALTER FUNCTION deliveries_give_back(bigint, bigint[], text, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION deliveries_give_back(bigint, bigint[], text, text, timestamptz) FROM PUBLIC;

-- The supplier gives back the money of one of its own lines, which is in one of p_from. False when it is not (any more).
CREATE OR REPLACE FUNCTION deliveries_take_back(p_delivery bigint, p_from text[], p_why text, p_actor_name text,
                                                p_at timestamptz)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    own deliveries_delivery := deliveries_own(p_delivery);
BEGIN
    IF NOT own.state = ANY (p_from) THEN
        RETURN false;
    END IF;
    PERFORM deliveries_give_back(order_id, ARRAY[own.line_id], p_why, p_actor_name, p_at)
       FROM orders_leg WHERE id = own.leg_id;
    RETURN true;
END $$;
ALTER FUNCTION deliveries_take_back(bigint, text[], text, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION deliveries_take_back(bigint, text[], text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION deliveries_take_back(bigint, text[], text, text, timestamptz) TO :app;

-- The seller of p_leg cancels a settled order: whatever of it nobody has begun to deliver. Returns canceled; begun when
-- somebody is delivering something of it at this moment, and then nothing was changed; or over when nothing is left.
CREATE OR REPLACE FUNCTION deliveries_cancel(p_leg bigint, p_reason text, p_actor_name text, p_at timestamptz)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    leg orders_leg;
    lines bigint[];
BEGIN
    SELECT * INTO STRICT leg FROM orders_leg WHERE id = p_leg;
    IF NOT handsel_sees(leg.seller_id) OR handsel_buyer() IS NOT NULL THEN
        RAISE EXCEPTION 'leg % is out of scope', p_leg USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM 1 FROM orders_leg WHERE order_id = leg.order_id ORDER BY position FOR UPDATE;
    SELECT * INTO STRICT leg FROM orders_leg WHERE id = p_leg;
    IF leg.settled_at IS NULL OR leg.fulfilment NOT IN ('in_progress', 'failed') THEN
        RETURN 'over';
    END IF;
    PERFORM deliveries_write(leg.order_id, p_at);
    IF EXISTS (SELECT FROM deliveries_delivery WHERE leg_id = p_leg AND state = 'started') THEN
        RETURN 'begun';
    END IF;
    SELECT array_agg(line_id) INTO lines FROM deliveries_delivery WHERE leg_id = p_leg AND state IN ('waiting', 'failed');
    IF lines IS NULL THEN
        RETURN 'over';
    END IF;
    PERFORM deliveries_give_back(leg.order_id, lines, 'was canceled before it was delivered.', p_actor_name, p_at);
    UPDATE orders_leg SET cancel_reason = p_reason, decided_at = p_at, decided_by_name = p_actor_name
     WHERE id = p_leg AND fulfilment = 'canceled';
    RETURN 'canceled';
END $$;
ALTER FUNCTION deliveries_cancel(bigint, text, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION deliveries_cancel(bigint, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION deliveries_cancel(bigint, text, text, timestamptz) TO :app;
