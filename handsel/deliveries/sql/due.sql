-- What programs of suppliers are to be told of or asked about now, for the worker: of programs that are told and do not
-- rest, at most five of each, the longest due first, so that one with a thousand waiting holds up nobody.
CREATE OR REPLACE FUNCTION deliveries_due(p_limit int, p_at timestamptz) RETURNS TABLE (delivery_id bigint, seller_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT d.delivery_id, d.seller_id
      FROM (SELECT t.delivery_id, t.seller_id, t.due_at, t.id,
                   row_number() OVER (PARTITION BY t.seller_id ORDER BY t.due_at, t.id) AS turn
              FROM deliveries_deliverytask t
              JOIN deliveries_deliveryaddress a ON a.seller_id = t.seller_id AND a.is_on
               AND coalesce(a.rests_until, p_at) <= p_at
             WHERE t.due_at <= p_at AND handsel_oversees(NULL)) d
     WHERE d.turn <= 5 ORDER BY d.turn, d.due_at, d.id LIMIT p_limit
$$;
ALTER FUNCTION deliveries_due(int, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION deliveries_due(int, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION deliveries_due(int, timestamptz) TO :app;
