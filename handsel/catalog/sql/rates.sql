-- Prices across currencies (CAT-5): where a seller buys in one currency and sells in another, its cost is converted at
-- the rate of its own that is in force, before its markup.

-- ISO 4217: how many decimals a currency has, as kernel/money.py says it.
CREATE FUNCTION catalog_decimals(p_currency text) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI',
                                    'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 0
                WHEN p_currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 3
                ELSE 2 END
$$;

-- What p_minor of one currency is in minor units of another, when one unit of the first is p_rate units of the second:
-- half a minor unit is rounded away from zero. Null where nothing is left, and above 10^12, which is no price.
CREATE FUNCTION catalog_convert(p_minor bigint, p_from text, p_to text, p_rate numeric) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_from = p_to THEN p_minor
                WHEN exact <= 1e12 THEN nullif(round(exact), 0)::bigint END
      FROM (SELECT p_minor * p_rate * power(10::numeric, catalog_decimals(p_to) - catalog_decimals(p_from)) AS exact) v
$$;

GRANT SELECT ON catalog_exchangerate TO :chain;
CREATE POLICY chain ON catalog_exchangerate TO :chain USING (true);

DROP FUNCTION catalog_lines(bigint, numeric);
DROP FUNCTION catalog_offers(bigint, bigint[]);
DROP FUNCTION catalog_chain(bigint, bigint[]);

-- At which rates p_seller converts into p_currency at p_at, itself included: the latest that has started of each pair.
CREATE FUNCTION catalog_rates(p_seller bigint, p_currency text, p_at timestamptz)
RETURNS TABLE (from_currency text, rate numeric, rate_id bigint)
LANGUAGE sql STABLE AS $$
    SELECT p_currency, 1::numeric, NULL::bigint
    UNION ALL
    (SELECT DISTINCT ON (r.from_currency) r.from_currency::text, r.rate, r.id
       FROM catalog_exchangerate r
      WHERE r.seller_id = p_seller AND r.to_currency = p_currency AND r.withdrawn_at IS NULL AND r.starts_at <= p_at
      ORDER BY r.from_currency, r.starts_at DESC, r.id DESC)
