-- Prices across currencies (CAT-5): where a seller buys in one currency and sells in another, its cost is converted at
-- the rate of its own that is in force, before its markup.

GRANT SELECT ON catalog_exchangerate TO :chain;
CREATE POLICY chain ON catalog_exchangerate TO :chain USING (true);

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
