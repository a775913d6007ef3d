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
