-- Account managers who see their own accounts only (USR-5): the third setting beside handsel.scope and handsel.buyer.
--   handsel_manager()       the user whose accounts alone this transaction may see, or null for all of the scope
--   handsel_own_accounts()  the ids of those accounts, an array that a policy reads once per query
--   handsel_serves(id)      for functions with more rights than their caller: is this account among them?
-- The policies named own_accounts (kernel/sql.py) narrow every table that tells of an account. They only ever take away.

CREATE FUNCTION handsel_manager() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('handsel.manager', true), '')::bigint
$$;

CREATE FUNCTION handsel_own_accounts() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(id), '{}') FROM accounts_account
     WHERE manager_id = handsel_manager() AND seller_id = ANY (handsel_scope()::bigint[])
$$;
ALTER FUNCTION handsel_own_accounts() OWNER TO :chain;
REVOKE ALL ON FUNCTION handsel_own_accounts() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION handsel_own_accounts() TO :app, :search, :ledger;

CREATE FUNCTION handsel_serves(account bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT handsel_manager() IS NULL OR account = ANY (handsel_own_accounts())
$$;
