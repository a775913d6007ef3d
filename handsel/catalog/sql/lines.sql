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
DECLARE
    of_default bigint;
    of_policy text;
    moment timestamptz := coalesce(p_at, now());
BEGIN
    IF NOT handsel_sees(p_seller) OR handsel_buyer() IS NOT NULL THEN
        RAISE EXCEPTION 'seller % is out of scope', p_seller USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT id INTO of_default FROM catalog_pricelist l WHERE l.seller_id = p_seller AND l.is_default;
    IF p_list IS NOT NULL AND NOT EXISTS (SELECT FROM catalog_pricelist l WHERE l.id = p_list AND l.seller_id = p_seller) THEN
        RAISE EXCEPTION 'price list % is out of scope', p_list USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT policy INTO of_policy FROM catalog_costpolicy WHERE seller_id = p_seller;
    RETURN QUERY
        WITH rates AS MATERIALIZED (
            SELECT * FROM catalog_rates(p_seller, p_currency, moment) WHERE p_currency IS NOT NULL
        ), line AS (
            SELECT p.id, o.id AS product_id, o.sku::text, o.name::text AS product, o.category_id,
                   catalog_category_path(h.name, c.name),
                   o.description, o.kind::text, p.name::text AS plan, p.period_count, p.period_unit::text AS period_unit,
                   true AS is_own,
                   p.currency::text AS paid_in, p.cost_minor AS cost
              FROM catalog_plan p
              JOIN catalog_product o ON o.id = p.product_id
              JOIN catalog_category c ON c.id = o.category_id
              LEFT JOIN catalog_category h ON h.id = c.parent_id
             WHERE p.seller_id = p_seller AND o.withdrawn_at IS NULL AND p.withdrawn_at IS NULL
               AND (p_plans IS NULL OR p.id = ANY (p_plans))
            UNION ALL
            SELECT f.plan_id, f.product_id, f.sku, f.product, f.category_id, f.category, f.description, f.kind,
                   f.plan, f.period_count, f.period_unit, false, f.currency, f.unit_minor
              FROM accounts_account a CROSS JOIN LATERAL catalog_offers(a.id, p_plans, p_at) f
             WHERE a.id = p_seller AND a.seller_id <> a.id
        )
        SELECT line.*, coalesce(p_currency, line.paid_in), coalesce(r.rate, CASE WHEN p_currency IS NULL THEN 1 END),
               a.list_id, a.rule_id, a.level, a.markup_percent, a.amount_minor, a.fixed_minor, a.loss_until,
               a.is_hidden, a.unit_converted_minor, a.base_minor, a.unit_minor, a.is_sold, k.parent_id
          FROM line
          JOIN catalog_category k ON k.id = line.category_id
          LEFT JOIN catalog_category above ON above.id = k.parent_id
          LEFT JOIN rates r ON r.from_currency = line.paid_in
         CROSS JOIN LATERAL catalog_ask(coalesce(p_list, of_default), of_default, coalesce(of_policy, 'percent'),
                                        coalesce(p_currency, line.paid_in), line.id, line.product_id, k.id,
                                        k.parent_id, line.is_own, line.cost, line.paid_in, r.rate, moment, p_tried) a
         WHERE a.unit_minor IS NOT NULL OR p_currency IS NOT NULL AND r.rate IS NULL
         ORDER BY coalesce(above.position, k.position), coalesce(above.name, k.name), above.id NULLS FIRST, k.position,
                  k.name, line.product, line.product_id, catalog_per_year(line.period_count, line.period_unit) DESC,
                  line.plan, line.id;
END $$;
ALTER FUNCTION catalog_lines(bigint, bigint, text, bigint[], timestamptz, numeric) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_lines(bigint, bigint, text, bigint[], timestamptz, numeric) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_lines(bigint, bigint, text, bigint[], timestamptz, numeric) TO :app;
