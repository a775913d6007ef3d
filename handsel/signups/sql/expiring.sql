-- Visitors' carts, those that became somebody's among them, that were kept as long as was told: for the worker, which
-- looks at each again under a lock. The oldest first.
CREATE OR REPLACE FUNCTION signups_carts_expired(p_at timestamptz, p_limit int)
RETURNS TABLE (cart_id bigint, seller_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.id, c.seller_id FROM signups_visitorcart c
     WHERE c.expires_at <= p_at AND handsel_oversees(NULL)
     ORDER BY c.expires_at LIMIT p_limit
$$;
ALTER FUNCTION signups_carts_expired(timestamptz, int) OWNER TO :chain;
REVOKE ALL ON FUNCTION signups_carts_expired(timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION signups_carts_expired(timestamptz, int) TO :app;
