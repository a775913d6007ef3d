-- Who goes on first when money arrives (FUN-5), and what still waits at the end of a day.
--   orders_skip    puts an order behind the others that wait for the same wallet
--   orders_digest  tells each tier that blocks orders how many there are, once a day

-- Put the order of p_leg behind the others: for the seller's people, or for those of the reseller whose wallet it waits
-- for. Returns false when it does not wait for money (any more).
CREATE FUNCTION orders_skip(p_leg bigint, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    skipped orders_leg;
BEGIN
    SELECT * INTO STRICT skipped FROM orders_leg WHERE id = p_leg;
    IF handsel_buyer() IS NOT NULL OR NOT (handsel_sees(skipped.seller_id) OR handsel_sees(skipped.buyer_id)) THEN
        RAISE EXCEPTION 'leg % is out of scope', p_leg USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM 1 FROM orders_leg WHERE order_id = skipped.order_id ORDER BY position FOR UPDATE;
    UPDATE orders_leg SET skipped_at = p_at
     WHERE id = p_leg AND (fulfilment = 'locked' OR fulfilment = 'none' AND payment = 'unpaid' AND position = 0);
    RETURN FOUND;
END $$;
ALTER FUNCTION orders_skip(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_skip(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_skip(bigint, timestamptz) TO :app;

-- Orders that wait for money which is there now, the oldest first and skipped ones behind the others, of those who may
-- buy: for the worker, which tries each in its own transaction.
CREATE OR REPLACE FUNCTION orders_fundable(p_limit int, p_at timestamptz) RETURNS TABLE (order_id bigint, seller_id bigint)
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
     ORDER BY coalesce(waiting.skipped_at, waiting.placed_at), waiting.order_id LIMIT p_limit
$$;

-- Tell each tier whose wallet has held up orders since before p_at less twelve hours how many there are and what they need:
-- once a day, from six in the morning (UTC). Returns how many were told.
CREATE FUNCTION orders_digest(p_at timestamptz) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    today timestamptz := date_trunc('day', p_at, 'UTC');
    told int := 0;
    blocked record;
BEGIN
    PERFORM handsel_oversees(NULL);
    IF p_at < today + interval '6 hours' OR NOT pg_try_advisory_xact_lock(hashtext('orders_digest')) THEN
        RETURN 0;
    END IF;
    FOR blocked IN
        SELECT waiting.seller_id, waiting.buyer_id, waiting.currency, w.id AS wallet, count(*) AS orders,
               sum(waiting.gross_minor)::bigint AS needed,
               w.balance_minor - w.held_minor + w.credit_limit_minor AS available
          FROM (SELECT DISTINCT ON (l.order_id) l.* FROM orders_leg l WHERE l.fulfilment = 'locked'
                 ORDER BY l.order_id, l.position) AS waiting
          JOIN ledger_wallet w ON w.seller_id = waiting.seller_id AND w.buyer_id = waiting.buyer_id
                              AND w.currency = waiting.currency
         WHERE waiting.placed_at < p_at - interval '12 hours'
         GROUP BY waiting.seller_id, waiting.buyer_id, waiting.currency, w.id
    LOOP
        IF EXISTS (SELECT FROM timeline_event
                    WHERE seller_id = blocked.seller_id AND subject_kind = 'wallet' AND subject_id = blocked.wallet
                      AND name = 'funds.orders_waited' AND at >= today) THEN
            CONTINUE;
        END IF;
        PERFORM timeline_record(blocked.seller_id, 'funds.orders_waited', p_at, blocked.buyer_id, 'wallet',
            blocked.wallet, 'Handsel', jsonb_build_object(
                'orders', blocked.orders, 'needed_minor', blocked.needed, 'amount_minor', blocked.needed,
                'available_minor', blocked.available, 'currency', blocked.currency));
        told := told + 1;
    END LOOP;
    RETURN told;
END $$;
ALTER FUNCTION orders_digest(timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_digest(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_digest(timestamptz) TO :app;
