-- An order across its tiers (ORD-11): the steps that no single tenant may do by itself (safety T7).
--   orders_place    fixes the price of every line on every edge above the buyer
--   orders_approve  says that the seller of a leg agrees
--   orders_advance  holds, asks, settles or locks: as far as the order can go now
--   orders_execute  says on every leg that the order is delivered
--   orders_cancel   ends it on every leg and gives held money back
-- Each asks whether the caller sees a leg of the order, locks the legs from the buyer up, and writes one event per leg
-- into the timeline of that leg's seller.

GRANT SELECT, INSERT, UPDATE ON orders_leg TO :chain;
GRANT SELECT, INSERT ON orders_legline TO :chain;
GRANT SELECT, UPDATE (placed_at) ON orders_order TO :chain;
GRANT SELECT ON orders_line, ledger_wallet TO :chain;
GRANT USAGE ON SEQUENCE orders_leg_id_seq, orders_legline_id_seq TO :chain;
CREATE POLICY chain ON orders_order TO :chain USING (true);
CREATE POLICY chain ON orders_line TO :chain USING (true);
CREATE POLICY chain ON orders_leg TO :chain USING (true) WITH CHECK (true);
CREATE POLICY chain ON orders_legline TO :chain USING (true) WITH CHECK (true);
CREATE POLICY chain ON ledger_wallet TO :chain USING (true);

ALTER TABLE orders_order ADD CONSTRAINT orders_order_of_its_edge
    FOREIGN KEY (edge_id, seller_id, buyer_id) REFERENCES accounts_edge (id, seller_id, buyer_id);
ALTER TABLE orders_leg ADD CONSTRAINT orders_leg_of_its_edge
    FOREIGN KEY (edge_id, seller_id, buyer_id) REFERENCES accounts_edge (id, seller_id, buyer_id);

-- Does the caller take part in this order: as seller of one of its legs or, in the storefront, as the buyer of one?
CREATE FUNCTION orders_takes_part(p_order bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM orders_leg
                    WHERE order_id = p_order AND handsel_sees(seller_id)
                      AND coalesce(handsel_buyer(), buyer_id) = buyer_id)
