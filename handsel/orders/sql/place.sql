-- Fix what every tier pays for the lines of an order; again, and every leg has today's prices.
-- From which cost, at which rate and by which rule each price was made stands in a row for that seller alone.
-- What the seller's staff set by hand counts on the buyer's own edge, for the very plan and quantity that it was set for.
-- All tiers are priced in one statement, so a rate that is added at the same moment counts for the whole order or not
-- at all. What each buyer owes in tax is decided edge by edge, per category of product, in the same statement (tax_of);
-- each line is rounded by itself, so lines add up to their leg.
CREATE OR REPLACE FUNCTION orders_fix_prices(p_order bigint, p_buyer bigint, p_number text, p_own_decision boolean, p_actor bigint,
                                             p_at timestamptz)
RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    wanted bigint[] := ARRAY(SELECT DISTINCT plan_id FROM orders_line WHERE order_id = p_order);
BEGIN
    WITH line AS MATERIALIZED (
        SELECT c.*, l.id AS line_id, l.under_id, l.options, l.quantity,
               coalesce(m.unit_minor, c.unit_minor) AS charged,
               l.quantity * coalesce(m.unit_minor, c.unit_minor) AS net, o.name AS product, o.kind, p.name AS plan, p.unit AS unit_name, p.period_count, p.period_unit,
               tax_category_of(c.seller_id, o.id, o.seller_id) AS tax_category
          FROM catalog_chain(p_buyer, wanted, p_at) c
          JOIN orders_line l ON l.plan_id = c.plan_id AND l.order_id = p_order
          LEFT JOIN orders_manualprice m ON m.line_id = l.id AND c.tier = 0 AND m.plan_id = l.plan_id
                                        AND m.quantity = l.quantity AND m.currency = c.currency
                                        AND m.ends_at > (SELECT placed_at FROM orders_order WHERE id = p_order)
          JOIN catalog_plan p ON p.id = c.plan_id AND p.withdrawn_at IS NULL
          JOIN catalog_product o ON o.id = p.product_id AND o.withdrawn_at IS NULL
    ), owed AS MATERIALIZED (
        SELECT kind.seller_id, kind.buyer_id, kind.tax_category, t.*
          FROM (SELECT DISTINCT line.seller_id, line.buyer_id, line.tax_category FROM line) AS kind
         CROSS JOIN LATERAL tax_of(kind.seller_id, kind.buyer_id, kind.tax_category, p_at) t
    ), taxed AS MATERIALIZED (
        SELECT line.*, owed.treatment, owed.percent, owed.country, owed.region, owed.words, owed.seller_number,
               owed.buyer_country, owed.buyer_number, owed.proof, tax_amount(line.net, owed.percent) AS tax
          FROM line JOIN owed USING (seller_id, buyer_id, tax_category)
    ), leg AS (
        INSERT INTO orders_leg (order_id, number, position, seller_id, buyer_id, edge_id, placed_by, placer_id,
                                placed_at, asked_at, is_hidden, currency, net_minor, tax_minor, gross_minor,
                                payment_method, payment, approval, fulfilment, decided_by_name, cancel_reason,
                                seller_tax_number, buyer_country, buyer_tax_number, tax_words, tax_proof)
        SELECT p_order, p_number, line.tier, line.seller_id, line.buyer_id, line.edge_id,
               CASE WHEN line.tier = 0 AND NOT p_own_decision THEN 'customer' ELSE 'reseller' END,
               CASE WHEN line.tier = 0 THEN p_actor END, p_at,
               CASE WHEN line.tier = 0 THEN p_at END, line.tier > 1, line.currency, sum(line.net), sum(line.tax), sum(line.net + line.tax),
               (SELECT e.payment_method FROM accounts_edge e WHERE e.id = line.edge_id),
               'unpaid',
               CASE WHEN line.tier = 0 AND p_own_decision OR NOT orders_asks_approval(line.edge_id) THEN 'not_needed'
                    ELSE 'pending' END,
               'none', '', '', max(line.seller_number), max(line.buyer_country), max(line.buyer_number),
               coalesce(string_agg(DISTINCT line.words, E'\n') FILTER (WHERE line.words <> ''), ''), max(line.proof)
          FROM taxed line
         GROUP BY line.tier, line.seller_id, line.buyer_id, line.edge_id, line.currency
            ON CONFLICT (order_id, position) DO UPDATE
           SET currency = excluded.currency, net_minor = excluded.net_minor, tax_minor = excluded.tax_minor,
               gross_minor = excluded.gross_minor, seller_tax_number = excluded.seller_tax_number,
               buyer_country = excluded.buyer_country, buyer_tax_number = excluded.buyer_tax_number,
               tax_words = excluded.tax_words, tax_proof = excluded.tax_proof, repriced_at = p_at
        RETURNING id, edge_id, is_hidden
    ), conversion AS (
        INSERT INTO orders_conversion (leg_id, seller_id, buyer_id, line_id, plan_id, exchange_rate_id, is_own,
                                       cost_currency, unit_cost_minor, rate, currency, unit_converted_minor, base_minor,
                                       level, markup_percent, amount_minor, fixed_minor, rounding, rounding_way, quantity)
        SELECT leg.id, line.seller_id, line.buyer_id, line.line_id, line.plan_id, line.rate_id, line.is_own,
               line.cost_currency, line.unit_cost_minor, line.rate, line.currency, line.unit_converted_minor,
               line.base_minor, line.level, line.markup_percent, line.amount_minor, line.fixed_minor, line.rounding,
               line.rounding_way, line.quantity
          FROM line JOIN leg ON leg.edge_id = line.edge_id
            ON CONFLICT (seller_id, leg_id, line_id) DO UPDATE
           SET exchange_rate_id = excluded.exchange_rate_id, cost_currency = excluded.cost_currency,
               unit_cost_minor = excluded.unit_cost_minor, rate = excluded.rate, currency = excluded.currency,
               unit_converted_minor = excluded.unit_converted_minor, base_minor = excluded.base_minor,
               level = excluded.level, markup_percent = excluded.markup_percent, amount_minor = excluded.amount_minor,
               fixed_minor = excluded.fixed_minor, rounding = excluded.rounding, rounding_way = excluded.rounding_way
    )
    INSERT INTO orders_legline (leg_id, seller_id, buyer_id, line_id, under_id, plan_id, product, plan_name, unit_name, kind,
                                period_count, period_unit, options, quantity, unit_minor, net_minor, tax_category,
                                tax_treatment, tax_country, tax_region, tax_percent, tax_minor, gross_minor, currency,
                                is_hidden)
    SELECT leg.id, line.seller_id, line.buyer_id, line.line_id, line.under_id, line.plan_id, line.product, line.plan,
           line.unit_name, line.kind, line.period_count, line.period_unit, line.options, line.quantity, line.charged, line.net,
           line.tax_category, line.treatment, line.country, line.region, line.percent, line.tax, line.net + line.tax,
           line.currency, leg.is_hidden
      FROM taxed line JOIN leg ON leg.edge_id = line.edge_id
     ORDER BY line.tier, coalesce(line.under_id, line.line_id), line.line_id
        ON CONFLICT (leg_id, line_id) DO UPDATE
       SET unit_minor = excluded.unit_minor, net_minor = excluded.net_minor, tax_category = excluded.tax_category,
           tax_treatment = excluded.tax_treatment, tax_country = excluded.tax_country,
           tax_region = excluded.tax_region, tax_percent = excluded.tax_percent, tax_minor = excluded.tax_minor,
           gross_minor = excluded.gross_minor, currency = excluded.currency;
