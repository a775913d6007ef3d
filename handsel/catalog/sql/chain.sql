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
    ), priced AS (
        SELECT p.id AS plan_id, p.product_id, o.category_id, k.parent_id, edge.tier,
               edge.seller_id, edge.buyer_id, edge.id AS edge_id, edge.currency, edge.cost_currency,
               p.cost_minor AS unit_cost_minor, edge.rate, edge.rate_id, true AS is_own, a.*
          FROM catalog_plan p JOIN catalog_product o ON o.id = p.product_id
          JOIN catalog_category k ON k.id = o.category_id
          JOIN edge ON edge.seller_id = p.seller_id AND edge.cost_currency = p.currency
         CROSS JOIN LATERAL catalog_ask(edge.list_id, edge.default_id, edge.policy, edge.currency, p.id, p.product_id,
                                        k.id, k.parent_id, true, p.cost_minor, edge.cost_currency, edge.rate, p_at) a
         WHERE p.id = ANY (p_plans) AND a.is_sold
        UNION ALL
        SELECT above.plan_id, above.product_id, above.category_id, above.parent_id, edge.tier, edge.seller_id,
               edge.buyer_id, edge.id, edge.currency, edge.cost_currency, above.unit_minor, edge.rate, edge.rate_id,
               false, a.*
          FROM priced AS above JOIN edge ON edge.tier = above.tier - 1 AND edge.cost_currency = above.currency
         CROSS JOIN LATERAL catalog_ask(edge.list_id, edge.default_id, edge.policy, edge.currency, above.plan_id,
                                        above.product_id, above.category_id, above.parent_id, false, above.unit_minor,
                                        edge.cost_currency, edge.rate, p_at) a
         WHERE a.is_sold
    )
    SELECT c.plan_id, c.tier, c.seller_id, c.buyer_id, c.edge_id, c.currency, c.cost_currency, c.unit_cost_minor, c.rate,
           c.rate_id, c.is_own, c.list_id, c.rule_id, c.level, c.markup_percent, c.amount_minor, c.fixed_minor,
           c.rounding, c.rounding_way, c.unit_converted_minor, c.base_minor, c.unit_minor
      FROM priced c
$$;
ALTER FUNCTION catalog_chain(bigint, bigint[], timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_chain(bigint, bigint[], timestamptz) FROM PUBLIC;