$$;
ALTER FUNCTION orders_takes_part(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_takes_part(bigint) FROM PUBLIC;

-- Tell the seller of a leg what happened to it. p_actor_name is one of that seller's or its buyer's own people.
CREATE FUNCTION orders_tell(p_name text, p_leg orders_leg, p_actor_name text, p_at timestamptz) RETURNS void
LANGUAGE sql AS $$
    SELECT timeline_record(p_leg.seller_id, p_name, p_at, p_leg.buyer_id, 'leg', p_leg.id, p_actor_name,
        jsonb_build_object('number', p_leg.number, 'currency', p_leg.currency, 'gross_minor', p_leg.gross_minor))
$$;
ALTER FUNCTION orders_tell(text, orders_leg, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_tell(text, orders_leg, text, timestamptz) FROM PUBLIC;

CREATE FUNCTION orders_hold_key(p_leg orders_leg) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT format('order:%s:%s', p_leg.order_id, p_leg.position)
$$;

-- What an order debits, from its payer up to the leg p_last, as ledger_post() and ledger_hold() take it.
CREATE FUNCTION orders_debits(p_order bigint, p_last int) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_agg(jsonb_build_object(
               'seller', l.seller_id, 'buyer', l.buyer_id, 'currency', l.currency, 'amount', -l.gross_minor,
               'hold', orders_hold_key(l),
               'against', jsonb_build_array(jsonb_build_object('role', 'revenue', 'amount', l.net_minor),
                                            jsonb_build_object('role', 'tax', 'amount', l.tax_minor)))
               ORDER BY l.position)
      FROM orders_leg l WHERE l.order_id = p_order AND l.position <= p_last
$$;

-- Must the seller of this edge agree to its orders? Where it pays its own seller by credit card, always (ORD-4); the
-- choice on the edge is kept and counts again when that changes.
CREATE FUNCTION orders_asks_approval(p_edge bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT e.approval_required OR EXISTS (
        SELECT 1 FROM accounts_edge above
         WHERE above.buyer_id = e.seller_id AND above.ended_at IS NULL AND above.payment_method = 'card')
      FROM accounts_edge e WHERE e.id = p_edge
$$;
ALTER FUNCTION orders_asks_approval(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_asks_approval(bigint) FROM PUBLIC;

-- Fix what every tier pays, and take the order as far as it can go. Returns where it stands, as orders_advance does; or
-- cart_is_empty, plan_withdrawn when a line has no price any more, or too_large above 10^15 minor units, which one
-- posting cannot hold: then the caller must roll back.
-- p_own_decision: the seller's own people placed it, so it skips the seller's approval.
CREATE FUNCTION orders_place(p_order bigint, p_own_decision boolean, p_actor bigint, p_actor_name text, p_at timestamptz)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    placed orders_order;
    wanted bigint[];
    own_leg orders_leg;
BEGIN
    SELECT * INTO STRICT placed FROM orders_order WHERE id = p_order;
    IF NOT handsel_sees(placed.seller_id) OR coalesce(handsel_buyer(), placed.buyer_id) <> placed.buyer_id
       OR p_own_decision AND handsel_buyer() IS NOT NULL THEN
        RAISE EXCEPTION 'order % is out of scope', p_order USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT array_agg(plan_id) INTO wanted FROM orders_line WHERE order_id = p_order;
    IF wanted IS NULL THEN
        RETURN 'cart_is_empty';
    END IF;
    UPDATE orders_order SET placed_at = p_at WHERE id = p_order;

    WITH line AS MATERIALIZED (
        SELECT c.*, l.quantity, l.quantity * c.unit_minor AS net, o.name AS product, o.kind, p.name AS plan,
               p.period_months
          FROM catalog_chain(placed.buyer_id, wanted) c
          JOIN orders_line l ON l.plan_id = c.plan_id AND l.order_id = p_order
          JOIN catalog_plan p ON p.id = c.plan_id
          JOIN catalog_product o ON o.id = p.product_id AND o.withdrawn_at IS NULL
    ), leg AS (
        INSERT INTO orders_leg (order_id, number, position, seller_id, buyer_id, edge_id, placed_by, placer_id,
                                placed_at, asked_at, currency, net_minor, tax_minor, gross_minor, payment_method,
                                payment, approval, fulfilment, decided_by_name, cancel_reason)
        SELECT p_order, placed.number, line.tier, line.seller_id, line.buyer_id, line.edge_id,
               CASE WHEN line.tier = 0 AND NOT p_own_decision THEN 'customer' ELSE 'reseller' END,
               CASE WHEN line.tier = 0 THEN p_actor END, p_at,
               CASE WHEN line.tier = 0 THEN p_at END, line.currency, sum(line.net), 0, sum(line.net), 'deposit',
               'unpaid',
               CASE WHEN line.tier = 0 AND p_own_decision OR NOT orders_asks_approval(line.edge_id) THEN 'not_needed'
                    ELSE 'pending' END,
               'none', '', ''
          FROM line
         GROUP BY line.tier, line.seller_id, line.buyer_id, line.edge_id, line.currency
        RETURNING id, edge_id
    )
    INSERT INTO orders_legline (leg_id, seller_id, buyer_id, plan_id, product, plan_name, kind, period_months, quantity,
                                unit_minor, net_minor, tax_percent, tax_minor, gross_minor, currency)
    SELECT leg.id, line.seller_id, line.buyer_id, line.plan_id, line.product, line.plan, line.kind, line.period_months,
           line.quantity, line.unit_minor, line.net, 0, 0, line.net, line.currency
      FROM line JOIN leg ON leg.edge_id = line.edge_id;

    SELECT * INTO own_leg FROM orders_leg WHERE order_id = p_order AND position = 0;
    IF (SELECT count(*) FROM orders_legline WHERE leg_id = own_leg.id) < cardinality(wanted) THEN
        RETURN 'plan_withdrawn';
    END IF;
    IF own_leg.gross_minor > 1e15 THEN
        RETURN 'too_large';
    END IF;
    PERFORM orders_tell('order.placed', own_leg, p_actor_name, p_at);
    RETURN orders_advance(p_order, p_at);
END $$;
ALTER FUNCTION orders_place(bigint, boolean, bigint, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_place(bigint, boolean, bigint, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_place(bigint, boolean, bigint, text, timestamptz) TO :app;

-- Say that the seller of p_leg agrees to it. Returns false when it does not wait for approval (any more).
CREATE FUNCTION orders_approve(p_leg bigint, p_actor_name text, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    agreed orders_leg;
BEGIN
    SELECT * INTO STRICT agreed FROM orders_leg WHERE id = p_leg;
    IF NOT handsel_sees(agreed.seller_id) OR handsel_buyer() IS NOT NULL THEN
        RAISE EXCEPTION 'leg % is out of scope', p_leg USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM 1 FROM orders_leg WHERE order_id = agreed.order_id ORDER BY position FOR UPDATE;
    UPDATE orders_leg SET approval = 'approved', decided_at = p_at, decided_by_name = p_actor_name
     WHERE id = p_leg AND approval = 'pending' AND payment = 'paid' AND fulfilment = 'none';
    RETURN FOUND;
END $$;
ALTER FUNCTION orders_approve(bigint, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_approve(bigint, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_approve(bigint, text, timestamptz) TO :app;

-- One tier lacks funds. The buyer's own wallet: the order awaits payment. A tier above: nothing is debited, the
-- customer's money turns into a hold, and the order is locked at that tier, which is told once, with those above it.
CREATE FUNCTION orders_lack(p_order bigint, p_position int, p_at timestamptz) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
    IF p_position = 0 THEN
        UPDATE orders_leg SET payment = 'unpaid', fulfilment = 'none' WHERE order_id = p_order AND position = 0;
        RETURN 'awaiting_payment';
    END IF;
    IF p_position IS DISTINCT FROM
       (SELECT min(position) FROM orders_leg WHERE order_id = p_order AND fulfilment = 'locked') THEN
        PERFORM orders_tell('order.short_of_funds', l, 'Handsel', p_at)
           FROM orders_leg l WHERE order_id = p_order AND position = p_position;
    END IF;
    IF ledger_hold(orders_debits(p_order, 0), p_at) > 0 THEN
        RAISE EXCEPTION 'order % is locked above, yet its buyer cannot pay', p_order;
    END IF;
    UPDATE orders_leg
       SET asked_at = coalesce(asked_at, p_at),
           payment = CASE WHEN position = 0 THEN 'paid' ELSE payment END,
           fulfilment = CASE WHEN position >= p_position THEN 'locked' ELSE 'in_progress' END
     WHERE order_id = p_order;
    RETURN 'locked';
END $$;
ALTER FUNCTION orders_lack(bigint, int, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_lack(bigint, int, timestamptz) FROM PUBLIC;

-- Take a placed order as far as it can go: hold the money of every tier up to the first whose seller must agree, and
-- ask; or, when all agreed, debit every wallet, or none. Returns where it stands: awaiting_payment, awaiting_approval,
-- locked, settled, or done when it was settled or canceled before.
CREATE FUNCTION orders_advance(p_order bigint, p_at timestamptz) RETURNS text
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
ALTER FUNCTION orders_advance(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_advance(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_advance(bigint, timestamptz) TO :app;

-- Say on every leg that the order is delivered, which no buyer says itself. Returns false when it was said before or
-- nothing is settled.
CREATE FUNCTION orders_execute(p_order bigint, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT orders_takes_part(p_order) OR handsel_buyer() IS NOT NULL THEN
        RAISE EXCEPTION 'order % is out of scope', p_order USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM 1 FROM orders_leg WHERE order_id = p_order ORDER BY position FOR UPDATE;
    UPDATE orders_leg SET fulfilment = 'executed', executed_at = p_at
     WHERE order_id = p_order AND settled_at IS NOT NULL AND fulfilment = 'in_progress';
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM orders_tell('order.executed', l, 'Handsel', p_at) FROM orders_leg l WHERE l.order_id = p_order;
    RETURN true;
END $$;
ALTER FUNCTION orders_execute(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_execute(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_execute(bigint, timestamptz) TO :app;

-- End an order that is not settled: the seller of p_leg says no. Its reason is told on that leg; the tiers below and
-- above read that it ended, not why. Held money goes back. Returns false when it was settled or ended before.
CREATE FUNCTION orders_cancel(p_leg bigint, p_reason text, p_actor_name text, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    refused orders_leg;
BEGIN
    SELECT * INTO STRICT refused FROM orders_leg WHERE id = p_leg;
    IF NOT handsel_sees(refused.seller_id) OR handsel_buyer() IS NOT NULL THEN
        RAISE EXCEPTION 'leg % is out of scope', p_leg USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM 1 FROM orders_leg WHERE order_id = refused.order_id ORDER BY position FOR UPDATE;
    IF EXISTS (SELECT 1 FROM orders_leg
                WHERE order_id = refused.order_id AND (settled_at IS NOT NULL OR fulfilment = 'canceled')) THEN
        RETURN false;
    END IF;
    PERFORM ledger_release(ARRAY(SELECT orders_hold_key(l) FROM orders_leg l WHERE order_id = refused.order_id), p_at);
    PERFORM orders_tell('order.canceled', l, CASE WHEN id = p_leg THEN p_actor_name ELSE 'Handsel' END, p_at)
       FROM orders_leg l WHERE order_id = refused.order_id AND asked_at IS NOT NULL;
    UPDATE orders_leg
       SET fulfilment = 'canceled', canceled_at = p_at, payment = 'unpaid',
           approval = CASE WHEN id = p_leg AND approval = 'pending' THEN 'rejected' ELSE approval END,
           decided_at = CASE WHEN id = p_leg THEN p_at ELSE decided_at END,
           decided_by_name = CASE WHEN id = p_leg THEN p_actor_name ELSE decided_by_name END,
           cancel_reason = CASE WHEN id = p_leg THEN p_reason
                                WHEN position < refused.position THEN 'It cannot be delivered at the moment.'
                                ELSE 'The buyer''s order was canceled.' END
     WHERE order_id = refused.order_id;
    RETURN true;
END $$;
ALTER FUNCTION orders_cancel(bigint, text, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_cancel(bigint, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_cancel(bigint, text, text, timestamptz) TO :app;

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

-- Orders against the books: what was settled was debited on every leg with the leg's amount, and nothing else was.
CREATE FUNCTION orders_faults(p_seller bigint) RETURNS TABLE (fault text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT '' WHERE NOT handsel_oversees(p_seller)
    UNION ALL
    SELECT format('leg %s of order %s at seller %s is settled at %s, the books say %s',
                  l.position, l.number, l.seller_id, l.gross_minor, coalesce(-e.amount_minor, 0))
      FROM orders_leg l
      LEFT JOIN ledger_transfer t ON t.key = format('order:%s:%s', l.order_id, l.position + 1)
      LEFT JOIN ledger_entry e ON e.transfer_id = t.id AND e.buyer_id = l.buyer_id AND e.seller_id = l.seller_id
     WHERE (p_seller IS NULL OR l.seller_id = p_seller)
       AND CASE WHEN l.settled_at IS NULL THEN t.id IS NOT NULL
                ELSE e.amount_minor IS DISTINCT FROM -l.gross_minor END
    UNION ALL
    SELECT format('leg %s of order %s at seller %s: its lines sum to %s, it says %s',
                  l.position, l.number, l.seller_id, sum(s.gross_minor), l.gross_minor)
      FROM orders_leg l JOIN orders_legline s ON s.leg_id = l.id
     WHERE p_seller IS NULL OR l.seller_id = p_seller
     GROUP BY l.id HAVING sum(s.gross_minor) <> l.gross_minor
    UNION ALL
    SELECT format('order %s is settled on some legs and not on others', min(l.number))
      FROM orders_leg l WHERE p_seller IS NULL OR l.seller_id = p_seller
     GROUP BY l.order_id HAVING count(l.settled_at) NOT IN (0, count(*))
$$;
ALTER FUNCTION orders_faults(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_faults(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_faults(bigint) TO :app;
GRANT SELECT ON ledger_transfer, ledger_entry TO :chain;
CREATE POLICY chain ON ledger_transfer TO :chain USING (true);
CREATE POLICY chain ON ledger_entry TO :chain USING (true);
