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

-- Steps that are told an order, not a row that was found.
CREATE FUNCTION orders_takes_part(p_order bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM orders_leg
                    WHERE order_id = p_order AND handsel_sees(seller_id)
                      AND coalesce(handsel_buyer(), buyer_id) = buyer_id AND handsel_serves(buyer_id))
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

GRANT SELECT ON ledger_transfer, ledger_entry TO :chain;
CREATE POLICY chain ON ledger_transfer TO :chain USING (true);
CREATE POLICY chain ON ledger_entry TO :chain USING (true);
