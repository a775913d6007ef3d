-- What an amount is in another currency (CAT-5).

-- ISO 4217: how many decimals a currency has, as kernel/money.py says it.
CREATE OR REPLACE FUNCTION catalog_decimals(p_currency text) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI',
                                    'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 0
                WHEN p_currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 3
                ELSE 2 END
$$;

-- What p_minor of one currency is in minor units of another, when one unit of the first is p_rate units of the second:
-- half a minor unit is rounded away from zero. Null where nothing is left, and above 10^12, which is no price.
CREATE OR REPLACE FUNCTION catalog_convert(p_minor bigint, p_from text, p_to text, p_rate numeric) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_from = p_to THEN p_minor
                WHEN exact <= 1e12 AND (round(exact) <> 0 OR p_minor = 0) THEN round(exact)::bigint END
      FROM (SELECT p_minor * p_rate * power(10::numeric, catalog_decimals(p_to) - catalog_decimals(p_from)) AS exact) v
$$;
