-- Who is removed for good takes along what it told when it signed up; only accounts without any trade are.
GRANT SELECT, DELETE ON signups_signup TO :chain;
CREATE POLICY purging ON signups_signup TO :chain USING (true);

CREATE FUNCTION signups_forget() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM signups_signup WHERE seller_id = old.seller_id AND account_id = old.id;
    RETURN old;
END $$;
ALTER FUNCTION signups_forget() OWNER TO :chain;
REVOKE ALL ON FUNCTION signups_forget() FROM PUBLIC;
CREATE TRIGGER account_takes_its_sign_up_along BEFORE DELETE ON accounts_account
    FOR EACH ROW EXECUTE FUNCTION signups_forget();
