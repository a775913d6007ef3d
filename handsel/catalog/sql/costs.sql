-- Prices that are held while their costs change (CAT-3). Both run as whoever asks, who sees its own rows only.

-- The costs of which p_seller has to decide anew: of plans that are held on p_list, or where it is null on any list, and
-- cost something else than what was decided about last; by plan, the default list first. At most p_most, or where it is
-- null all: no more plans are priced than that takes. p_plans narrows, unless it is null. Over all lists, those that no
-- buyer has are left out: they wait once somebody is given one, and are decided about where one looks at such a list.
DROP FUNCTION IF EXISTS catalog_costs_changed(bigint, bigint, bigint[], int, timestamptz);
CREATE FUNCTION catalog_costs_changed(p_seller bigint, p_list bigint, p_plans bigint[], p_most int, p_at timestamptz)
RETURNS TABLE (list_id bigint, plan_id bigint, before_minor bigint, before_currency text, cost_minor bigint,
               cost_currency text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    at_once int := 200;
    batch bigint[];
    last bigint := 0;
    number int := 0;
    added int;
BEGIN
    LOOP
        batch := ARRAY(
            SELECT DISTINCT b.plan_id FROM catalog_pricebasis b
             WHERE b.seller_id = p_seller AND b.plan_id > last AND (p_plans IS NULL OR b.plan_id = ANY (p_plans))
               AND (p_list IS NULL OR b.price_list_id = p_list)
             ORDER BY b.plan_id LIMIT at_once);
        EXIT WHEN batch = '{}' OR number >= p_most;
        RETURN QUERY
        SELECT b.price_list_id, b.plan_id, b.cost_minor, b.currency::text, f.unit_minor, f.currency
          FROM catalog_offers(p_seller, batch, p_at) f
          JOIN catalog_pricebasis b ON b.seller_id = p_seller AND b.plan_id = f.plan_id
          JOIN catalog_pricelist l ON l.id = b.price_list_id
         WHERE CASE WHEN p_list IS NULL
                    THEN l.is_default OR EXISTS (SELECT FROM accounts_edge e WHERE e.seller_id = p_seller
                                                    AND e.price_list_id = l.id AND e.ended_at IS NULL)
                    ELSE l.id = p_list END
           AND (b.decided_minor, b.currency) <> (f.unit_minor, f.currency)
         ORDER BY b.plan_id, l.is_default DESC, l.name
         LIMIT p_most - number;
        GET DIAGNOSTICS added = ROW_COUNT;
        number := number + added;
        last := batch[cardinality(batch)];
        at_once := 8 * at_once;
    END LOOP;
END $$;
ALTER FUNCTION catalog_costs_changed(bigint, bigint, bigint[], int, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_costs_changed(bigint, bigint, bigint[], int, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_costs_changed(bigint, bigint, bigint[], int, timestamptz) TO :app;

-- Make every price of p_lists from what its plan costs p_seller at p_at; what it supplies itself has no cost from above.
DROP FUNCTION IF EXISTS catalog_hold_all(bigint, bigint[], timestamptz);
CREATE FUNCTION catalog_hold_all(p_seller bigint, p_lists bigint[], p_at timestamptz) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO catalog_pricebasis (seller_id, price_list_id, plan_id, currency, cost_minor, decided_minor)
    SELECT p_seller, list_id, f.plan_id, f.currency, f.unit_minor, f.unit_minor
      FROM catalog_offers(p_seller, NULL, p_at) f CROSS JOIN unnest(p_lists) list_id
        ON CONFLICT (price_list_id, plan_id) DO UPDATE
       SET currency = excluded.currency, cost_minor = excluded.cost_minor, decided_minor = excluded.decided_minor
$$;
ALTER FUNCTION catalog_hold_all(bigint, bigint[], timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_hold_all(bigint, bigint[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_hold_all(bigint, bigint[], timestamptz) TO :app;
