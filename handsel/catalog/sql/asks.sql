-- How a function that prices so many plans has its queries planned: for many of them anew, since where their number is not
-- known each would be looked up in all others. It sets plan_cache_mode, so that this ends with the function.
CREATE OR REPLACE FUNCTION catalog_plan_for(p_number int) RETURNS void
LANGUAGE sql AS $$
    SELECT set_config('plan_cache_mode', CASE WHEN p_number > 500 THEN 'force_custom_plan' ELSE 'force_generic_plan' END, true)
$$;
ALTER FUNCTION catalog_plan_for(int) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_plan_for(int) FROM PUBLIC;

-- The plans that p_seller could sell, its own and those supplied above it; of p_plans, unless that is null. Not for the
-- application: it tells of plans that a tier above hides.
CREATE OR REPLACE FUNCTION catalog_plans_supplied(p_seller bigint, p_plans bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    sellers bigint[] := (SELECT string_to_array(rtrim(a.path, '.'), '.')::bigint[] FROM accounts_account a WHERE a.id = p_seller);
BEGIN
    RETURN ARRAY(
        SELECT p.id
          FROM unnest(coalesce(p_plans, ARRAY(SELECT t.id FROM catalog_plan t WHERE t.seller_id = ANY (sellers)))) v (id)
          JOIN catalog_plan p ON p.id = v.id
          JOIN catalog_product o ON o.id = p.product_id
         WHERE p.seller_id = ANY (sellers) AND o.withdrawn_at IS NULL AND p.withdrawn_at IS NULL);
END $$;
ALTER FUNCTION catalog_plans_supplied(bigint, bigint[]) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_plans_supplied(bigint, bigint[]) FROM PUBLIC;

-- What p_buyer is asked for each of p_plans, many or few: a function of its own, since from the outside of a branch that is
-- priced from tier to tier no planner sees how many rows come out of it. Not for the application, since it asks for no scope.
DROP FUNCTION IF EXISTS catalog_bought(bigint, bigint[], timestamptz);
CREATE FUNCTION catalog_bought(p_buyer bigint, p_plans bigint[], p_at timestamptz)
RETURNS TABLE (plan_id bigint, currency text, unit_minor bigint)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET work_mem = '64MB' AS $$
BEGIN
    PERFORM catalog_plan_for(cardinality(p_plans));
    RETURN QUERY SELECT c.plan_id, c.currency, c.unit_minor FROM catalog_chain(p_buyer, p_plans, p_at) c WHERE c.tier = 0;
END $$;
ALTER FUNCTION catalog_bought(bigint, bigint[], timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_bought(bigint, bigint[], timestamptz) FROM PUBLIC;

-- What p_seller asks for its plans in figures: under each of p_lists, in the currency that stands beside it in p_currencies;
-- `asked` says which of them it is. Null as list is the default one; as currency, that in which each plan is bought, where
-- nothing is converted. p_plans narrows; null is all. What a plan costs is found once, however many lists there are.
DROP FUNCTION IF EXISTS catalog_asks(bigint, bigint[], text[], bigint[], timestamptz, numeric);
CREATE FUNCTION catalog_asks(p_seller bigint, p_lists bigint[], p_currencies text[], p_plans bigint[], p_at timestamptz,
                             p_tried numeric)
RETURNS TABLE (asked int, plan_id bigint, product_id bigint, category_id bigint, parent_id bigint, is_own boolean, cost_currency text, unit_cost_minor bigint, currency text,
               rate numeric, list_id bigint, rule_id bigint, level int, markup_percent numeric, amount_minor bigint,
               fixed_minor bigint, loss_until timestamptz, is_hidden boolean, unit_converted_minor bigint,
               base_minor bigint, unit_minor bigint, is_sold boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET work_mem = '64MB' AS $$
DECLARE
    of_default bigint;
    of_policy text;
    moment timestamptz := coalesce(p_at, now());
    wanted bigint[];
BEGIN
    IF NOT handsel_sees(p_seller) OR handsel_buyer() IS NOT NULL THEN
        RAISE EXCEPTION 'seller % is out of scope', p_seller USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT id INTO of_default FROM catalog_pricelist l WHERE l.seller_id = p_seller AND l.is_default;
    IF EXISTS (SELECT FROM unnest(p_lists) x (id) WHERE x.id IS NOT NULL
                  AND NOT EXISTS (SELECT FROM catalog_pricelist l WHERE l.id = x.id AND l.seller_id = p_seller)) THEN
        RAISE EXCEPTION 'one of price lists % is out of scope', p_lists USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT policy INTO of_policy FROM catalog_costpolicy WHERE seller_id = p_seller;
    wanted := catalog_plans_supplied(p_seller, p_plans);
    PERFORM catalog_plan_for(cardinality(wanted));
    RETURN QUERY
        WITH cost AS MATERIALIZED (
            SELECT p.id AS plan_id, true AS is_own, p.currency::text AS paid_in, p.cost_minor AS minor
              FROM catalog_plan p WHERE p.id = ANY (wanted) AND p.seller_id = p_seller
            UNION ALL
            SELECT b.plan_id, false, b.currency, b.unit_minor FROM catalog_bought(p_seller, wanted, moment) b
        ), way AS MATERIALIZED (
            SELECT w.n::int AS n, coalesce(w.list_id, of_default) AS list_id, w.currency IS NULL AS is_as_bought,
                   coalesce(w.currency, paid.paid_in) AS currency
              FROM unnest(p_lists, p_currencies) WITH ORDINALITY w (list_id, currency, n)
              LEFT JOIN (SELECT DISTINCT c.paid_in FROM cost c) paid ON w.currency IS NULL
             WHERE w.currency IS NOT NULL OR paid.paid_in IS NOT NULL
        ), rates AS MATERIALIZED (
            SELECT w.n, r.* FROM way w CROSS JOIN LATERAL catalog_rates(p_seller, w.currency, moment) r WHERE NOT w.is_as_bought
        ), rule AS MATERIALIZED (
            SELECT w.n, w.currency, u.*
              FROM way w CROSS JOIN LATERAL catalog_rules(w.list_id, of_default, w.currency, wanted) u
        )
        SELECT w.n, c.plan_id, u.product_id, u.category_id, u.parent_id, c.is_own, c.paid_in, c.minor, w.currency,
               coalesce(r.rate, CASE WHEN w.is_as_bought THEN 1 END), u.list_id, u.rule_id, u.level, a.markup_percent, a.amount_minor, u.fixed_minor, u.loss_until, u.is_hidden,
               a.unit_converted_minor, a.base_minor, a.unit_minor, a.is_sold
          FROM way w
          JOIN rule u ON u.n = w.n AND u.currency = w.currency
          JOIN cost c ON c.plan_id = u.plan_id AND (NOT w.is_as_bought OR c.paid_in = w.currency)
          LEFT JOIN rates r ON r.n = w.n AND r.from_currency = c.paid_in
         CROSS JOIN LATERAL catalog_ask(u.list_id, u.level, u.percent, u.amount_minor, u.fixed_minor, u.loss_until,
                                        u.rounding, u.rounding_way, u.is_hidden, coalesce(of_policy, 'percent'),
                                        w.currency, c.plan_id, c.is_own, c.minor, c.paid_in, r.rate, moment, p_tried) a
         WHERE a.unit_minor IS NOT NULL OR NOT w.is_as_bought AND r.rate IS NULL;
END $$;
ALTER FUNCTION catalog_asks(bigint, bigint[], text[], bigint[], timestamptz, numeric) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_asks(bigint, bigint[], text[], bigint[], timestamptz, numeric) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_asks(bigint, bigint[], text[], bigint[], timestamptz, numeric) TO :app;
