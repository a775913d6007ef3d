-- What programs of suppliers are to be told of or asked about now, the longest due first: for the worker.
CREATE OR REPLACE FUNCTION deliveries_due(p_limit int, p_at timestamptz) RETURNS TABLE (delivery_id bigint, seller_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.delivery_id, t.seller_id FROM deliveries_deliverytask t
     WHERE t.due_at <= p_at AND handsel_oversees(NULL) ORDER BY t.due_at, t.id LIMIT p_limit
$$;
ALTER FUNCTION deliveries_due(int, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION deliveries_due(int, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION deliveries_due(int, timestamptz) TO :app;
