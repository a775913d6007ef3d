CREATE OR REPLACE FUNCTION catalog_price(p_cost bigint, p_percent numeric, p_amount bigint DEFAULT 0, p_fixed bigint DEFAULT NULL,
                              p_rounding text DEFAULT 'none', p_way text DEFAULT 'nearest') RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    exact numeric;
    step int;
    ends int;
    below numeric;
    above numeric;
BEGIN
    IF p_fixed IS NOT NULL THEN
        RETURN p_fixed;
    END IF;
    exact := p_cost * (1 + p_percent / 100) + p_amount;
    IF exact > 1e12 THEN
        RETURN NULL;
    ELSIF p_rounding = 'none' OR exact <= 0 THEN
        RETURN round(exact);
    END IF;
    step := CASE p_rounding WHEN 'to_5' THEN 5 WHEN 'to_10' THEN 10 ELSE 100 END;
    ends := CASE p_rounding WHEN 'ends_99' THEN 99 WHEN 'ends_95' THEN 95 ELSE 0 END;
    below := floor((exact - ends) / step) * step + ends;
    above := ceil((exact - ends) / step) * step + ends;
    IF p_way = 'up' OR below <= 0 OR below < p_cost AND exact >= p_cost THEN
        RETURN above;
    END IF;
    RETURN CASE WHEN p_way = 'down' OR exact - below < above - exact THEN below ELSE above END;
END $$;

-- Which rule of a price list counts for each of p_plans: the list before the seller's default list; the plan before its
-- product before its category before the category above that before everything; a rule for p_currency before one for all.
-- Without one, the markup of the list on everything (level 0). Whether it is hidden is found in the same order.
-- What categories and everything say is looked up once, and not for each of their plans. OFFSET 0 has each place looked up
-- by itself in the index: while thousands of rules have just been written, the planner believes that there are few, and
-- would go through all of them for each plan.
DROP FUNCTION IF EXISTS catalog_rule(bigint, bigint, text, bigint, bigint, bigint, bigint);
DROP FUNCTION IF EXISTS catalog_rules(bigint, bigint, text, bigint[]);
CREATE FUNCTION catalog_rules(p_list bigint, p_default bigint, p_currency text, p_plans bigint[])
RETURNS TABLE (plan_id bigint, product_id bigint, category_id bigint, parent_id bigint, list_id bigint, rule_id bigint,
               level int, percent numeric, amount_minor bigint, fixed_minor bigint, loss_until timestamptz, rounding text,
               rounding_way text, is_hidden boolean)
LANGUAGE sql STABLE AS $$
    WITH thing AS MATERIALIZED (
        SELECT p.id AS plan_id, p.product_id, o.category_id, k.parent_id
          FROM catalog_plan p JOIN catalog_product o ON o.id = p.product_id
          JOIN catalog_category k ON k.id = o.category_id
         WHERE p.id = ANY (p_plans)
    ), part AS MATERIALIZED (
        SELECT DISTINCT t.category_id, t.parent_id FROM thing t
    ), fitting AS MATERIALIZED (
        SELECT v.plan_id, v.category_id, r.*,
               CASE WHEN r.price_list_id = p_list THEN 100 ELSE 0 END + 10 * r.level
                   + CASE WHEN r.level = 2 AND r.target_id = v.category_id THEN 2 ELSE 0 END
                   + CASE WHEN r.currency = '' THEN 0 ELSE 1 END AS rank
          FROM (SELECT 4 AS level, t.plan_id AS target_id, t.plan_id, NULL::bigint AS category_id FROM thing t
                 WHERE EXISTS (SELECT FROM catalog_pricerule WHERE price_list_id IN (p_list, p_default) AND level = 4)
                UNION ALL
                SELECT 3, t.product_id, t.plan_id, NULL FROM thing t
                 WHERE EXISTS (SELECT FROM catalog_pricerule WHERE price_list_id IN (p_list, p_default) AND level = 3)
                UNION ALL
                SELECT v.level, v.target_id, NULL, c.category_id
                  FROM part c
                 CROSS JOIN LATERAL (VALUES (2, c.category_id), (2, c.parent_id), (1, 0::bigint)) v (level, target_id)
               ) v
         CROSS JOIN LATERAL (
            SELECT * FROM catalog_pricerule r
             WHERE r.price_list_id IN (p_list, p_default) AND r.level = v.level AND r.target_id = v.target_id
               AND r.currency IN ('', p_currency)
            OFFSET 0) r
    ), price AS MATERIALIZED (
        SELECT DISTINCT ON (s.plan_id, s.category_id) s.*, l.rounding::text, l.rounding_way::text
          FROM (SELECT f.plan_id, f.category_id, f.price_list_id AS list_id, f.id AS rule_id, f.level::int, f.percent,
                       f.amount_minor, f.fixed_minor, f.loss_until, f.rank
                  FROM fitting f WHERE f.percent IS NOT NULL OR f.fixed_minor IS NOT NULL
                UNION ALL
                SELECT NULL, c.category_id, l.id, NULL, 0, l.markup_percent, 0, NULL, NULL,
                       CASE WHEN l.id = p_list THEN 100 ELSE 0 END
                  FROM part c CROSS JOIN catalog_pricelist l
                 WHERE l.id IN (p_list, p_default) AND l.markup_percent IS NOT NULL) s
          JOIN catalog_pricelist l ON l.id = s.list_id
         ORDER BY s.plan_id, s.category_id, s.rank DESC
    ), shown AS MATERIALIZED (
        SELECT DISTINCT ON (f.plan_id, f.category_id) f.plan_id, f.category_id, f.is_hidden, f.rank
          FROM fitting f WHERE f.is_hidden IS NOT NULL ORDER BY f.plan_id, f.category_id, f.rank DESC
    )
    SELECT t.*, c.list_id, c.rule_id, c.level, c.percent, c.amount_minor, c.fixed_minor, c.loss_until, c.rounding,
           c.rounding_way,
           coalesce(CASE WHEN own.rank > around.rank OR around.rank IS NULL THEN own.is_hidden ELSE around.is_hidden END, false)
      FROM thing t
      JOIN price far ON far.category_id = t.category_id
      LEFT JOIN price near ON near.plan_id = t.plan_id
      LEFT JOIN shown around ON around.category_id = t.category_id
      LEFT JOIN shown own ON own.plan_id = t.plan_id
     CROSS JOIN LATERAL (SELECT near.* WHERE near.rank > far.rank
                         UNION ALL SELECT far.* WHERE (near.rank > far.rank) IS NOT TRUE) c
