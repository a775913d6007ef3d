CREATE POLICY chain ON ledger_hold TO :chain USING (true);
GRANT SELECT ON ledger_hold TO :chain;
GRANT EXECUTE ON FUNCTION ledger_short(jsonb) TO :chain;
GRANT SELECT, INSERT ON ledger_receipt TO :chain;
CREATE POLICY chain ON ledger_receipt TO :chain USING (true) WITH CHECK (true);
GRANT USAGE ON SEQUENCE ledger_receipt_id_seq TO :chain;
GRANT SELECT, INSERT, UPDATE ON accounts_series TO :chain;
CREATE POLICY chain ON accounts_series TO :chain USING (true) WITH CHECK (true);
GRANT USAGE ON SEQUENCE accounts_series_id_seq TO :chain;
GRANT SELECT ON gateways_sellergateway TO :chain;
CREATE POLICY chain ON gateways_sellergateway FOR SELECT TO :chain USING (true);
GRANT INSERT, UPDATE (aim, check_at, checks, receipt_id) ON gateways_charge TO :chain;
CREATE POLICY chain_writes ON gateways_charge FOR INSERT TO :chain WITH CHECK (true);
CREATE POLICY chain_changes ON gateways_charge FOR UPDATE TO :chain USING (true) WITH CHECK (true);
GRANT USAGE ON SEQUENCE gateways_charge_id_seq TO :chain;

-- The charge that is at work for a leg.
CREATE FUNCTION orders_charge_of(p_leg orders_leg) RETURNS gateways_charge LANGUAGE sql STABLE AS $$
    SELECT c FROM gateways_charge c
     WHERE c.seller_id = p_leg.seller_id AND c.order_number = p_leg.number AND c.edge_id = p_leg.edge_id
       AND c.aim = 'authorise'
$$;

-- The card on file of an edge that can be charged now.
CREATE FUNCTION orders_card_of(p_edge bigint, p_at timestamptz) RETURNS gateways_savedcard LANGUAGE sql STABLE AS $$
    SELECT s FROM gateways_savedcard s JOIN gateways_sellergateway g ON g.id = s.gateway_id AND g.is_on
     WHERE s.edge_id = p_edge AND s.removed_at IS NULL
       AND (s.expiry_year, s.expiry_month) >= (extract(year FROM p_at), extract(month FROM p_at))
$$;

