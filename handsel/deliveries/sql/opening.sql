-- Write a delivery for every line of an order on every leg, and a task for whoever supplies it. What is automatic, and no
-- program of the supplier's is told of, is delivered by itself; not so a licence or the like, of which its buyer needs to
-- know which: it waits for the program that is to come, and for the supplier's people. Lines that have theirs keep it.
-- Lines of orders that were executed before there were deliveries count as delivered.
CREATE OR REPLACE FUNCTION deliveries_write(p_order bigint, p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    WITH line AS MATERIALIZED (
        SELECT l.id AS leg_id, l.seller_id, l.buyer_id, l.number, s.id AS leg_line_id, s.line_id,
               o.seller_id = l.seller_id AS is_supplied_here, l.fulfilment = 'executed' AS is_done,
               CASE WHEN o.provisioning = 'manual' THEN 'manual' WHEN a.id IS NOT NULL OR s.kind = 'asset' THEN 'webhook'
                    ELSE 'at_once' END AS way,
               a.id IS NULL AND o.provisioning <> 'manual' AND s.kind = 'asset' AS has_no_source
          FROM orders_leg l
          JOIN orders_legline s ON s.leg_id = l.id
          JOIN catalog_plan p ON p.id = s.plan_id
          JOIN catalog_product o ON o.id = p.product_id
          LEFT JOIN deliveries_deliveryaddress a ON a.seller_id = o.seller_id AND a.is_on
         WHERE l.order_id = p_order
    ), fresh AS (
        INSERT INTO deliveries_delivery (seller_id, buyer_id, leg_id, leg_line_id, line_id, state, reason, service, ended_at)
        SELECT seller_id, buyer_id, leg_id, leg_line_id, line_id,
               CASE WHEN way = 'at_once' OR is_done THEN 'delivered' ELSE 'waiting' END, '', '[]',
               CASE WHEN way = 'at_once' OR is_done THEN p_at END
          FROM line ORDER BY leg_line_id
            ON CONFLICT DO NOTHING
        RETURNING id, leg_line_id, state
    )
    INSERT INTO deliveries_deliverytask (seller_id, buyer_id, delivery_id, number, way, state, key, opened_at, changed_at,
                                         due_at, trouble)
    SELECT line.seller_id, line.buyer_id, fresh.id, line.number, line.way, fresh.state,
           gen_random_uuid(), p_at, p_at,
           CASE WHEN line.way = 'webhook' AND fresh.state = 'waiting' THEN p_at END,
           CASE WHEN line.has_no_source AND fresh.state = 'waiting'
                THEN 'It is automatic, and no program delivers it: deliver it here, or connect one under Settings, Delivery.'
                ELSE '' END
      FROM fresh JOIN line USING (leg_line_id)
     WHERE line.is_supplied_here;
END $$;
ALTER FUNCTION deliveries_write(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION deliveries_write(bigint, timestamptz) FROM PUBLIC;

-- Begin the delivery of an order that is settled, and deliver at once what needs nobody. The second time does nothing.
CREATE OR REPLACE FUNCTION deliveries_open(p_order bigint, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT orders_takes_part(p_order) OR handsel_buyer() IS NOT NULL THEN
        RAISE EXCEPTION 'order % is out of scope', p_order USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM 1 FROM orders_leg WHERE order_id = p_order ORDER BY position FOR UPDATE;
    IF EXISTS (SELECT FROM orders_leg
                WHERE order_id = p_order AND settled_at IS NOT NULL AND fulfilment IN ('in_progress', 'failed')) THEN
        PERFORM deliveries_write(p_order, p_at);
        PERFORM deliveries_conclude(p_order, p_at);
    END IF;
END $$;
ALTER FUNCTION deliveries_open(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION deliveries_open(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION deliveries_open(bigint, timestamptz) TO :app;

-- Say on every leg of a settled order what its lines make of it: failed while one has failed, in progress while one is
-- open, executed when all are over and something was delivered, canceled when nothing was. A leg tells of its own lines
-- only, so no tier learns what a tier below supplies itself; on the leg of whoever cancels it is told as their deed.
-- Called with the legs locked.
CREATE OR REPLACE FUNCTION deliveries_conclude(p_order bigint, p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    leg orders_leg;
    becomes text;
BEGIN
    FOR leg IN SELECT * FROM orders_leg
                WHERE order_id = p_order AND settled_at IS NOT NULL AND fulfilment IN ('in_progress', 'failed')
                ORDER BY position LOOP
        SELECT CASE WHEN bool_or(state = 'failed') THEN 'failed'
                    WHEN bool_or(state IN ('waiting', 'started')) THEN 'in_progress'
                    WHEN bool_or(state = 'delivered') THEN 'executed' ELSE 'canceled' END
          INTO becomes FROM deliveries_delivery WHERE leg_id = leg.id;
        IF becomes = leg.fulfilment THEN
            CONTINUE;
        END IF;
        UPDATE orders_leg
           SET fulfilment = becomes,
               executed_at = CASE WHEN becomes = 'executed' THEN p_at END,
               canceled_at = CASE WHEN becomes = 'canceled' THEN p_at END,
               cancel_reason = CASE WHEN becomes = 'canceled' THEN 'Nothing of it was delivered; the money went back.'
                                    ELSE '' END,
               payment = CASE WHEN becomes = 'canceled' THEN 'refunded' ELSE payment END
         WHERE id = leg.id;
        IF becomes <> 'in_progress' THEN
            PERFORM orders_tell(CASE becomes WHEN 'failed' THEN 'order.delivery_failed'
                                             WHEN 'executed' THEN 'order.executed' ELSE 'order.canceled' END,
                                leg, CASE WHEN becomes = 'canceled' AND leg.canceled_by_name <> ''
                                          THEN leg.canceled_by_name ELSE 'Handsel' END, p_at);
        END IF;
    END LOOP;
END $$;
ALTER FUNCTION deliveries_conclude(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION deliveries_conclude(bigint, timestamptz) FROM PUBLIC;