$$;
ALTER FUNCTION catalog_rules(bigint, bigint, text, bigint[]) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_rules(bigint, bigint, text, bigint[]) FROM PUBLIC;

-- What a seller asks for a plan by the rule that counts for it; the one place where a price is made.
-- The price is made of the cost in the currency of the sale, or of an older cost where the seller holds its prices
-- (catalog_costpolicy): then base_minor is that one. It is sold when it is shown and asks something, and no less than the
-- cost, or less or nothing on purpose until a day that is to come. p_tried takes the place of the list's markup on everything.
DROP FUNCTION IF EXISTS catalog_ask(bigint, bigint, text, text, bigint, bigint, bigint, bigint, boolean, bigint, text, numeric, timestamptz, numeric);
DROP FUNCTION IF EXISTS catalog_ask(bigint, int, numeric, bigint, bigint, timestamptz, text, text, boolean, text, text, bigint, boolean, bigint, text, numeric, timestamptz, numeric);
CREATE FUNCTION catalog_ask(p_list bigint, p_level int, p_percent numeric, p_amount bigint, p_fixed bigint,
                            p_loss_until timestamptz, p_rounding text, p_way text, p_is_hidden boolean, p_policy text,
                            p_currency text, p_plan bigint, p_is_own boolean, p_cost bigint, p_cost_currency text,
                            p_rate numeric, p_at timestamptz, p_tried numeric DEFAULT NULL)
RETURNS TABLE (markup_percent numeric, amount_minor bigint, unit_converted_minor bigint, base_minor bigint,
               unit_minor bigint, is_sold boolean)
LANGUAGE sql STABLE AS $$
    SELECT v.used, v.amount, v.converted, v.base, w.minor,
           coalesce(NOT p_is_hidden AND w.minor >= 0
                    AND (w.minor > 0 AND w.minor >= v.converted OR p_loss_until > p_at), false)
      FROM (SELECT c.converted, coalesce(c.held, c.converted) AS base,
                   p_amount + CASE WHEN p_policy = 'amount' THEN c.converted - coalesce(c.held, c.converted) ELSE 0 END AS amount,
                   CASE WHEN p_level = 0 THEN coalesce(p_tried, p_percent) ELSE p_percent END AS used
              FROM (SELECT CASE WHEN p_cost_currency = p_currency THEN p_cost
                                ELSE catalog_convert(p_cost, p_cost_currency, p_currency, p_rate) END AS converted,
                           CASE WHEN p_policy <> 'percent' AND NOT p_is_own THEN (
                               SELECT CASE WHEN p_cost_currency = p_currency THEN b.cost_minor
                                           ELSE catalog_convert(b.cost_minor, p_cost_currency, p_currency, p_rate) END
                                 FROM catalog_pricebasis b
                                WHERE b.price_list_id = p_list AND b.plan_id = p_plan AND b.currency = p_cost_currency)
                           END AS held
                    OFFSET 0) c) v
     CROSS JOIN LATERAL (SELECT CASE WHEN v.converted IS NOT NULL
                                     THEN catalog_price(v.base, v.used, v.amount, p_fixed, p_rounding, p_way)
                                END AS minor
                         OFFSET 0) w
$$;
ALTER FUNCTION catalog_ask(bigint, int, numeric, bigint, bigint, timestamptz, text, text, boolean, text, text, bigint, boolean, bigint, text, numeric, timestamptz, numeric) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_ask(bigint, int, numeric, bigint, bigint, timestamptz, text, text, boolean, text, text, bigint, boolean, bigint, text, numeric, timestamptz, numeric) FROM PUBLIC;
