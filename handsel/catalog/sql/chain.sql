DROP FUNCTION IF EXISTS catalog_chain(bigint, bigint[], timestamptz);
CREATE FUNCTION catalog_chain(p_buyer bigint, p_plans bigint[], p_at timestamptz DEFAULT now())
RETURNS TABLE (plan_id bigint, tier int, seller_id bigint, buyer_id bigint, edge_id bigint, currency text,
               cost_currency text, unit_cost_minor bigint, rate numeric, rate_id bigint, is_own boolean,
               list_id bigint, rule_id bigint, level int, markup_percent numeric, amount_minor bigint,
               fixed_minor bigint, rounding text, rounding_way text, unit_converted_minor bigint, base_minor bigint,
               unit_minor bigint)
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE buyer AS (
        SELECT string_to_array(rtrim(path, '.'), '.')::bigint[] AS ids FROM accounts_account WHERE id = p_buyer
    ), edge AS MATERIALIZED (
        SELECT (cardinality(buyer.ids) - step.n)::int AS tier, e.id, e.seller_id, e.buyer_id, e.currency::text,
               coalesce(e.price_list_id, d.id) AS list_id, d.id AS default_id, coalesce(y.policy, 'percent') AS policy,
               r.from_currency AS cost_currency, r.rate, r.rate_id
          FROM buyer CROSS JOIN LATERAL unnest(buyer.ids) WITH ORDINALITY AS step (id, n)
          JOIN accounts_edge e ON e.buyer_id = step.id AND e.ended_at IS NULL
          JOIN catalog_pricelist d ON d.seller_id = e.seller_id AND d.is_default
          LEFT JOIN catalog_costpolicy y ON y.seller_id = e.seller_id
         CROSS JOIN LATERAL catalog_rates(e.seller_id, e.currency::text, p_at) r
    ), item AS MATERIALIZED (
        SELECT e.tier, e.seller_id, e.buyer_id, e.id AS edge_id, e.currency, e.cost_currency, e.policy, e.rate, e.rate_id,
               u.*
          FROM edge e CROSS JOIN LATERAL catalog_rules(e.list_id, e.default_id, e.currency, p_plans) u
    ), priced AS (
        SELECT i.plan_id, i.tier, i.seller_id, i.buyer_id, i.edge_id, i.currency, i.cost_currency,
               p.cost_minor AS unit_cost_minor, i.rate, i.rate_id, true AS is_own, i.list_id, i.rule_id, i.level,
               i.fixed_minor, i.rounding, i.rounding_way, a.*
          FROM item i
          JOIN catalog_plan p ON p.id = i.plan_id AND p.seller_id = i.seller_id AND p.currency = i.cost_currency
         CROSS JOIN LATERAL catalog_ask(i.list_id, i.level, i.percent, i.amount_minor, i.fixed_minor, i.loss_until,
                                        i.rounding, i.rounding_way, i.is_hidden, i.policy, i.currency, i.plan_id, true,
                                        p.cost_minor, i.cost_currency, i.rate, p_at) a
         WHERE p.id = ANY (p_plans) AND a.is_sold
        UNION ALL
        SELECT i.plan_id, i.tier, i.seller_id, i.buyer_id, i.edge_id, i.currency, i.cost_currency, above.unit_minor, i.rate,
               i.rate_id, false, i.list_id, i.rule_id, i.level, i.fixed_minor, i.rounding, i.rounding_way, a.*
          FROM priced AS above
          JOIN item i ON i.plan_id = above.plan_id AND i.tier = above.tier - 1 AND i.cost_currency = above.currency
         CROSS JOIN LATERAL catalog_ask(i.list_id, i.level, i.percent, i.amount_minor, i.fixed_minor, i.loss_until,
                                        i.rounding, i.rounding_way, i.is_hidden, i.policy, i.currency, i.plan_id, false,
                                        above.unit_minor, i.cost_currency, i.rate, p_at) a
         WHERE a.is_sold
    )
    SELECT c.plan_id, c.tier, c.seller_id, c.buyer_id, c.edge_id, c.currency, c.cost_currency, c.unit_cost_minor, c.rate,
           c.rate_id, c.is_own, c.list_id, c.rule_id, c.level, c.markup_percent, c.amount_minor, c.fixed_minor,
           c.rounding, c.rounding_way, c.unit_converted_minor, c.base_minor, c.unit_minor
      FROM priced c
$$;
ALTER FUNCTION catalog_chain(bigint, bigint[], timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_chain(bigint, bigint[], timestamptz) FROM PUBLIC;