-- Write down that the card on file of a leg will be asked for its amount; the worker does that next. A charge that was
-- refused before wants nothing more.
CREATE FUNCTION orders_write_charge(p_leg orders_leg, p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    card gateways_savedcard := orders_card_of(p_leg.edge_id, p_at);
    before gateways_charge := orders_charge_of(p_leg);
    key text := gen_random_uuid();
    written bigint;
BEGIN
    UPDATE gateways_charge SET aim = 'void', check_at = CASE WHEN state = 'needs_holder' THEN p_at ELSE check_at END
     WHERE id = before.id;
    INSERT INTO gateways_charge (seller_id, buyer_id, edge_id, gateway_id, card_id, purpose, order_number, aim, key,
                                 sent_key, reference, amount_minor, currency, captured_minor, refunded_minor, state,
                                 refusal, disputes, is_disputed, started_at, started_by_name, changed_at, check_at,
                                 checks, version)
    VALUES (p_leg.seller_id, p_leg.buyer_id, p_leg.edge_id, card.gateway_id, card.id, 'order', p_leg.number,
            'authorise', 'order-' || key, 'charge-' || key, '', p_leg.gross_minor, p_leg.currency, 0, 0, 'started',
            '', 0, false, p_at, 'Handsel', p_at, p_at, 0, 1)
    RETURNING id INTO written;
    PERFORM timeline_record(p_leg.seller_id, 'charge.started', p_at, p_leg.buyer_id, 'charge', written, 'Handsel',
        jsonb_build_object('state', 'started', 'purpose', 'order', 'amount_minor', p_leg.gross_minor,
                           'currency', p_leg.currency, 'refusal', '', 'order_number', p_leg.number));
END $$;

-- Want nothing more of the charges that are at work for an order: what is reserved is let go, what is being asked once
-- the answer is there. With p_all also what was refused, and what waits for its cardholder: a late yes is let go, too.
CREATE FUNCTION orders_let_go_cards(p_order bigint, p_all boolean, p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM gateways_charge c JOIN orders_leg l
         ON c.seller_id = l.seller_id AND c.order_number = l.number AND c.edge_id = l.edge_id
      WHERE l.order_id = p_order AND c.aim = 'authorise' ORDER BY c.id FOR NO KEY UPDATE OF c;
    UPDATE gateways_charge c
       SET aim = 'void',
           check_at = CASE WHEN c.state IN ('authorised', 'needs_holder') THEN p_at
                           WHEN c.state IN ('started', 'unknown') THEN greatest(c.check_at, p_at) END
      FROM orders_leg l
     WHERE l.order_id = p_order AND c.seller_id = l.seller_id AND c.order_number = l.number AND c.edge_id = l.edge_id
       AND c.aim = 'authorise' AND (p_all OR c.state IN ('started', 'unknown', 'authorised'));
END $$;

-- Must the seller agree to what p_buyer orders? For whoever orders for it.
CREATE FUNCTION orders_wants_approval(p_buyer bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    edge accounts_edge;
BEGIN
    SELECT * INTO STRICT edge FROM accounts_edge WHERE buyer_id = p_buyer AND ended_at IS NULL;
    IF NOT handsel_sees(edge.seller_id) OR coalesce(handsel_buyer(), p_buyer) <> p_buyer THEN
        RAISE EXCEPTION 'buyer % is out of scope', p_buyer USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN orders_asks_approval(edge.id);
END $$;

-- Let go what was reserved for orders that were not settled for an hour: canceled in between, or stopped.
CREATE FUNCTION orders_let_go_stale_cards(p_at timestamptz) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    gone int;
BEGIN
    PERFORM handsel_oversees(NULL);
    UPDATE gateways_charge SET aim = 'void', check_at = p_at
     WHERE aim = 'authorise' AND state = 'authorised' AND changed_at < p_at - interval '1 hour';
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;

-- Charges against orders: what is taken from a card was booked with a receipt of the leg's amount, for a leg that is
-- settled, once; and nothing is reserved for ever.
CREATE FUNCTION orders_card_faults(p_seller bigint) RETURNS TABLE (fault text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT '' WHERE NOT handsel_oversees(p_seller)
    UNION ALL
    SELECT format('charge %s of order %s at seller %s is to be taken, and its receipt says %s', c.id, c.order_number,
                  c.seller_id, coalesce(r.amount_minor, 0))
      FROM gateways_charge c LEFT JOIN ledger_receipt r ON r.id = c.receipt_id
     WHERE (p_seller IS NULL OR c.seller_id = p_seller) AND c.aim = 'capture'
       AND (r.amount_minor, r.currency, r.buyer_id) IS DISTINCT FROM (c.amount_minor, c.currency, c.buyer_id)
    UNION ALL
    SELECT format('charge %s of order %s at seller %s is to be taken %s times', min(c.id), c.order_number, c.seller_id,
                  count(*))
      FROM gateways_charge c
     WHERE (p_seller IS NULL OR c.seller_id = p_seller) AND c.aim = 'capture'
     GROUP BY c.seller_id, c.order_number, c.edge_id HAVING count(*) > 1
    UNION ALL
    SELECT format('charge %s of order %s at seller %s was booked for an order that is not settled at %s', c.id,
                  c.order_number, c.seller_id, c.amount_minor)
      FROM gateways_charge c
      LEFT JOIN orders_leg l ON l.seller_id = c.seller_id AND l.number = c.order_number AND l.edge_id = c.edge_id
     WHERE (p_seller IS NULL OR c.seller_id = p_seller) AND c.aim = 'capture' AND c.state IN ('authorised', 'unknown')
       AND (l.settled_at IS NULL OR l.gross_minor <> c.amount_minor)
    UNION ALL
    SELECT format('charge %s of order %s at seller %s is at work for an order that is over', c.id, c.order_number,
                  c.seller_id)
      FROM gateways_charge c
      JOIN orders_leg l ON l.seller_id = c.seller_id AND l.number = c.order_number AND l.edge_id = c.edge_id
     WHERE (p_seller IS NULL OR c.seller_id = p_seller) AND c.aim = 'authorise'
       AND (l.settled_at IS NOT NULL OR l.fulfilment = 'canceled')
$$;

DO $$
DECLARE
    signature text;
BEGIN
    FOREACH signature IN ARRAY ARRAY[
        'orders_charge_of(orders_leg)', 'orders_card_of(bigint, timestamptz)',
        'orders_write_charge(orders_leg, timestamptz)',
        'orders_let_go_cards(bigint, boolean, timestamptz)',
        'orders_let_go_stale_cards(timestamptz)',
        'orders_card_faults(bigint)', 'orders_wants_approval(bigint)'] LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO :chain', signature);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', signature);
    END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION orders_let_go_stale_cards(timestamptz), orders_card_faults(bigint), orders_wants_approval(bigint) TO :app;
