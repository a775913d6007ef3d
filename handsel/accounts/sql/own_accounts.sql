-- Account managers who see their own accounts only (USR-5) add accounts of their own, whichever program adds them.
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
