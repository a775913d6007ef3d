-- A delivery that is the caller's own to make: it supplies the line. The legs of its order are locked from the buyer up, so
-- whoever moves a delivery, or gives money back, comes one after the other.
CREATE OR REPLACE FUNCTION deliveries_own(p_delivery bigint) RETURNS deliveries_delivery LANGUAGE plpgsql AS $$
DECLARE
    own deliveries_delivery;
    leg orders_leg;
BEGIN
    SELECT * INTO STRICT own FROM deliveries_delivery WHERE id = p_delivery;
    SELECT * INTO STRICT leg FROM orders_leg WHERE id = own.leg_id;
    IF NOT handsel_sees(own.seller_id) OR handsel_buyer() IS NOT NULL OR EXISTS (
        SELECT FROM orders_leg above JOIN orders_legline s ON s.leg_id = above.id
         WHERE above.order_id = leg.order_id AND above.position = leg.position + 1 AND s.line_id = own.line_id) THEN
        RAISE EXCEPTION 'delivery % is out of scope', p_delivery USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM 1 FROM orders_leg WHERE order_id = leg.order_id ORDER BY position FOR UPDATE;
    SELECT * INTO STRICT own FROM deliveries_delivery WHERE id = p_delivery FOR UPDATE;
    RETURN own;
END $$;
ALTER FUNCTION deliveries_own(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION deliveries_own(bigint) FROM PUBLIC;

-- Move the delivery of one line from one of p_from to p_to, on every leg. False when it is in none of p_from (any more):
-- of two who move it at once, the first one counts. Below the supplier's own edge nobody reads its reason.
CREATE OR REPLACE FUNCTION deliveries_move(p_delivery bigint, p_from text[], p_to text, p_reason text, p_service jsonb,
                                           p_expires date, p_actor_name text, p_at timestamptz)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    own deliveries_delivery := deliveries_own(p_delivery);
    bought_as bigint;
BEGIN
    IF NOT own.state = ANY (p_from) THEN
        RETURN false;
    END IF;
    SELECT order_id INTO STRICT bought_as FROM orders_leg WHERE id = own.leg_id;
    UPDATE deliveries_deliverytask
       SET state = p_to, by_name = p_actor_name, changed_at = greatest(p_at, opened_at), status_url = '',
           tries = CASE WHEN p_to = 'waiting' THEN 0 ELSE tries END,
           trouble = CASE WHEN p_to IN ('waiting', 'delivered') THEN '' ELSE trouble END,
           due_at = CASE WHEN way <> 'webhook' THEN NULL WHEN p_to = 'waiting' THEN p_at
                         WHEN p_to = 'started' THEN due_at END
     WHERE delivery_id = own.id;
    UPDATE deliveries_delivery d
       SET state = p_to,
           reason = CASE WHEN p_to <> 'failed' THEN '' WHEN d.id = own.id THEN p_reason
                         ELSE 'It could not be delivered so far.' END,
           service = CASE WHEN p_to = 'delivered' THEN p_service ELSE d.service END,
           expires_on = CASE WHEN p_to = 'delivered' THEN p_expires ELSE d.expires_on END,
           started_at = CASE WHEN p_to IN ('started', 'delivered') THEN coalesce(d.started_at, p_at) ELSE d.started_at END,
           ended_at = CASE WHEN p_to IN ('delivered', 'failed') THEN p_at END
      FROM orders_leg l
     WHERE l.order_id = bought_as AND d.leg_id = l.id AND d.line_id = own.line_id;
    PERFORM deliveries_conclude(bought_as, p_at);
    RETURN true;
END $$;
ALTER FUNCTION deliveries_move(bigint, text[], text, text, jsonb, date, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION deliveries_move(bigint, text[], text, text, jsonb, date, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION deliveries_move(bigint, text[], text, text, jsonb, date, text, timestamptz) TO :app;
