-- What p_seller can sell at p_at in p_currency: what it costs it (its parent's price to it, or its own cost for its own
-- products), that cost converted at its rate, and what it would ask at p_markup_percent. Null as currency means each
-- plan's own, where nothing is converted. Without a rate the last three are null: the plan is not offered.
DROP FUNCTION IF EXISTS catalog_lines(bigint, numeric, text, timestamptz);
CREATE FUNCTION catalog_lines(p_seller bigint, p_markup_percent numeric, p_currency text DEFAULT NULL,
                              p_at timestamptz DEFAULT NULL)
RETURNS TABLE (plan_id bigint, product_id bigint, sku text, product text, category_id bigint, category text,
               description text, kind text, plan text, period_months int, is_own boolean, cost_currency text,
               unit_cost_minor bigint, currency text, rate numeric, unit_converted_minor bigint, unit_minor bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT handsel_sees(p_seller) OR handsel_buyer() IS NOT NULL THEN
        RAISE EXCEPTION 'seller % is out of scope', p_seller USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
        WITH rates AS MATERIALIZED (
            SELECT * FROM catalog_rates(p_seller, p_currency, coalesce(p_at, now())) WHERE p_currency IS NOT NULL
        ), line AS (
            SELECT p.id, o.id AS product_id, o.sku::text, o.name::text AS product, o.category_id, c.name::text,
                   o.description, o.kind::text, p.name::text AS plan, p.period_months, true,
                   p.currency::text AS paid_in, p.cost_minor AS cost
              FROM catalog_plan p
              JOIN catalog_product o ON o.id = p.product_id
              JOIN catalog_category c ON c.id = o.category_id
             WHERE p.seller_id = p_seller AND o.withdrawn_at IS NULL
            UNION ALL
            SELECT f.plan_id, f.product_id, f.sku, f.product, f.category_id, f.category, f.description, f.kind,
                   f.plan, f.period_months, false, f.currency, f.unit_minor
              FROM accounts_account a CROSS JOIN LATERAL catalog_offers(a.id, NULL, p_at) f
             WHERE a.id = p_seller AND a.seller_id <> a.id
        )
        SELECT line.*, coalesce(p_currency, line.paid_in), coalesce(r.rate, CASE WHEN p_currency IS NULL THEN 1 END),
               c.minor, catalog_price(c.minor, p_markup_percent)
          FROM line
          JOIN catalog_category k ON k.id = line.category_id
          LEFT JOIN catalog_category above ON above.id = k.parent_id
          LEFT JOIN rates r ON r.from_currency = line.paid_in
         CROSS JOIN LATERAL (SELECT catalog_convert(line.cost, line.paid_in, coalesce(p_currency, line.paid_in), r.rate)
                                    AS minor) c
         WHERE catalog_price(c.minor, p_markup_percent) IS NOT NULL OR p_currency IS NOT NULL AND r.rate IS NULL
         ORDER BY coalesce(above.position, k.position), coalesce(above.name, k.name), above.id NULLS FIRST, k.position,
                  k.name, line.product, line.period_months, line.plan, line.id;
END $$;
ALTER FUNCTION catalog_lines(bigint, numeric, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_lines(bigint, numeric, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_lines(bigint, numeric, text, timestamptz) TO :app;
