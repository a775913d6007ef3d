-- Orders across currencies (CAT-5): the rate at which each seller's cost became part of its price, fixed at placing.

GRANT SELECT, INSERT ON orders_conversion TO :chain;
GRANT USAGE ON SEQUENCE orders_conversion_id_seq TO :chain;
CREATE POLICY chain ON orders_conversion TO :chain USING (true) WITH CHECK (true);

-- Fix what every tier pays, and take the order as far as it can go. Returns where it stands, as orders_advance does; or
-- cart_is_empty, plan_withdrawn when a line has no price any more, or too_large above 10^15 minor units, which one
-- posting cannot hold: then the caller must roll back.
-- Where a seller buys in one currency and sells in another, the rate and the cost stand in a row for that seller alone.
-- All tiers are priced in one statement, so a rate that is added at the same moment counts for the whole order or not
-- at all. p_own_decision: the seller's own people placed it, so it skips the seller's approval.
CREATE OR REPLACE FUNCTION orders_place(p_order bigint, p_own_decision boolean, p_actor bigint, p_actor_name text, p_at timestamptz)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    placed orders_order;
    wanted bigint[];
    own_leg orders_leg;
BEGIN
    SELECT * INTO STRICT placed FROM orders_order WHERE id = p_order;
    IF NOT handsel_sees(placed.seller_id) OR coalesce(handsel_buyer(), placed.buyer_id) <> placed.buyer_id
       OR p_own_decision AND handsel_buyer() IS NOT NULL THEN
        RAISE EXCEPTION 'order % is out of scope', p_order USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT array_agg(plan_id) INTO wanted FROM orders_line WHERE order_id = p_order;
    IF wanted IS NULL THEN
        RETURN 'cart_is_empty';
    END IF;
    UPDATE orders_order SET placed_at = p_at WHERE id = p_order;

    WITH line AS MATERIALIZED (
        SELECT c.*, l.quantity, l.quantity * c.unit_minor AS net, o.name AS product, o.kind, p.name AS plan,
               p.period_months
          FROM catalog_chain(placed.buyer_id, wanted, p_at) c
          JOIN orders_line l ON l.plan_id = c.plan_id AND l.order_id = p_order
          JOIN catalog_plan p ON p.id = c.plan_id
          JOIN catalog_product o ON o.id = p.product_id AND o.withdrawn_at IS NULL
    ), leg AS (
        INSERT INTO orders_leg (order_id, number, position, seller_id, buyer_id, edge_id, placed_by, placer_id,
                                placed_at, asked_at, currency, net_minor, tax_minor, gross_minor, payment_method,
                                payment, approval, fulfilment, decided_by_name, cancel_reason)
        SELECT p_order, placed.number, line.tier, line.seller_id, line.buyer_id, line.edge_id,
               CASE WHEN line.tier = 0 AND NOT p_own_decision THEN 'customer' ELSE 'reseller' END,
               CASE WHEN line.tier = 0 THEN p_actor END, p_at,
               CASE WHEN line.tier = 0 THEN p_at END, line.currency, sum(line.net), 0, sum(line.net), 'deposit',
               'unpaid',
               CASE WHEN line.tier = 0 AND p_own_decision OR NOT orders_asks_approval(line.edge_id) THEN 'not_needed'
                    ELSE 'pending' END,
               'none', '', ''
          FROM line
         GROUP BY line.tier, line.seller_id, line.buyer_id, line.edge_id, line.currency
        RETURNING id, edge_id
    ), conversion AS (
        INSERT INTO orders_conversion (leg_id, seller_id, buyer_id, plan_id, exchange_rate_id, is_own, cost_currency,
                                       unit_cost_minor, rate, currency, unit_converted_minor, markup_percent, quantity)
        SELECT leg.id, line.seller_id, line.buyer_id, line.plan_id, line.rate_id, line.is_own, line.cost_currency,
               line.unit_cost_minor, line.rate, line.currency, line.unit_converted_minor, line.markup_percent,
               line.quantity
          FROM line JOIN leg ON leg.edge_id = line.edge_id
         WHERE line.rate_id IS NOT NULL
    )
    INSERT INTO orders_legline (leg_id, seller_id, buyer_id, plan_id, product, plan_name, kind, period_months, quantity,
                                unit_minor, net_minor, tax_percent, tax_minor, gross_minor, currency)
    SELECT leg.id, line.seller_id, line.buyer_id, line.plan_id, line.product, line.plan, line.kind, line.period_months,
           line.quantity, line.unit_minor, line.net, 0, 0, line.net, line.currency
      FROM line JOIN leg ON leg.edge_id = line.edge_id;

    SELECT * INTO own_leg FROM orders_leg WHERE order_id = p_order AND position = 0;
    IF (SELECT count(*) FROM orders_legline WHERE leg_id = own_leg.id) < cardinality(wanted) THEN
        RETURN 'plan_withdrawn';
    END IF;
    IF (SELECT max(gross_minor) FROM orders_leg WHERE order_id = p_order) > 1e15 THEN
        RETURN 'too_large';
    END IF;
    PERFORM orders_tell('order.placed', own_leg, p_actor_name, p_at);
    RETURN orders_advance(p_order, p_at);
