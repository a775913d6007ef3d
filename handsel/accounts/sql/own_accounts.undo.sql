CREATE OR REPLACE FUNCTION accounts_may_look_below(p_child bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF handsel_buyer() IS NOT NULL OR NOT EXISTS (
        SELECT FROM accounts_account
         WHERE id = p_child AND kind = 'reseller' AND (handsel_sees(seller_id) OR handsel_sees(id))) THEN
        RAISE EXCEPTION 'what is below % is out of scope', p_child USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN true;
END $$;
CREATE OR REPLACE FUNCTION orders_takes_part(p_order bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM orders_leg
                    WHERE order_id = p_order AND handsel_sees(seller_id)
                      AND coalesce(handsel_buyer(), buyer_id) = buyer_id)
$$;
DROP POLICY own_accounts ON segments_tally;
DROP POLICY own_accounts ON accounts_import;
DROP POLICY own_accounts ON tasks_task;
CREATE OR REPLACE VIEW accounts_match AS
    SELECT id AS account_id, text, seller_id FROM accounts_searchtext
     WHERE seller_id = ANY ((SELECT handsel_scope())::bigint[]) AND (SELECT handsel_buyer()) IS NULL;
DROP INDEX accounts_account_of_manager;
DROP POLICY own_accounts ON accounts_account;
DROP TRIGGER account_takes_its_manager ON accounts_account;
DROP FUNCTION accounts_take_manager();
DROP FUNCTION handsel_serves(bigint);
DROP FUNCTION handsel_own_accounts();
DROP FUNCTION handsel_manager();
