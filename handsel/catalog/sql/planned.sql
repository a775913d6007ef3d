-- Changes of prices for a day to come (CAT-3): the worker reads which are due, of all sellers.
GRANT SELECT ON catalog_scheduledchange TO :chain;
CREATE POLICY chain ON catalog_scheduledchange TO :chain USING (true);

CREATE FUNCTION catalog_changes_due(p_at timestamptz, p_limit int) RETURNS TABLE (change_id bigint, seller_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.id, c.seller_id FROM catalog_scheduledchange c
     WHERE c.state = 'waiting' AND c.starts_at <= p_at ORDER BY c.starts_at, c.id LIMIT p_limit
$$;
ALTER FUNCTION catalog_changes_due(timestamptz, int) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_changes_due(timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_changes_due(timestamptz, int) TO :app;
