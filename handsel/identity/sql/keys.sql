-- Keys that expire soon and of which nobody was told yet, across all tenants; for the worker (USR-8).

CREATE POLICY expiring ON identity_apikey FOR SELECT TO :chain USING (true);
GRANT SELECT ON identity_apikey TO :chain;

CREATE FUNCTION identity_keys_expiring(p_at timestamptz, p_before timestamptz, p_limit int)
RETURNS TABLE (seller_id bigint, key_id bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT k.seller_id, k.id FROM identity_apikey k
     WHERE handsel_oversees(NULL) AND k.warned_at IS NULL AND k.revoked_at IS NULL
       AND k.expires_at > p_at AND k.expires_at <= p_before
     ORDER BY k.expires_at LIMIT p_limit
$$;
ALTER FUNCTION identity_keys_expiring(timestamptz, timestamptz, int) OWNER TO :chain;
REVOKE ALL ON FUNCTION identity_keys_expiring(timestamptz, timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity_keys_expiring(timestamptz, timestamptz, int) TO :app;
