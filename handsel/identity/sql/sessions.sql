-- Sessions that have expired are removed by the worker, which looks for them in all tenants (safety T7).

GRANT SELECT ON identity_session TO :chain;
CREATE POLICY sweeping ON identity_session FOR SELECT TO :chain USING (true);

CREATE FUNCTION identity_sessions_to_remove(p_at timestamptz, p_limit int)
RETURNS TABLE (id bigint, seller_id bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.id, s.seller_id FROM identity_session s WHERE s.expires_at <= p_at AND handsel_oversees(NULL)
     ORDER BY s.expires_at LIMIT p_limit
$$;
ALTER FUNCTION identity_sessions_to_remove(timestamptz, int) OWNER TO :chain;
REVOKE ALL ON FUNCTION identity_sessions_to_remove(timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity_sessions_to_remove(timestamptz, int) TO :app;