END $$;
ALTER FUNCTION orders_fix_prices(bigint, bigint, text, boolean, bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_fix_prices(bigint, bigint, text, boolean, bigint, timestamptz) FROM PUBLIC;

-- Fix what every tier pays, and take the order as far as it can go. Returns where it stands, as orders_advance does; or
-- cart_is_empty, plan_withdrawn when a line has no price any more, or too_large above 10^15 minor units, which one
-- posting cannot hold: then the caller must roll back. p_own_decision: the seller's own people placed it, so it skips the
-- seller's approval. p_method: how its buyer pays it, where they chose another way than the edge's.
DROP FUNCTION IF EXISTS orders_place(bigint, boolean, bigint, text, timestamptz);
CREATE OR REPLACE FUNCTION orders_place(p_order bigint, p_own_decision boolean, p_actor bigint, p_actor_name text, p_at timestamptz,
                                        p_method text DEFAULT '')
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    placed orders_order;
    own_leg orders_leg;
BEGIN
    SELECT * INTO STRICT placed FROM orders_order WHERE id = p_order;
    IF NOT handsel_sees(placed.seller_id) OR coalesce(handsel_buyer(), placed.buyer_id) <> placed.buyer_id
       OR (p_own_decision OR p_method <> '') AND handsel_buyer() IS NOT NULL THEN
        RAISE EXCEPTION 'order % is out of scope', p_order USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (SELECT FROM orders_line WHERE order_id = p_order) THEN
        RETURN 'cart_is_empty';
    END IF;
    UPDATE orders_order SET placed_at = p_at WHERE id = p_order;

    PERFORM orders_fix_prices(p_order, placed.buyer_id, placed.number, p_own_decision, p_actor, p_at);
    UPDATE orders_leg SET payment_method = p_method WHERE order_id = p_order AND position = 0 AND p_method <> '';
    SELECT * INTO own_leg FROM orders_leg WHERE order_id = p_order AND position = 0;
    IF (SELECT count(*) FROM orders_legline WHERE leg_id = own_leg.id)
       < (SELECT count(*) FROM orders_line WHERE order_id = p_order) THEN
        RETURN 'plan_withdrawn';
    END IF;
    IF (SELECT max(gross_minor) FROM orders_leg WHERE order_id = p_order) > 1e15 THEN
        RETURN 'too_large';
    END IF;
    PERFORM orders_tell('order.placed', own_leg, p_actor_name, p_at);
    RETURN orders_advance(p_order, p_at);
END $$;
ALTER FUNCTION orders_place(bigint, boolean, bigint, text, timestamptz, text) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_place(bigint, boolean, bigint, text, timestamptz, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_place(bigint, boolean, bigint, text, timestamptz, text) TO :app;
