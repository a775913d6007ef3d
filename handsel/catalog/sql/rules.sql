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

-- Which rule of a price list counts for a plan: the list before the seller's default list; the plan before its product
-- before its category before the one above that before everything; a rule for p_currency before one for all.
-- Without one, the markup of the list on everything (level 0). Whether it is hidden is found in the same order.
-- OFFSET 0 has each place looked up by itself in the index: while thousands of rules have just been written, the planner
-- believes that there are few, and would go through all of them for each plan.
DROP FUNCTION IF EXISTS catalog_rule(bigint, bigint, text, bigint, bigint, bigint, bigint);
CREATE FUNCTION catalog_rule(p_list bigint, p_default bigint, p_currency text, p_plan bigint, p_product bigint,
                             p_category bigint, p_parent bigint)
RETURNS TABLE (list_id bigint, rule_id bigint, level int, percent numeric, amount_minor bigint, fixed_minor bigint,
               loss_until timestamptz, is_hidden boolean)
LANGUAGE sql STABLE AS $$
    WITH fitting AS (
        SELECT r.*, r.price_list_id = p_list AS is_first, r.level = 2 AND r.target_id = p_category AS is_nearer
          FROM (VALUES (4, p_plan), (3, p_product), (2, p_category), (2, p_parent), (1, 0::bigint)) v (level, target_id)
         CROSS JOIN LATERAL (
            SELECT * FROM catalog_pricerule r
             WHERE r.price_list_id IN (p_list, p_default) AND r.level = v.level AND r.target_id = v.target_id
               AND r.currency IN ('', p_currency)
            OFFSET 0) r
    ), price AS (
        SELECT f.price_list_id, f.id, f.level::int, f.percent, f.amount_minor, f.fixed_minor, f.loss_until,
               f.is_first, f.is_nearer, f.currency::text
          FROM fitting f WHERE f.percent IS NOT NULL OR f.fixed_minor IS NOT NULL
        UNION ALL
        SELECT l.id, NULL, 0, l.markup_percent, 0, NULL, NULL, l.id = p_list, false, ''
          FROM catalog_pricelist l WHERE l.id IN (p_list, p_default) AND l.markup_percent IS NOT NULL
         ORDER BY 8 DESC, 3 DESC, 9 DESC, 10 DESC LIMIT 1
    )
    SELECT price.price_list_id, price.id, price.level, price.percent, price.amount_minor, price.fixed_minor,
           price.loss_until,
           coalesce((SELECT f.is_hidden FROM fitting f WHERE f.is_hidden IS NOT NULL
                      ORDER BY f.is_first DESC, f.level DESC, f.is_nearer DESC LIMIT 1), false)
      FROM price
$$;
ALTER FUNCTION catalog_rule(bigint, bigint, text, bigint, bigint, bigint, bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_rule(bigint, bigint, text, bigint, bigint, bigint, bigint) FROM PUBLIC;

-- What a seller asks for a plan under a price list, and by which rule; the one place where a price is made.
-- The price is made of the cost in the currency of the sale, or of an older cost where the seller holds its prices
-- (catalog_costpolicy): then base_minor is that one. It is sold when it is shown and asks something, and no less than the
-- cost, or less or nothing on purpose until a day that is to come. p_tried takes the place of the list's markup on everything.
DROP FUNCTION IF EXISTS catalog_ask(bigint, bigint, text, text, bigint, bigint, bigint, bigint, boolean, bigint, text, numeric, timestamptz, numeric);
CREATE FUNCTION catalog_ask(p_list bigint, p_default bigint, p_policy text, p_currency text, p_plan bigint,
                            p_product bigint, p_category bigint, p_parent bigint, p_is_own boolean, p_cost bigint,
                            p_cost_currency text, p_rate numeric, p_at timestamptz, p_tried numeric DEFAULT NULL)
RETURNS TABLE (list_id bigint, rule_id bigint, level int, markup_percent numeric, amount_minor bigint,
               fixed_minor bigint, rounding text, rounding_way text, loss_until timestamptz, is_hidden boolean,
               unit_converted_minor bigint, base_minor bigint, unit_minor bigint, is_sold boolean)
LANGUAGE sql STABLE AS $$
    SELECT v.list_id, v.rule_id, v.level, v.used, v.amount, v.fixed_minor, v.rounding, v.rounding_way, v.loss_until,
           v.is_hidden, v.converted, v.base, w.minor,
           coalesce(NOT v.is_hidden AND w.minor >= 0
                    AND (w.minor > 0 AND w.minor >= v.converted OR v.loss_until > p_at), false)
      FROM (SELECT rule.*, l.rounding::text, l.rounding_way::text, c.minor AS converted, c.held,
                   coalesce(c.held, c.minor) AS base,
                   rule.amount_minor + CASE WHEN p_policy = 'amount' THEN c.minor - coalesce(c.held, c.minor) ELSE 0 END
                       AS amount,
                   CASE WHEN rule.level = 0 THEN coalesce(p_tried, rule.percent) ELSE rule.percent END AS used
              FROM catalog_rule(p_list, p_default, p_currency, p_plan, p_product, p_category, p_parent) rule
              JOIN catalog_pricelist l ON l.id = rule.list_id
              LEFT JOIN catalog_pricebasis b
                ON p_policy <> 'percent' AND NOT p_is_own AND b.price_list_id = rule.list_id AND b.plan_id = p_plan
               AND b.currency = p_cost_currency
             CROSS JOIN LATERAL (SELECT CASE WHEN p_cost_currency = p_currency THEN p_cost
                                             ELSE catalog_convert(p_cost, p_cost_currency, p_currency, p_rate) END AS minor,
                                        CASE WHEN p_cost_currency = p_currency THEN b.cost_minor
                                             ELSE catalog_convert(b.cost_minor, p_cost_currency, p_currency, p_rate)
                                        END AS held
                                 OFFSET 0) c
             OFFSET 0) v
     CROSS JOIN LATERAL (SELECT CASE WHEN v.converted IS NOT NULL
                                     THEN catalog_price(v.base, v.used, v.amount, v.fixed_minor, v.rounding, v.rounding_way)
                                END AS minor
                         OFFSET 0) w
$$;
ALTER FUNCTION catalog_ask(bigint, bigint, text, text, bigint, bigint, bigint, bigint, boolean, bigint, text, numeric, timestamptz, numeric) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_ask(bigint, bigint, text, text, bigint, bigint, bigint, bigint, boolean, bigint, text, numeric, timestamptz, numeric) FROM PUBLIC;