END $$;

-- Prices against the rates that were kept: each converted cost and each price can be computed again, from the price of
-- the leg above and from a rate of the seller's own that had started.
CREATE FUNCTION orders_rate_faults(p_seller bigint) RETURNS TABLE (fault text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT '' WHERE NOT handsel_oversees(p_seller)
    UNION ALL
    SELECT format('plan %s on leg %s of order %s at seller %s: %s %s at %s and %s %% are not %s %s, then %s',
                  c.plan_id, l.position, l.number, l.seller_id, c.unit_cost_minor, c.cost_currency, c.rate,
                  c.markup_percent, c.unit_converted_minor, c.currency, coalesce(s.unit_minor, 0))
      FROM orders_conversion c JOIN orders_leg l ON l.id = c.leg_id
      LEFT JOIN orders_legline s ON s.leg_id = c.leg_id AND s.plan_id = c.plan_id AND s.currency = c.currency
                                AND s.quantity = c.quantity
     WHERE (p_seller IS NULL OR c.seller_id = p_seller)
       AND (catalog_convert(c.unit_cost_minor, c.cost_currency, c.currency, c.rate) IS DISTINCT FROM c.unit_converted_minor
            OR catalog_price(c.unit_converted_minor, c.markup_percent) IS DISTINCT FROM s.unit_minor)
    UNION ALL
    SELECT format('plan %s on leg %s of order %s at seller %s: rate %s from %s to %s is none that it had',
                  c.plan_id, l.position, l.number, l.seller_id, c.rate, c.cost_currency, c.currency)
      FROM orders_conversion c JOIN orders_leg l ON l.id = c.leg_id
      LEFT JOIN catalog_exchangerate r
             ON r.id = c.exchange_rate_id AND r.seller_id = c.seller_id AND r.rate = c.rate
            AND r.from_currency = c.cost_currency AND r.to_currency = c.currency AND r.starts_at <= l.placed_at
            AND r.withdrawn_at IS NULL
     WHERE (p_seller IS NULL OR c.seller_id = p_seller) AND r.id IS NULL
    UNION ALL
    SELECT format('plan %s on leg %s of order %s at seller %s is bought at %s %s, its price was made from %s %s',
                  s.plan_id, l.position, l.number, l.seller_id, b.unit_minor, b.currency,
                  coalesce(c.unit_cost_minor, 0), coalesce(c.cost_currency, '–'))
      FROM orders_leg l
      JOIN orders_leg a ON a.order_id = l.order_id AND a.position = l.position + 1 AND a.currency <> l.currency
      JOIN orders_legline s ON s.leg_id = l.id
      JOIN orders_legline b ON b.leg_id = a.id AND b.plan_id = s.plan_id
      LEFT JOIN orders_conversion c ON c.leg_id = l.id AND c.plan_id = s.plan_id AND NOT c.is_own
     WHERE (p_seller IS NULL OR l.seller_id = p_seller)
       AND (c.unit_cost_minor IS DISTINCT FROM b.unit_minor OR c.cost_currency IS DISTINCT FROM b.currency)
$$;
ALTER FUNCTION orders_rate_faults(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_rate_faults(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_rate_faults(bigint) TO :app;
