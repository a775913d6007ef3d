-- What p_percent of p_net is, in minor units: halves are rounded away from zero.
CREATE OR REPLACE FUNCTION tax_amount(p_net bigint, p_percent numeric) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT round(p_net * p_percent / 100)::bigint
$$;
