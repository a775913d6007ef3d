DROP FUNCTION catalog_lines(bigint, numeric, text, timestamptz);
DROP FUNCTION catalog_offers(bigint, bigint[], timestamptz);
DROP FUNCTION catalog_chain(bigint, bigint[], timestamptz);
DROP FUNCTION catalog_rates(bigint, text, timestamptz);
DROP POLICY chain ON catalog_exchangerate;
DROP FUNCTION catalog_convert(bigint, text, text, numeric);
DROP FUNCTION catalog_decimals(text);

-- The unit price of plans on every edge between their supplier and p_buyer; position 0 is the buyer's own edge.
-- Not for the application: it would show each tier's price to all. A plan in another currency than an edge of the
-- chain has no price there and ends above it, and so does one that grew too dear to write down.
CREATE FUNCTION catalog_chain(p_buyer bigint, p_plans bigint[])
RETURNS TABLE (plan_id bigint, tier int, seller_id bigint, buyer_id bigint, edge_id bigint, currency text,
               unit_cost_minor bigint, unit_minor bigint)
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE buyer AS (
        SELECT string_to_array(rtrim(path, '.'), '.')::bigint[] AS ids FROM accounts_account WHERE id = p_buyer
    ), edge AS (
        SELECT cardinality(buyer.ids) - step.n AS tier, e.id, e.seller_id, e.buyer_id, e.currency::text,
               l.markup_percent
          FROM buyer CROSS JOIN LATERAL unnest(buyer.ids) WITH ORDINALITY AS step (id, n)
          JOIN accounts_edge e ON e.buyer_id = step.id AND e.ended_at IS NULL
          JOIN catalog_pricelist l
            ON l.seller_id = e.seller_id
           AND (l.id = e.price_list_id OR e.price_list_id IS NULL AND l.is_default)
    ), priced AS (
        SELECT p.id AS plan_id, edge.tier::int, edge.seller_id, edge.buyer_id, edge.id AS edge_id, edge.currency,
               p.cost_minor AS unit_cost_minor, catalog_price(p.cost_minor, edge.markup_percent) AS unit_minor
          FROM catalog_plan p JOIN edge ON edge.seller_id = p.seller_id AND edge.currency = p.currency
         WHERE p.id = ANY (p_plans)
        UNION ALL
        SELECT above.plan_id, edge.tier::int, edge.seller_id, edge.buyer_id, edge.id, edge.currency,
               above.unit_minor, catalog_price(above.unit_minor, edge.markup_percent)
          FROM priced AS above JOIN edge ON edge.tier = above.tier - 1 AND edge.currency = above.currency
    )
    SELECT * FROM priced WHERE unit_minor IS NOT NULL
$$;
ALTER FUNCTION catalog_chain(bigint, bigint[]) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_chain(bigint, bigint[]) FROM PUBLIC;

-- What p_buyer can buy from its seller, at the price on their edge. For staff of the seller, for staff of the buyer
-- when it is a reseller, and for a storefront session of that buyer. p_plans narrows; null means all.
CREATE FUNCTION catalog_offers(p_buyer bigint, p_plans bigint[])
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
                    WHERE seller_id = ANY (string_to_array(rtrim(buyer.path, '.'), '.')::bigint[])))) c
          JOIN catalog_plan p ON p.id = c.plan_id
          JOIN catalog_product o ON o.id = p.product_id
         WHERE c.tier = 0 AND o.withdrawn_at IS NULL
         ORDER BY o.category, o.name, p.period_months, p.name, p.id;
END $$;
ALTER FUNCTION catalog_offers(bigint, bigint[]) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_offers(bigint, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_offers(bigint, bigint[]) TO :app;

-- What p_seller can sell: what it costs it (its parent's price to it, or its own cost for its own products) and what
-- it would ask at p_markup_percent.
CREATE FUNCTION catalog_lines(p_seller bigint, p_markup_percent numeric)
RETURNS TABLE (plan_id bigint, sku text, product text, category text, description text, kind text, plan text,
               period_months int, currency text, is_own boolean, unit_cost_minor bigint, unit_minor bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT handsel_sees(p_seller) OR handsel_buyer() IS NOT NULL THEN
        RAISE EXCEPTION 'seller % is out of scope', p_seller USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
        SELECT line.*, catalog_price(line.cost, p_markup_percent) FROM (
            SELECT p.id, o.sku::text, o.name::text AS product, o.category::text AS category, o.description,
                   o.kind::text, p.name::text AS plan, p.period_months, p.currency::text, true, p.cost_minor AS cost
              FROM catalog_plan p JOIN catalog_product o ON o.id = p.product_id
             WHERE p.seller_id = p_seller AND o.withdrawn_at IS NULL
            UNION ALL
            SELECT f.plan_id, f.sku, f.product, f.category, f.description, f.kind, f.plan, f.period_months,
                   f.currency, false, f.unit_minor
              FROM accounts_account a CROSS JOIN LATERAL catalog_offers(a.id, NULL) f
             WHERE a.id = p_seller AND a.seller_id <> a.id
        ) AS line WHERE catalog_price(line.cost, p_markup_percent) IS NOT NULL
         ORDER BY line.category, line.product, line.period_months, line.plan, line.id;
END $$;
ALTER FUNCTION catalog_lines(bigint, numeric) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_lines(bigint, numeric) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_lines(bigint, numeric) TO :app;
