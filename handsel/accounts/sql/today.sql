-- Which day it is where a seller is: the only "today" that money knows, for functions that book it (SHO-4).
CREATE FUNCTION accounts_today(p_seller bigint, p_at timestamptz) RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT (p_at AT TIME ZONE coalesce(accounts_inheritance(p_seller) -> 'in_force' ->> 'time_zone', 'UTC'))::date
$$;
ALTER FUNCTION accounts_today(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_today(bigint, timestamptz) FROM PUBLIC;
