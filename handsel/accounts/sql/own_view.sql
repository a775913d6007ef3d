-- What one's own provider sees shows all accounts of one's seller, so an account manager who sees their own accounts only
-- does not look at it (ACC-25, USR-5).
CREATE OR REPLACE FUNCTION accounts_may_look_below(p_child bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF handsel_buyer() IS NOT NULL OR NOT EXISTS (
        SELECT FROM accounts_account
         WHERE id = p_child AND kind = 'reseller'
           AND (handsel_sees(seller_id) AND handsel_serves(id) OR handsel_sees(id) AND handsel_manager() IS NULL)) THEN
        RAISE EXCEPTION 'what is below % is out of scope', p_child USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN true;
END $$;
