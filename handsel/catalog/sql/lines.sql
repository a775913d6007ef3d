DROP FUNCTION IF EXISTS catalog_lines(bigint, bigint, text, bigint[], timestamptz, numeric);
CREATE FUNCTION catalog_lines(p_seller bigint, p_list bigint, p_currency text DEFAULT NULL,
                              p_plans bigint[] DEFAULT NULL, p_at timestamptz DEFAULT NULL, p_tried numeric DEFAULT NULL)
RETURNS TABLE (plan_id bigint, product_id bigint, sku text, product text, category_id bigint, category text,
               description text, kind text, plan text, period_count int, period_unit text, is_own boolean,
               cost_currency text, unit_cost_minor bigint, currency text, rate numeric, list_id bigint, rule_id bigint, level int, markup_percent numeric,
               amount_minor bigint, fixed_minor bigint, loss_until timestamptz, is_hidden boolean,
               unit_converted_minor bigint, base_minor bigint, unit_minor bigint, is_sold boolean, parent_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY
        SELECT a.plan_id, o.id, o.sku::text, o.name::text, k.id, catalog_category_path(above.name, k.name), o.description,
               o.kind::text, p.name::text, p.period_count, p.period_unit::text, a.is_own, a.cost_currency,
               a.unit_cost_minor, a.currency, a.rate, a.list_id, a.rule_id, a.level, a.markup_percent, a.amount_minor,
               a.fixed_minor, a.loss_until, a.is_hidden, a.unit_converted_minor, a.base_minor, a.unit_minor, a.is_sold,
               k.parent_id
          FROM catalog_asks(p_seller, ARRAY[p_list], ARRAY[p_currency], p_plans, p_at, p_tried) a
          JOIN catalog_plan p ON p.id = a.plan_id
          JOIN catalog_product o ON o.id = p.product_id
          JOIN catalog_category k ON k.id = o.category_id
          LEFT JOIN catalog_category above ON above.id = k.parent_id
         ORDER BY coalesce(above.position, k.position), coalesce(above.name, k.name), above.id NULLS FIRST, k.position,
                  k.name, o.name, o.id, catalog_per_year(p.period_count, p.period_unit) DESC, p.name, p.id;
END $$;
ALTER FUNCTION catalog_lines(bigint, bigint, text, bigint[], timestamptz, numeric) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_lines(bigint, bigint, text, bigint[], timestamptz, numeric) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_lines(bigint, bigint, text, bigint[], timestamptz, numeric) TO :app;
