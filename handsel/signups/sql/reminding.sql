-- Carts of which a visitor asked to be reminded, and may be due: for the worker, which looks at each again under a lock.
GRANT SELECT ON signups_visitorcart TO :chain;
CREATE POLICY chain ON signups_visitorcart FOR SELECT TO :chain USING (true);

CREATE FUNCTION signups_carts_to_remind(p_at timestamptz, p_limit int)
RETURNS TABLE (cart_id bigint, seller_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.id, c.seller_id
      FROM signups_visitorcart c JOIN orders_cartrules r ON r.seller_id = c.seller_id
     WHERE c.reminders_asked_at IS NOT NULL AND c.claimed_at IS NULL AND c.expires_at > p_at
       AND c.reminders_sent < r.most_reminders AND handsel_oversees(NULL)
       AND coalesce(c.reminded_at, c.changed_at) <= p_at - make_interval(hours => r.remind_after_hours)
     ORDER BY c.changed_at LIMIT p_limit
$$;
ALTER FUNCTION signups_carts_to_remind(timestamptz, int) OWNER TO :chain;
REVOKE ALL ON FUNCTION signups_carts_to_remind(timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION signups_carts_to_remind(timestamptz, int) TO :app;