$$;
ALTER FUNCTION catalog_rates(bigint, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_rates(bigint, text, timestamptz) FROM PUBLIC;

-- The unit price of plans on every edge between their supplier and p_buyer; position 0 is the buyer's own edge. A
-- seller's cost is the price of the edge above in that edge's currency (cost_currency), or its own plan's; converted at
-- its rate (unit_converted_minor, in the currency of the edge below it) and marked up it is the price.
-- Not for the application: it would show each tier's price to all. A plan ends above a seller that has no rate for it,
-- and so does one that grew too dear to write down.
CREATE FUNCTION catalog_chain(p_buyer bigint, p_plans bigint[], p_at timestamptz DEFAULT now())
RETURNS TABLE (plan_id bigint, tier int, seller_id bigint, buyer_id bigint, edge_id bigint, currency text,
               cost_currency text, unit_cost_minor bigint, rate numeric, rate_id bigint, is_own boolean,
               unit_converted_minor bigint, markup_percent numeric, unit_minor bigint)
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE buyer AS (
        SELECT string_to_array(rtrim(path, '.'), '.')::bigint[] AS ids FROM accounts_account WHERE id = p_buyer
    ), edge AS (
        SELECT cardinality(buyer.ids) - step.n AS tier, e.id, e.seller_id, e.buyer_id, e.currency::text,
               l.markup_percent, r.from_currency AS cost_currency, r.rate, r.rate_id
          FROM buyer CROSS JOIN LATERAL unnest(buyer.ids) WITH ORDINALITY AS step (id, n)
          JOIN accounts_edge e ON e.buyer_id = step.id AND e.ended_at IS NULL
          JOIN catalog_pricelist l
            ON l.seller_id = e.seller_id
           AND (l.id = e.price_list_id OR e.price_list_id IS NULL AND l.is_default)
         CROSS JOIN LATERAL catalog_rates(e.seller_id, e.currency::text, p_at) r
    ), priced AS (
        SELECT p.id AS plan_id, edge.tier::int, edge.seller_id, edge.buyer_id, edge.id AS edge_id, edge.currency,
               edge.cost_currency, p.cost_minor AS unit_cost_minor, edge.rate, edge.rate_id, true AS is_own,
               c.minor AS unit_converted_minor, edge.markup_percent, catalog_price(c.minor, edge.markup_percent) AS unit_minor
          FROM catalog_plan p JOIN edge ON edge.seller_id = p.seller_id AND edge.cost_currency = p.currency
         CROSS JOIN LATERAL (SELECT catalog_convert(p.cost_minor, p.currency, edge.currency, edge.rate) AS minor) c
         WHERE p.id = ANY (p_plans)
        UNION ALL
        SELECT above.plan_id, edge.tier::int, edge.seller_id, edge.buyer_id, edge.id, edge.currency,
               edge.cost_currency, above.unit_minor, edge.rate, edge.rate_id, false,
               c.minor, edge.markup_percent, catalog_price(c.minor, edge.markup_percent)
          FROM priced AS above JOIN edge ON edge.tier = above.tier - 1 AND edge.cost_currency = above.currency
         CROSS JOIN LATERAL (SELECT catalog_convert(above.unit_minor, above.currency, edge.currency, edge.rate) AS minor) c
    )
    SELECT * FROM priced WHERE unit_minor IS NOT NULL
$$;
ALTER FUNCTION catalog_chain(bigint, bigint[], timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_chain(bigint, bigint[], timestamptz) FROM PUBLIC;

-- What p_buyer can buy from its seller at p_at, at the price on their edge. For staff of the seller, for staff of the
-- buyer when it is a reseller, and for a storefront session of that buyer. p_plans narrows; null means all.
CREATE FUNCTION catalog_offers(p_buyer bigint, p_plans bigint[], p_at timestamptz DEFAULT NULL)
RETURNS TABLE (plan_id bigint, sku text, product text, category text, description text, kind text, plan text,
               period_months int, currency text, unit_minor bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    buyer accounts_account;
BEGIN
    SELECT * INTO STRICT buyer FROM accounts_account WHERE id = p_buyer;
    IF NOT (handsel_sees(buyer.seller_id) AND coalesce(handsel_buyer(), p_buyer) = p_buyer
            OR handsel_sees(p_buyer) AND handsel_buyer() IS NULL) THEN
        RAISE EXCEPTION 'account % is out of scope', p_buyer USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
        SELECT p.id, o.sku::text, o.name::text, o.category::text, o.description, o.kind::text, p.name::text,
               p.period_months, c.currency, c.unit_minor
          FROM catalog_chain(p_buyer, coalesce(p_plans, ARRAY(
                   SELECT id FROM catalog_plan
                    WHERE seller_id = ANY (string_to_array(rtrim(buyer.path, '.'), '.')::bigint[]))),
                   coalesce(p_at, now())) c
          JOIN catalog_plan p ON p.id = c.plan_id
          JOIN catalog_product o ON o.id = p.product_id
         WHERE c.tier = 0 AND o.withdrawn_at IS NULL
         ORDER BY o.category, o.name, p.period_months, p.name, p.id;
END $$;
ALTER FUNCTION catalog_offers(bigint, bigint[], timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_offers(bigint, bigint[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_offers(bigint, bigint[], timestamptz) TO :app;

-- What p_seller can sell at p_at in p_currency: what it costs it (its parent's price to it, or its own cost for its own
-- products), that cost converted at its rate, and what it would ask at p_markup_percent. Null as currency means each
-- plan's own, where nothing is converted. Without a rate the last three are null: the plan is not offered.
CREATE FUNCTION catalog_lines(p_seller bigint, p_markup_percent numeric, p_currency text DEFAULT NULL,
                              p_at timestamptz DEFAULT NULL)
RETURNS TABLE (plan_id bigint, sku text, product text, category text, description text, kind text, plan text,
               period_months int, is_own boolean, cost_currency text, unit_cost_minor bigint, currency text,
               rate numeric, unit_converted_minor bigint, unit_minor bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT handsel_sees(p_seller) OR handsel_buyer() IS NOT NULL THEN
        RAISE EXCEPTION 'seller % is out of scope', p_seller USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
        WITH rates AS MATERIALIZED (
            SELECT * FROM catalog_rates(p_seller, p_currency, coalesce(p_at, now())) WHERE p_currency IS NOT NULL
        ), line AS (
            SELECT p.id, o.sku::text, o.name::text AS product, o.category::text AS category, o.description,
                   o.kind::text, p.name::text AS plan, p.period_months, true, p.currency::text AS paid_in,
                   p.cost_minor AS cost
              FROM catalog_plan p JOIN catalog_product o ON o.id = p.product_id
             WHERE p.seller_id = p_seller AND o.withdrawn_at IS NULL
            UNION ALL
            SELECT f.plan_id, f.sku, f.product, f.category, f.description, f.kind, f.plan, f.period_months,
                   false, f.currency, f.unit_minor
              FROM accounts_account a CROSS JOIN LATERAL catalog_offers(a.id, NULL, p_at) f
             WHERE a.id = p_seller AND a.seller_id <> a.id
        )
        SELECT line.*, coalesce(p_currency, line.paid_in), coalesce(r.rate, CASE WHEN p_currency IS NULL THEN 1 END),
               c.minor, catalog_price(c.minor, p_markup_percent)
          FROM line LEFT JOIN rates r ON r.from_currency = line.paid_in
         CROSS JOIN LATERAL (SELECT catalog_convert(line.cost, line.paid_in, coalesce(p_currency, line.paid_in), r.rate)
                                    AS minor) c
         WHERE catalog_price(c.minor, p_markup_percent) IS NOT NULL OR p_currency IS NOT NULL AND r.rate IS NULL
         ORDER BY line.category, line.product, line.period_months, line.plan, line.id;
END $$;
ALTER FUNCTION catalog_lines(bigint, numeric, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_lines(bigint, numeric, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_lines(bigint, numeric, text, timestamptz) TO :app;
