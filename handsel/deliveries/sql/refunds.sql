-- A refund of a delivered order climbs through the tiers (ORD-12). Who sold it asks, or its buyer does; each tier above
-- confirms as its rule says; when the last one has, the money goes back on every edge in that one transaction. There is one
-- row per edge, all under one request; each seller decides on its own row, and both ends of an edge read it.
--   refunds_ask        begins one where the order was placed
--   refunds_confirm    a seller agrees on its own edge
--   refunds_decline    a seller says no, or takes back that it had agreed; the one below decides what then
--   refunds_pay_alone  a seller whose own seller said no pays its buyer out of its own pocket
--   refunds_due        what rules confirm now, for the worker
--   refunds_note_paid  the payout that somebody made for a refund is noted on it
-- Each locks the legs of the order from the buyer up, so that whoever moves a request, a delivery or money of the order
-- comes one after the other; then the wallets in the order of their ids.

-- All tiers up to p_up_to have agreed: their money goes back, as credit; what is to leave a wallet, its seller's people pay out. Lines that nobody above supplies are taken back everywhere;
-- others stay delivered, and are paid by the seller at p_up_to alone.
CREATE OR REPLACE FUNCTION refunds_close(p_request uuid, p_up_to int, p_actor_name text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    bought_as bigint;
    whole bigint[];
    alone bigint[];
    one record;
BEGIN
    SELECT l.order_id,
           array_agg(line) FILTER (WHERE NOT above.is_there), array_agg(line) FILTER (WHERE above.is_there)
      INTO STRICT bought_as, whole, alone
      FROM deliveries_refund r JOIN orders_leg l ON l.id = r.leg_id AND l.position = 0
      CROSS JOIN unnest(r.line_ids) AS line
      CROSS JOIN LATERAL (SELECT EXISTS (
          SELECT FROM orders_leg a JOIN orders_legline s ON s.leg_id = a.id
           WHERE a.order_id = l.order_id AND a.position > p_up_to AND s.line_id = line) AS is_there) above
     WHERE r.request = p_request GROUP BY l.order_id;
    PERFORM deliveries_lock_wallets(bought_as);
    IF whole IS NOT NULL THEN
        PERFORM deliveries_give_back(bought_as, whole, 'was taken back.', p_actor_name, p_at);
    END IF;
    IF alone IS NOT NULL THEN
        PERFORM deliveries_credit(bought_as, alone, p_up_to, 'is paid back and stays yours.', p_at);
    END IF;
    PERFORM deliveries_mark_refunded(bought_as);
    FOR one IN SELECT r AS refund, l.position FROM deliveries_refund r JOIN orders_leg l ON l.id = r.leg_id
                WHERE r.request = p_request AND l.position <= p_up_to ORDER BY l.position LOOP
        UPDATE deliveries_refund
           SET state = 'refunded', due_at = NULL, decided_at = coalesce(decided_at, p_at),
               is_own_pocket = one.position = p_up_to AND alone IS NOT NULL
         WHERE id = (one.refund).id;
        PERFORM refunds_tell('refund.made', (one.refund).id, 'Handsel', p_at);
    END LOOP;
END $$;
ALTER FUNCTION refunds_close(uuid, int, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION refunds_close(uuid, int, text, timestamptz) FROM PUBLIC;

-- Tell the seller of one row what happened to it.
CREATE OR REPLACE FUNCTION refunds_tell(p_name text, p_refund bigint, p_actor_name text, p_at timestamptz) RETURNS void
LANGUAGE sql AS $$
    SELECT timeline_record(seller_id, p_name, p_at, buyer_id, 'refund', id, p_actor_name,
                           jsonb_build_object('number', number, 'lines', cardinality(line_ids), 'back', back))
      FROM deliveries_refund WHERE id = p_refund
$$;
ALTER FUNCTION refunds_tell(text, bigint, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION refunds_tell(text, bigint, text, timestamptz) FROM PUBLIC;

-- Write the row of one edge, as the rule of its seller says: it waits for the seller's people, or until a day, or is
-- confirmed at once. Returns its state.
CREATE OR REPLACE FUNCTION refunds_open(p_leg orders_leg, p_request uuid, p_lines bigint[], p_back text, p_reason text,
                                        p_asked_by text, p_by_buyer boolean, p_at timestamptz)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    opened deliveries_refund;
    days int;
BEGIN
    SELECT r.days INTO days FROM deliveries_refundrule r WHERE r.seller_id = p_leg.seller_id;
    INSERT INTO deliveries_refund (seller_id, buyer_id, leg_id, request, number, line_ids, back, state, is_own_pocket,
                                   is_asked_by_buyer, reason, asked_by_name, asked_at, due_at, answer, decided_by_name,
                                   decided_at)
    VALUES (p_leg.seller_id, p_leg.buyer_id, p_leg.id, p_request, p_leg.number,
            ARRAY(SELECT s.line_id FROM orders_legline s
                   WHERE s.leg_id = p_leg.id AND s.line_id = ANY (p_lines) ORDER BY s.line_id),
            p_back, CASE WHEN days = 0 THEN 'passed_on' ELSE 'waiting' END, false, p_by_buyer, p_reason, p_asked_by, p_at,
            CASE WHEN days > 0 THEN p_at + make_interval(days => days) END, '',
            CASE WHEN days = 0 THEN 'Handsel' ELSE '' END, CASE WHEN days = 0 THEN p_at END)
    RETURNING * INTO opened;
    PERFORM refunds_tell('refund.asked', opened.id, p_asked_by, p_at);
    RETURN opened.state;
END $$;
ALTER FUNCTION refunds_open(orders_leg, uuid, bigint[], text, text, text, boolean, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION refunds_open(orders_leg, uuid, bigint[], text, text, text, boolean, timestamptz) FROM PUBLIC;

-- The seller at p_position has agreed: ask the one above, or pay back when nobody above supplies any of it. Returns
-- passed_on or refunded. p_reason goes to the next tier only.
CREATE OR REPLACE FUNCTION refunds_climb(p_request uuid, p_position int, p_actor_name text, p_reason text, p_at timestamptz)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    lines bigint[];
    bought_as bigint;
    above orders_leg;
    at_position int := p_position;
    said text := p_reason;
    asked_by text := p_actor_name;
BEGIN
    SELECT r.line_ids, l.order_id INTO STRICT lines, bought_as
      FROM deliveries_refund r JOIN orders_leg l ON l.id = r.leg_id AND l.position = 0 WHERE r.request = p_request;
    LOOP
        SELECT l.* INTO above FROM orders_leg l
         WHERE l.order_id = bought_as AND l.position = at_position + 1
           AND EXISTS (SELECT FROM orders_legline s WHERE s.leg_id = l.id AND s.line_id = ANY (lines));
        IF NOT FOUND THEN
            PERFORM refunds_close(p_request, at_position, p_actor_name, p_at);
            RETURN 'refunded';
        END IF;
        IF refunds_open(above, p_request, lines, 'wallet', coalesce(nullif(said, ''), 'The buyer asks for its money back.'),
                        asked_by, false, p_at) = 'waiting' THEN
            RETURN 'passed_on';
        END IF;
        at_position := at_position + 1;
        said := '';
        asked_by := 'Handsel';
    END LOOP;
END $$;
ALTER FUNCTION refunds_climb(uuid, int, text, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION refunds_climb(uuid, int, text, text, timestamptz) FROM PUBLIC;

-- Ask for the money of delivered lines. Its own seller's people have agreed by asking; where the buyer asks, the seller's
-- rule says what follows. Returns waiting, passed_on or refunded; open while another request is; over when something of
-- it is not delivered; once where something of it was refunded before, though nothing was to go back.
CREATE OR REPLACE FUNCTION refunds_ask(p_leg bigint, p_lines bigint[], p_back text, p_reason text, p_actor_name text,
                                       p_at timestamptz)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    leg orders_leg;
    is_seller boolean;
    asked_for uuid := gen_random_uuid();
    stands text;
BEGIN
    SELECT * INTO STRICT leg FROM orders_leg WHERE id = p_leg;
    is_seller := handsel_buyer() IS NULL AND handsel_sees(leg.seller_id);
    IF NOT is_seller AND NOT (CASE WHEN handsel_buyer() IS NULL THEN handsel_sees(leg.buyer_id)
                                   ELSE handsel_buyer() = leg.buyer_id AND handsel_sees(leg.seller_id) END) THEN
        RAISE EXCEPTION 'leg % is out of scope', p_leg USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM 1 FROM orders_leg WHERE order_id = leg.order_id ORDER BY position FOR UPDATE;
    SELECT * INTO STRICT leg FROM orders_leg WHERE id = p_leg;
    IF leg.position <> 0 OR leg.settled_at IS NULL THEN
        RETURN 'over';
    END IF;
    PERFORM deliveries_write(leg.order_id, p_at);
    PERFORM deliveries_conclude(leg.order_id, p_at);
    IF EXISTS (SELECT FROM deliveries_refund r
                WHERE r.leg_id = p_leg AND r.state IN ('waiting', 'passed_on', 'refused_above')) THEN
        RETURN 'open';
    END IF;
    IF cardinality(p_lines) = 0 OR cardinality(p_lines) <> (
        SELECT count(*) FROM deliveries_delivery d
         WHERE d.leg_id = p_leg AND d.line_id = ANY (p_lines) AND d.state = 'delivered') THEN
        RETURN 'over';
    END IF;
    IF EXISTS (SELECT FROM deliveries_delivery d WHERE d.leg_id = p_leg AND d.line_id = ANY (p_lines) AND d.is_refunded) THEN
        RETURN 'once';
    END IF;
    stands := refunds_open(leg, asked_for, p_lines, p_back, p_reason, p_actor_name, NOT is_seller, p_at);
    IF is_seller THEN
        UPDATE deliveries_refund r SET state = 'passed_on', due_at = NULL, decided_by_name = p_actor_name, decided_at = p_at
         WHERE r.request = asked_for;
    ELSIF stands = 'waiting' THEN
        RETURN stands;
    END IF;
    -- What the buyer said and who it is stays on its own edge; there a rule agreed.
    RETURN refunds_climb(asked_for, 0, CASE WHEN is_seller THEN p_actor_name ELSE 'Handsel' END,
                         CASE WHEN is_seller THEN p_reason ELSE '' END, p_at);
END $$;
ALTER FUNCTION refunds_ask(bigint, bigint[], text, text, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION refunds_ask(bigint, bigint[], text, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refunds_ask(bigint, bigint[], text, text, text, timestamptz) TO :app;

-- A request that the caller decides about, as the seller of its edge; the legs of the order are locked from the buyer up.
CREATE OR REPLACE FUNCTION refunds_own(p_refund bigint) RETURNS deliveries_refund LANGUAGE plpgsql AS $$
DECLARE
    own deliveries_refund;
BEGIN
    SELECT * INTO STRICT own FROM deliveries_refund WHERE id = p_refund;
    IF NOT handsel_sees(own.seller_id) OR handsel_buyer() IS NOT NULL THEN
        RAISE EXCEPTION 'refund % is out of scope', p_refund USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM 1 FROM orders_leg l JOIN orders_leg mine ON mine.id = own.leg_id AND l.order_id = mine.order_id
      ORDER BY l.position FOR UPDATE OF l;
    SELECT * INTO STRICT own FROM deliveries_refund WHERE id = p_refund FOR UPDATE;
    RETURN own;
END $$;
ALTER FUNCTION refunds_own(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION refunds_own(bigint) FROM PUBLIC;

-- Agree to a request on the caller's own edge. p_back is how its own buyer gets the money, p_reason what the tier above
-- reads. Returns passed_on or refunded, or over when it does not wait (any more).
CREATE OR REPLACE FUNCTION refunds_confirm(p_refund bigint, p_back text, p_reason text, p_actor_name text, p_at timestamptz)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    own deliveries_refund := refunds_own(p_refund);
BEGIN
    IF own.state <> 'waiting' THEN
        RETURN 'over';
    END IF;
    UPDATE deliveries_refund
       SET state = 'passed_on', back = p_back, due_at = NULL, decided_by_name = p_actor_name, decided_at = p_at
     WHERE id = own.id;
    PERFORM refunds_tell('refund.confirmed', own.id, p_actor_name, p_at);
    RETURN refunds_climb(own.request, (SELECT position FROM orders_leg WHERE id = own.leg_id), p_actor_name, p_reason, p_at);
END $$;
ALTER FUNCTION refunds_confirm(bigint, text, text, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION refunds_confirm(bigint, text, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refunds_confirm(bigint, text, text, text, timestamptz) TO :app;

-- Say no to a request that waits at the caller, or take back that the caller had agreed. Those above are not asked any more;
-- the one below reads the answer and decides what then. False when it is over.
CREATE OR REPLACE FUNCTION refunds_decline(p_refund bigint, p_answer text, p_actor_name text, p_at timestamptz)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    own deliveries_refund := refunds_own(p_refund);
    own_position int := (SELECT position FROM orders_leg WHERE id = own.leg_id);
    below bigint;
BEGIN
    IF own.state NOT IN ('waiting', 'passed_on', 'refused_above') THEN
        RETURN false;
    END IF;
    UPDATE deliveries_refund r
       SET state = 'declined', due_at = NULL, decided_at = p_at,
           decided_by_name = CASE WHEN r.id = own.id THEN p_actor_name ELSE r.decided_by_name END,
           answer = CASE WHEN r.id = own.id THEN p_answer ELSE 'The buyer does not ask for it any more.' END
      FROM orders_leg l
     WHERE l.id = r.leg_id AND r.request = own.request AND l.position >= own_position
       AND r.state IN ('waiting', 'passed_on', 'refused_above');
    PERFORM refunds_tell('refund.declined', r.id, CASE WHEN r.id = own.id THEN p_actor_name ELSE 'Handsel' END, p_at)
       FROM deliveries_refund r JOIN orders_leg l ON l.id = r.leg_id
      WHERE r.request = own.request AND l.position >= own_position AND r.state = 'declined' AND r.decided_at = p_at;
    UPDATE deliveries_refund r SET state = 'refused_above' FROM orders_leg l
     WHERE l.id = r.leg_id AND r.request = own.request AND l.position = own_position - 1 AND r.state = 'passed_on'
    RETURNING r.id INTO below;
    IF below IS NOT NULL THEN
        PERFORM refunds_tell('refund.refused_above', below, 'Handsel', p_at);
    END IF;
    RETURN true;
END $$;
ALTER FUNCTION refunds_decline(bigint, text, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION refunds_decline(bigint, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refunds_decline(bigint, text, text, timestamptz) TO :app;

-- Pay the buyer although the caller's own seller said no: on the caller's edge and those below, all of which have agreed.
-- False when it is not for the caller to decide (any more).
CREATE OR REPLACE FUNCTION refunds_pay_alone(p_refund bigint, p_actor_name text, p_at timestamptz)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    own deliveries_refund := refunds_own(p_refund);
BEGIN
    IF own.state <> 'refused_above' THEN
        RETURN false;
    END IF;
    UPDATE deliveries_refund SET decided_by_name = p_actor_name, decided_at = p_at WHERE id = own.id;
    PERFORM refunds_close(own.request, (SELECT position FROM orders_leg WHERE id = own.leg_id), p_actor_name, p_at);
    RETURN true;
END $$;
ALTER FUNCTION refunds_pay_alone(bigint, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION refunds_pay_alone(bigint, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refunds_pay_alone(bigint, text, timestamptz) TO :app;

-- The supplier took lines of an order back by itself: nobody is asked for their money any more. Where nothing else was asked
-- for, the request is over on every edge, as if all had agreed. Called with the legs locked, once the money went back.
CREATE OR REPLACE FUNCTION refunds_overtake(p_order bigint, p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT r.id, array_agg(d.line_id ORDER BY d.line_id) FILTER (WHERE NOT d.is_refunded) AS rest
          FROM deliveries_refund r JOIN orders_leg l ON l.id = r.leg_id
          JOIN deliveries_delivery d ON d.leg_id = r.leg_id AND d.line_id = ANY (r.line_ids)
         WHERE l.order_id = p_order AND r.state IN ('waiting', 'passed_on', 'refused_above')
         GROUP BY r.id, l.position ORDER BY l.position
    LOOP
        IF one.rest IS NOT NULL THEN
            UPDATE deliveries_refund SET line_ids = one.rest WHERE id = one.id AND line_ids <> one.rest;
        ELSE
            UPDATE deliveries_refund
               SET state = 'refunded', due_at = NULL, decided_at = coalesce(decided_at, p_at)
             WHERE id = one.id;
            PERFORM refunds_tell('refund.made', one.id, 'Handsel', p_at);
        END IF;
    END LOOP;
END $$;
ALTER FUNCTION refunds_overtake(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION refunds_overtake(bigint, timestamptz) FROM PUBLIC;

-- What rules confirm now, the longest due first: for the worker.
CREATE OR REPLACE FUNCTION refunds_due(p_limit int, p_at timestamptz) RETURNS TABLE (refund_id bigint, seller_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.id, r.seller_id FROM deliveries_refund r
     WHERE r.due_at <= p_at AND handsel_oversees(NULL) ORDER BY r.due_at, r.id LIMIT p_limit
$$;
ALTER FUNCTION refunds_due(int, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION refunds_due(int, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refunds_due(int, timestamptz) TO :app;

-- Note on a refund the payout that its seller's people made for it; where it is none for this refund, or one is noted, nothing.
CREATE OR REPLACE FUNCTION refunds_note_paid(p_refund bigint, p_payout bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE deliveries_refund r SET payout_id = a.id, back = a.method
      FROM ledger_adjustment a
     WHERE r.id = p_refund AND a.id = p_payout AND a.kind = 'payout' AND handsel_sees(r.seller_id) AND handsel_buyer() IS NULL
       AND a.seller_id = r.seller_id AND a.buyer_id = r.buyer_id AND r.state = 'refunded' AND r.back <> 'wallet'
       AND r.payout_id IS NULL AND a.amount_minor <= (
           SELECT sum(s.gross_minor) FROM orders_legline s WHERE s.leg_id = r.leg_id AND s.line_id = ANY (r.line_ids))
$$;
ALTER FUNCTION refunds_note_paid(bigint, bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION refunds_note_paid(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refunds_note_paid(bigint, bigint) TO :app;
