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

-- Who is narrowed adds accounts of their own, whichever program adds them.
CREATE FUNCTION accounts_take_manager() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    new.manager_id := coalesce(handsel_manager(), new.manager_id);
    RETURN new;
END $$;
CREATE TRIGGER account_takes_its_manager BEFORE INSERT ON accounts_account
    FOR EACH ROW EXECUTE FUNCTION accounts_take_manager();

-- One's own reseller is no account that one serves, but one looks at it all day.
CREATE POLICY own_accounts ON accounts_account AS RESTRICTIVE TO :app USING (
    (SELECT handsel_manager()) IS NULL OR manager_id = (SELECT handsel_manager())
    OR id = ANY ((SELECT handsel_scope())::bigint[]));
CREATE INDEX accounts_account_of_manager ON accounts_account (seller_id, manager_id) WHERE manager_id IS NOT NULL;

-- Text search does not pass row security.
CREATE OR REPLACE VIEW accounts_match AS
    SELECT id AS account_id, text, seller_id FROM accounts_searchtext
     WHERE seller_id = ANY ((SELECT handsel_scope())::bigint[]) AND (SELECT handsel_buyer()) IS NULL
       AND ((SELECT handsel_manager()) IS NULL OR id = ANY ((SELECT handsel_own_accounts())::bigint[]));

-- Long work and imports are seen by whoever asked for them.
CREATE POLICY own_accounts ON tasks_task AS RESTRICTIVE TO :app USING (
    (SELECT handsel_manager()) IS NULL OR user_id = (SELECT handsel_manager()));
CREATE POLICY own_accounts ON accounts_import AS RESTRICTIVE TO :app USING (
    (SELECT handsel_manager()) IS NULL OR user_id = (SELECT handsel_manager()));

-- Counts over all accounts of the seller are not theirs to see.
CREATE POLICY own_accounts ON segments_tally AS RESTRICTIVE TO :app USING ((SELECT handsel_manager()) IS NULL);

-- Steps that are told an order, not a row that was found.
CREATE OR REPLACE FUNCTION orders_takes_part(p_order bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM orders_leg
                    WHERE order_id = p_order AND handsel_sees(seller_id)
                      AND coalesce(handsel_buyer(), buyer_id) = buyer_id AND handsel_serves(buyer_id))
$$;

-- Below a sub-reseller looks who serves it.
CREATE OR REPLACE FUNCTION accounts_may_look_below(p_child bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF handsel_buyer() IS NOT NULL OR NOT EXISTS (
        SELECT FROM accounts_account
         WHERE id = p_child AND kind = 'reseller'
           AND (handsel_sees(seller_id) AND handsel_serves(id) OR handsel_sees(id))) THEN
        RAISE EXCEPTION 'what is below % is out of scope', p_child USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN true;
END $$;
