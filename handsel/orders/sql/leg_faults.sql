-- The legs of orders against each other (ORD-15): what is sold on a leg is bought on the next one, line by line in the
-- same quantity; what the buyer pays is the supplier's price and the margins between; all legs settle at once, or are
-- canceled at once before.
--   orders_faults_of_legs  what does not hold, of one order or of all, by the leg that it is about
--   orders_leg_faults      the same for the proof, of all sellers or of one
--   orders_xray            one order leg by leg: which legs are the caller's own, and whether each holds

CREATE OR REPLACE FUNCTION orders_faults_of_legs(p_order bigint)
RETURNS TABLE (order_id bigint, leg_position int, seller_id bigint, fault text) LANGUAGE sql STABLE AS $$
    SELECT l.order_id, l.position, l.seller_id,
           format('%s of plan %s are sold and %s bought', s.quantity, s.plan_id, coalesce(b.quantity, 0))
      FROM orders_leg l
      JOIN orders_legline s ON s.leg_id = l.id
      JOIN catalog_plan p ON p.id = s.plan_id AND p.seller_id <> l.seller_id
      LEFT JOIN orders_leg a ON a.order_id = l.order_id AND a.position = l.position + 1
      LEFT JOIN orders_legline b ON b.leg_id = a.id AND b.line_id = s.line_id AND b.plan_id = s.plan_id
     WHERE (p_order IS NULL OR l.order_id = p_order) AND b.quantity IS DISTINCT FROM s.quantity
    UNION ALL
    SELECT a.order_id, a.position, a.seller_id, format('%s of plan %s are bought and 0 sold', b.quantity, b.plan_id)
      FROM orders_leg a
      JOIN orders_legline b ON b.leg_id = a.id
      JOIN orders_leg l ON l.order_id = a.order_id AND l.position = a.position - 1
      LEFT JOIN orders_legline s ON s.leg_id = l.id AND s.line_id = b.line_id AND s.plan_id = b.plan_id
     WHERE (p_order IS NULL OR a.order_id = p_order) AND s.id IS NULL
    UNION ALL
    SELECT l.order_id, l.position, l.seller_id,
           format('its lines sum to %s and %s of tax, it says %s and %s', sum(s.net_minor), sum(s.tax_minor),
                  l.net_minor, l.tax_minor)
      FROM orders_leg l LEFT JOIN orders_legline s ON s.leg_id = l.id
     WHERE p_order IS NULL OR l.order_id = p_order
     GROUP BY l.id HAVING (sum(s.net_minor), sum(s.tax_minor)) IS DISTINCT FROM (l.net_minor, l.tax_minor)
    UNION ALL
    SELECT l.order_id, l.position, l.seller_id,
           CASE WHEN l.is_hidden THEN 'it is hidden from its buyer, who was asked for it'
                ELSE 'its buyer reads it, and was not asked for it' END
      FROM orders_leg l JOIN orders_leg below ON below.order_id = l.order_id AND below.position = l.position - 1
     WHERE (p_order IS NULL OR l.order_id = p_order) AND l.is_hidden <> (below.asked_at IS NULL)
    UNION ALL
    SELECT l.order_id, l.position, l.seller_id,
           format('line %s is %s than it', s.line_id, CASE WHEN s.is_hidden THEN 'more hidden' ELSE 'less hidden' END)
      FROM orders_leg l JOIN orders_legline s ON s.leg_id = l.id
     WHERE (p_order IS NULL OR l.order_id = p_order) AND s.is_hidden <> l.is_hidden
    UNION ALL
    -- Where the whole chain is in one currency, the margins are what each tier kept as its cost, taken from its price.
    SELECT first.order_id, 0, min(first.seller_id),
           format('plan %s is sold at %s; the supplier''s price and the margins are %s', min(retail.plan_id),
                  min(retail.unit_minor),
                  sum(line.unit_minor - CASE WHEN b.id IS NULL THEN 0
                                             ELSE coalesce(c.unit_converted_minor, b.unit_minor) END))
      FROM orders_leg first
      JOIN orders_legline retail ON retail.leg_id = first.id
      JOIN orders_leg l ON l.order_id = first.order_id
      JOIN orders_legline line ON line.leg_id = l.id AND line.line_id = retail.line_id
      LEFT JOIN orders_leg a ON a.order_id = l.order_id AND a.position = l.position + 1
      LEFT JOIN orders_legline b ON b.leg_id = a.id AND b.line_id = retail.line_id
      LEFT JOIN orders_conversion c ON c.leg_id = l.id AND c.line_id = retail.line_id AND NOT c.is_own
     WHERE (p_order IS NULL OR first.order_id = p_order) AND first.position = 0
     GROUP BY first.order_id, retail.line_id
    HAVING count(DISTINCT line.currency) = 1
       AND sum(line.unit_minor - CASE WHEN b.id IS NULL THEN 0
                                      ELSE coalesce(c.unit_converted_minor, b.unit_minor) END) <> min(retail.unit_minor)
    UNION ALL
    SELECT l.order_id, l.position, l.seller_id, format('it is settled while its approval is %s', l.approval)
      FROM orders_leg l
     WHERE (p_order IS NULL OR l.order_id = p_order) AND l.settled_at IS NOT NULL AND l.approval IN ('pending', 'with_buyer', 'rejected')
    UNION ALL
    SELECT l.order_id, l.position, l.seller_id, 'it is settled and another leg is not'
      FROM orders_leg l
     WHERE (p_order IS NULL OR l.order_id = p_order) AND l.settled_at IS NOT NULL
       AND EXISTS (SELECT FROM orders_leg o WHERE o.order_id = l.order_id AND o.settled_at IS NULL)
    UNION ALL
    -- Once it is settled, each leg follows its own lines, and the proof of deliveries holds it to them.
    SELECT l.order_id, l.position, l.seller_id, 'it is canceled and another leg is not'
      FROM orders_leg l
     WHERE (p_order IS NULL OR l.order_id = p_order) AND l.fulfilment = 'canceled' AND l.settled_at IS NULL
       AND EXISTS (SELECT FROM orders_leg o WHERE o.order_id = l.order_id AND o.fulfilment <> 'canceled')
