-- Since when an order waits: since it was placed, or since anybody last decided something about it, or paid for it what
-- was not taken back.
CREATE OR REPLACE FUNCTION orders_waits_since(p_order bigint) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT max(greatest(l.placed_at, l.decided_at, l.repriced_at, (
               SELECT max(t.at) FROM orders_orderpayment p
                 JOIN ledger_receipt r ON r.id = p.receipt_id
                 JOIN ledger_transfer t ON t.id = r.transfer_id
                WHERE p.seller_id = l.seller_id AND p.leg_id = l.id
                  AND NOT EXISTS (SELECT FROM ledger_transfer back WHERE back.reverses_id = t.id))))
      FROM orders_leg l WHERE l.order_id = p_order
$$;
ALTER FUNCTION orders_waits_since(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_waits_since(bigint) FROM PUBLIC;

-- How many days the orders of a seller may wait; null is for ever.
CREATE OR REPLACE FUNCTION orders_may_wait_days(p_seller bigint) RETURNS int
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN r.seller_id IS NULL THEN 60 ELSE r.give_up_days END
      FROM (SELECT p_seller AS seller_id) s LEFT JOIN orders_cartrules r ON r.seller_id = s.seller_id
$$;
ALTER FUNCTION orders_may_wait_days(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_may_wait_days(bigint) FROM PUBLIC;

-- Orders that have waited longer than the seller of their first leg lets them, the oldest first: for the worker, which
-- looks at each again under a lock.
CREATE OR REPLACE FUNCTION orders_stale(p_at timestamptz, p_limit int) RETURNS TABLE (order_id bigint, seller_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT l.order_id, l.seller_id FROM orders_leg l
     WHERE l.position = 0 AND l.settled_at IS NULL AND l.fulfilment <> 'canceled' AND handsel_oversees(NULL)
       AND l.placed_at <= p_at - make_interval(days => orders_may_wait_days(l.seller_id))
       AND orders_waits_since(l.order_id) <= p_at - make_interval(days => orders_may_wait_days(l.seller_id))
     ORDER BY l.placed_at LIMIT p_limit
$$;
ALTER FUNCTION orders_stale(timestamptz, int) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_stale(timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_stale(timestamptz, int) TO :app;

-- End an order that has waited too long. Returns false when it was settled, ended or decided about before.
CREATE OR REPLACE FUNCTION orders_give_up(p_order bigint, p_actor_name text, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first orders_leg;
    days int;
BEGIN
    PERFORM 1 FROM orders_leg WHERE order_id = p_order ORDER BY position FOR UPDATE;
    SELECT * INTO STRICT first FROM orders_leg WHERE order_id = p_order AND position = 0;
    IF NOT handsel_sees(first.seller_id) OR handsel_buyer() IS NOT NULL THEN
        RAISE EXCEPTION 'order % is out of scope', p_order USING ERRCODE = 'insufficient_privilege';
    END IF;
    days := orders_may_wait_days(first.seller_id);
    IF first.settled_at IS NOT NULL OR first.fulfilment = 'canceled' OR days IS NULL
       OR orders_waits_since(p_order) > p_at - make_interval(days => days) THEN
        RETURN false;
    END IF;
    PERFORM orders_end(first, format('It waited longer than %s %s.', days, CASE days WHEN 1 THEN 'day' ELSE 'days' END),
                       p_actor_name, p_at);
    RETURN true;
END $$;
ALTER FUNCTION orders_give_up(bigint, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_give_up(bigint, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_give_up(bigint, text, timestamptz) TO :app;
