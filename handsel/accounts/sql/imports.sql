-- Imports whose time is over are removed by the worker, which looks for them in all tenants (safety T7).

GRANT SELECT ON accounts_import TO :chain;
CREATE POLICY sweeping ON accounts_import FOR SELECT TO :chain USING (true);

CREATE FUNCTION accounts_imports_expired(p_at timestamptz, p_limit int)
RETURNS TABLE (id bigint, seller_id bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT i.id, i.seller_id FROM accounts_import i WHERE i.expires_at <= p_at AND handsel_oversees(NULL)
     ORDER BY i.expires_at LIMIT p_limit
$$;
ALTER FUNCTION accounts_imports_expired(timestamptz, int) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_imports_expired(timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_imports_expired(timestamptz, int) TO :app;