$$;
ALTER FUNCTION orders_faults_of_legs(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_faults_of_legs(bigint) FROM PUBLIC;

CREATE OR REPLACE FUNCTION orders_leg_faults(p_seller bigint) RETURNS TABLE (fault text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT '' WHERE NOT handsel_oversees(p_seller)
    UNION ALL
    SELECT format('leg %s of order %s at seller %s: %s', f.leg_position, o.number, f.seller_id, f.fault)
      FROM orders_faults_of_legs(NULL) f JOIN orders_order o ON o.id = f.order_id
     WHERE p_seller IS NULL OR f.seller_id = p_seller
$$;
ALTER FUNCTION orders_leg_faults(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_leg_faults(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_leg_faults(bigint) TO :app;

-- Planned for this very order every time: a plan that would do for all of them, too, reads all of them.
CREATE OR REPLACE FUNCTION orders_xray(p_order bigint) RETURNS TABLE (leg_position int, leg_id bigint, holds boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    IF handsel_buyer() IS NOT NULL OR NOT EXISTS (
        SELECT FROM orders_leg l WHERE l.order_id = p_order AND (handsel_sees(l.seller_id) AND l.asked_at IS NOT NULL
                                                            OR handsel_sees(l.buyer_id) AND NOT l.is_hidden)) THEN
        RAISE EXCEPTION 'order % is out of scope', p_order USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
    SELECT l.position, CASE WHEN handsel_sees(l.seller_id) OR handsel_sees(l.buyer_id) THEN l.id END,
           NOT EXISTS (SELECT FROM orders_faults_of_legs(p_order) f WHERE f.leg_position = l.position)
      FROM orders_leg l WHERE l.order_id = p_order ORDER BY l.position;
END $$;
ALTER FUNCTION orders_xray(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_xray(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_xray(bigint) TO :app;
