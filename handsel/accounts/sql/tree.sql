-- The tree (ACC-1): where an account stands is worked out here, so no program can put it anywhere else.

-- A new account stands below its seller. The operator is its own seller and the root.
CREATE FUNCTION accounts_take_place() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    seller accounts_account;
BEGIN
    IF new.kind = 'operator' THEN
        new.path := new.id || '.';
        RETURN new;
    END IF;
    SELECT * INTO seller FROM accounts_account WHERE id = new.seller_id;
    IF NOT FOUND OR seller.kind = 'customer' THEN
        RAISE EXCEPTION 'account % cannot stand below %: it sells nothing', new.id, new.seller_id
            USING ERRCODE = 'check_violation';
    END IF;
    new.path := seller.path || new.id || '.';
    RETURN new;
END $$;
CREATE TRIGGER account_takes_its_place BEFORE INSERT ON accounts_account
    FOR EACH ROW EXECUTE FUNCTION accounts_take_place();

-- The row of the seller itself is seen by the seller too, though it belongs to the parent.
DROP POLICY reading ON accounts_account;
CREATE POLICY reading ON accounts_account FOR SELECT TO :app USING (
    CASE WHEN seller_id = ANY ((SELECT handsel_scope())::bigint[])
         THEN (SELECT handsel_buyer()) IS NULL OR id = (SELECT handsel_buyer())
         ELSE (SELECT handsel_buyer()) IS NULL AND id = ANY ((SELECT handsel_scope())::bigint[]) END);
