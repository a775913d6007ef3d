-- End customers (USR-6): how a seller knows the accounts below its buyer. The seller does not see them, so these are
-- functions that give exactly a reference (safety T7).

GRANT SELECT, INSERT, DELETE ON accounts_endcustomer TO :chain;
CREATE POLICY chain ON accounts_endcustomer TO :chain USING (true) WITH CHECK (true);

-- The reference of p_seller to the account p_account of its buyer p_buyer, made on first use. For other functions only.
CREATE FUNCTION accounts_know_end_customer(p_seller bigint, p_buyer bigint, p_account bigint, p_at timestamptz)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    known bigint;
BEGIN
    SELECT id INTO known FROM accounts_endcustomer
     WHERE seller_id = p_seller AND buyer_id = p_buyer AND account_ref = p_account;
    IF known IS NULL THEN
        INSERT INTO accounts_endcustomer (seller_id, buyer_id, account_ref, known_since)
        SELECT p_seller, p_buyer, a.id, p_at FROM accounts_account a
         WHERE a.id = p_account AND a.seller_id = p_buyer
            ON CONFLICT DO NOTHING;
        SELECT id INTO known FROM accounts_endcustomer
         WHERE seller_id = p_seller AND buyer_id = p_buyer AND account_ref = p_account;
    END IF;
    RETURN known;
END $$;
ALTER FUNCTION accounts_know_end_customer(bigint, bigint, bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_know_end_customer(bigint, bigint, bigint, timestamptz) FROM PUBLIC;

-- Who is removed for good takes along what was known of those below it; only accounts without any trade are.
CREATE FUNCTION accounts_forget_end_customers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM accounts_endcustomer WHERE seller_id = old.seller_id AND buyer_id = old.id;
    RETURN old;
END $$;
ALTER FUNCTION accounts_forget_end_customers() OWNER TO :chain;
CREATE TRIGGER account_takes_its_end_customers_along BEFORE DELETE ON accounts_account
    FOR EACH ROW EXECUTE FUNCTION accounts_forget_end_customers();
