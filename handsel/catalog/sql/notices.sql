-- Planned changes of prices about which buyers are to be told now, of all sellers (CAT-3): the worker reads it.
DROP FUNCTION IF EXISTS catalog_notices_due(timestamptz, int);
CREATE FUNCTION catalog_notices_due(p_at timestamptz, p_limit int) RETURNS TABLE (change_id bigint, seller_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.id, c.seller_id FROM catalog_scheduledchange c
     WHERE c.state = 'waiting' AND c.told_at IS NULL AND c.notice_at <= p_at AND c.starts_at > p_at
     ORDER BY c.notice_at, c.id LIMIT p_limit
$$;
ALTER FUNCTION catalog_notices_due(timestamptz, int) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_notices_due(timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_notices_due(timestamptz, int) TO :app;
