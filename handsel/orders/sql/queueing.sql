-- What still waits for money at the end of a day (FUN-5).

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
