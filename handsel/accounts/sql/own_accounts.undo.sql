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
