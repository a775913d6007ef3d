-- Carts of which somebody may have to be reminded, or that are too old to keep: for the worker, which looks at each again
-- under a lock and decides. The longest untouched first.
CREATE OR REPLACE FUNCTION orders_left_carts(p_at timestamptz, p_limit int)
RETURNS TABLE (order_id bigint, seller_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.id, o.seller_id
      FROM orders_order o
      JOIN orders_particulars s ON s.order_id = o.id
      LEFT JOIN orders_cartrules r ON r.seller_id = o.seller_id
     WHERE o.placed_at IS NULL AND handsel_oversees(NULL)
       AND (s.changed_at <= p_at - make_interval(days => coalesce(r.keep_days, 90))
            OR s.reminders_sent < r.most_reminders
               AND coalesce(s.reminded_at, s.changed_at) <= p_at - make_interval(hours => r.remind_after_hours))
     ORDER BY s.changed_at LIMIT p_limit
$$;
ALTER FUNCTION orders_left_carts(timestamptz, int) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_left_carts(timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_left_carts(timestamptz, int) TO :app;
