-- Whose rows this transaction may see (OPS-3).
--   handsel_scope(): the sellers, as the text of an array, since a policy compares best with an array read once per query.
--   handsel_buyer(): the one buyer a storefront session is narrowed to, or null.
-- A transaction that was given no scope is a mistake in the program: an error, never all rows and never none.

CREATE FUNCTION handsel_scope() RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    scope text := current_setting('handsel.scope', true);
BEGIN
    IF scope IS NULL OR scope = '' THEN
        RAISE EXCEPTION 'no scope is set for this transaction' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN scope;
END $$;

CREATE FUNCTION handsel_buyer() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('handsel.buyer', true), '')::bigint
$$;

-- For functions that run with more rights than their caller: is this seller the caller's own?
CREATE FUNCTION handsel_sees(seller bigint) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT seller = ANY (handsel_scope()::bigint[])
$$;

-- For functions that read across tenants: workers and the command line, which have no scope, may ask about anybody (null
-- stands for all); within a scope only about its own. True, or an error.
CREATE FUNCTION handsel_oversees(seller bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF coalesce(current_setting('handsel.scope', true), '') <> ''
       AND (seller IS NULL OR handsel_buyer() IS NOT NULL OR NOT handsel_sees(seller)) THEN
        RAISE EXCEPTION 'this reaches out of scope' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN true;
END $$;
