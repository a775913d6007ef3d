-- The unit price of plans on every edge between their supplier and p_buyer; position 0 is the buyer's own edge. A
-- seller's cost is the price of the edge above in that edge's currency (cost_currency), or its own plan's; converted at
-- its rate (unit_converted_minor, in the currency of the edge below it) and marked up it is the price.
-- Not for the application: it would show each tier's price to all. A plan ends above a seller that has no rate for it,
-- and so does one that grew too dear to write down.
DROP FUNCTION IF EXISTS catalog_chain(bigint, bigint[], timestamptz);
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
