-- Credit some lines of an order on the legs up to p_up_to: a credit note in the series of each seller, of what its buyer
-- paid for the line, net and tax. Called with the legs locked and then the wallets. On each edge a line is credited once:
-- its delivery names the credit note, and the key of the transfer says so too. What was given away has no money to go
-- back, and counts as refunded: where it is taken back, that is told, so that what runs of it ends on every edge.
CREATE OR REPLACE FUNCTION deliveries_credit(p_order bigint, p_lines bigint[], p_up_to int, p_why text, p_at timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    line record;
    said text;
    paper ledger_adjustment;
BEGIN
    FOR line IN
        SELECT s.*, l.position, l.number, d.state = 'canceled' AS is_taken_back
          FROM orders_leg l JOIN orders_legline s ON s.leg_id = l.id
          JOIN deliveries_delivery d ON d.leg_line_id = s.id AND d.refund_id IS NULL
         WHERE l.order_id = p_order AND l.position <= p_up_to
           AND s.line_id = ANY (p_lines)
         ORDER BY l.seller_id, l.position, s.line_id
    LOOP
        paper := NULL;
        IF line.gross_minor > 0 THEN
            said := format('Order %s: %s %s', line.number, line.product, p_why);
            PERFORM ledger_post(
                format('order:%s:back:%s:%s', p_order, line.line_id, line.position), 'credit_note', p_at, NULL, 'Handsel',
                said, jsonb_build_array(jsonb_build_object(
                    'seller', line.seller_id, 'buyer', line.buyer_id, 'currency', line.currency,
                    'amount', line.gross_minor,
                    'against', jsonb_build_array(jsonb_build_object('role', 'revenue', 'amount', -line.net_minor),
                                                 jsonb_build_object('role', 'tax', 'amount', -line.tax_minor)))));
            paper := deliveries_paper(format('order:%s:back:%s:%s:1', p_order, line.line_id, line.position), 'credit_note',
                                      line.gross_minor, line.currency, '', NULL);
        END IF;
        UPDATE deliveries_delivery SET refund_id = paper.id, is_refunded = true WHERE leg_line_id = line.id;
        IF line.gross_minor > 0 OR line.is_taken_back THEN
            PERFORM timeline_record(line.seller_id, 'order.refunded', p_at, line.buyer_id, 'leg', line.leg_id, 'Handsel',
                jsonb_build_object('number', line.number, 'amount_minor', line.gross_minor, 'currency', line.currency,
                                   'product', line.product, 'credit_note', paper.number));
        END IF;
    END LOOP;
END $$;
ALTER FUNCTION deliveries_credit(bigint, bigint[], int, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION deliveries_credit(bigint, bigint[], int, text, timestamptz) FROM PUBLIC;

-- What was executed and is all paid back stays executed, and reads as refunded; what was given away cannot be paid back.
CREATE OR REPLACE FUNCTION deliveries_mark_refunded(p_order bigint) RETURNS void LANGUAGE sql AS $$
    UPDATE orders_leg l SET payment = 'refunded'
     WHERE l.order_id = p_order AND l.fulfilment = 'executed' AND l.payment <> 'refunded' AND NOT EXISTS (
           SELECT FROM deliveries_delivery d JOIN orders_legline s ON s.id = d.leg_line_id
            WHERE d.leg_id = l.id AND NOT d.is_refunded
              AND (s.gross_minor > 0 OR l.gross_minor = 0))
$$;
ALTER FUNCTION deliveries_mark_refunded(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION deliveries_mark_refunded(bigint) FROM PUBLIC;

-- Write the document of a transfer that was just posted, with the next number of its series.
CREATE OR REPLACE FUNCTION deliveries_paper(p_key text, p_kind text, p_amount bigint, p_currency text, p_method text,
                                            p_receipt bigint)
RETURNS ledger_adjustment LANGUAGE plpgsql AS $$
DECLARE
    moved ledger_transfer;
    next int;
    paper ledger_adjustment;
BEGIN
    SELECT * INTO STRICT moved FROM ledger_transfer WHERE key = p_key;
    INSERT INTO accounts_series AS s (seller_id, name, last) VALUES (moved.seller_id, p_kind, 1001)
        ON CONFLICT (seller_id, name) DO UPDATE SET last = s.last + 1 RETURNING last INTO next;
    INSERT INTO ledger_adjustment (seller_id, buyer_id, transfer_id, kind, number, amount_minor, currency, reason,
                                   method, reference, receipt_id)
    VALUES (moved.seller_id, moved.buyer_id, moved.id, p_kind, next, p_amount, p_currency, moved.reason, p_method, '',
            p_receipt)
    RETURNING * INTO paper;
    RETURN paper;
END $$;
ALTER FUNCTION deliveries_paper(text, text, bigint, text, text, bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION deliveries_paper(text, text, bigint, text, text, bigint) FROM PUBLIC;

-- Lock the wallets of all legs of an order, in the order of their ids.
CREATE OR REPLACE FUNCTION deliveries_lock_wallets(p_order bigint) RETURNS void LANGUAGE sql AS $$
    SELECT ledger_short((SELECT jsonb_agg(jsonb_build_object('seller', seller_id, 'buyer', buyer_id,
                                                             'currency', currency, 'amount', 0))
                           FROM orders_leg WHERE order_id = p_order))
$$;
ALTER FUNCTION deliveries_lock_wallets(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION deliveries_lock_wallets(bigint) FROM PUBLIC;

-- Take some lines of an order back and give their money back, on every edge and at once. Called with the legs locked;
-- locks the wallets. p_actor_name is read at the actor's own seller, and by no other tier.
CREATE OR REPLACE FUNCTION deliveries_give_back(p_order bigint, p_lines bigint[], p_why text, p_actor_name text,
                                                p_at timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM deliveries_lock_wallets(p_order);
    UPDATE deliveries_deliverytask t
       SET state = 'canceled', by_name = CASE WHEN handsel_sees(t.seller_id) THEN p_actor_name ELSE 'Handsel' END,
           changed_at = greatest(p_at, opened_at), due_at = NULL
      FROM deliveries_delivery d JOIN orders_leg l ON l.id = d.leg_id
     WHERE t.delivery_id = d.id AND l.order_id = p_order AND d.line_id = ANY (p_lines) AND d.state <> 'canceled';
    UPDATE deliveries_delivery d SET state = 'canceled', reason = '', ended_at = p_at
      FROM orders_leg l
     WHERE l.id = d.leg_id AND l.order_id = p_order AND d.line_id = ANY (p_lines) AND d.state <> 'canceled';
    PERFORM deliveries_credit(p_order, p_lines, (SELECT max(position) FROM orders_leg WHERE order_id = p_order), p_why, p_at);
    PERFORM deliveries_conclude(p_order, p_at);
    PERFORM deliveries_mark_refunded(p_order);
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
    PERFORM refunds_overtake(order_id, p_at) FROM orders_leg WHERE id = own.leg_id;
    RETURN true;
END $$;
ALTER FUNCTION deliveries_take_back(bigint, text[], text, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION deliveries_take_back(bigint, text[], text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION deliveries_take_back(bigint, text[], text, text, timestamptz) TO :app;

-- The seller of p_leg cancels a settled order: whatever of it nobody has begun to deliver. Where something was delivered
-- already, each line that was not keeps the reason. Returns canceled; begun when somebody is delivering something of it at this moment, and then nothing was changed; or over when nothing is left.
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
    UPDATE orders_leg SET canceled_by_name = p_actor_name WHERE id = p_leg;
    PERFORM deliveries_give_back(leg.order_id, lines, 'was canceled before it was delivered.', p_actor_name, p_at);
    UPDATE orders_leg SET cancel_reason = p_reason WHERE id = p_leg AND fulfilment = 'canceled';
    UPDATE deliveries_delivery d SET reason = p_reason
      FROM orders_leg l
     WHERE l.id = p_leg AND l.fulfilment <> 'canceled' AND d.leg_id = l.id AND d.line_id = ANY (lines);
    RETURN 'canceled';
END $$;
ALTER FUNCTION deliveries_cancel(bigint, text, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION deliveries_cancel(bigint, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION deliveries_cancel(bigint, text, text, timestamptz) TO :app;
