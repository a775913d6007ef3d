-- Remove a customer that was deleted at p_before or earlier, with its people, cart, addresses, notes, mails, tags and
-- its empty wallet. Its number is not given again, and the timeline keeps what happened to it. Returns false, and
-- removes nothing, where it was restored or has traded meanwhile. A person who buys for another account too stays.
CREATE OR REPLACE FUNCTION accounts_purge(p_account bigint, p_before timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    seller bigint;
    people bigint[];
BEGIN
    SELECT seller_id INTO seller FROM accounts_account WHERE id = p_account;
    IF seller IS NULL THEN
        RETURN false;
    END IF;
    IF NOT handsel_sees(seller) OR handsel_buyer() IS NOT NULL THEN
        RAISE EXCEPTION 'account % is out of scope', p_account USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM accounts_lock_standing(seller);
    PERFORM 1 FROM accounts_account WHERE id = p_account AND kind = 'customer' AND deleted_at <= p_before;
    IF NOT FOUND OR accounts_has_traded(p_account) THEN
        RETURN false;
    END IF;
    DELETE FROM orders_manualprice WHERE buyer_id = p_account;
    DELETE FROM orders_internalnote WHERE buyer_id = p_account;
    DELETE FROM orders_particulars WHERE buyer_id = p_account;
    DELETE FROM orders_line WHERE buyer_id = p_account;
    DELETE FROM orders_order WHERE buyer_id = p_account;
    DELETE FROM ledger_wallet WHERE buyer_id = p_account;
    DELETE FROM ledger_ledgeraccount WHERE buyer_id = p_account;
    DELETE FROM accounts_edge WHERE buyer_id = p_account;
    DELETE FROM accounts_tagging WHERE seller_id = seller AND account_id = p_account;
    DELETE FROM accounts_note WHERE account_id = p_account;
    DELETE FROM accounts_site WHERE account_id = p_account;
    DELETE FROM accounts_address WHERE account_id = p_account;
    DELETE FROM mail_message WHERE seller_id = seller AND buyer_id = p_account;
    WITH gone AS (DELETE FROM identity_seat WHERE buyer_id = p_account RETURNING user_id)
    SELECT array_agg(user_id) INTO people FROM gone;
    SELECT array_agg(u.id) INTO people FROM identity_user u
     WHERE u.id = ANY (people) AND NOT EXISTS (SELECT FROM identity_seat s WHERE s.user_id = u.id)
       AND NOT EXISTS (SELECT FROM mail_message m WHERE m.user_id = u.id);
    DELETE FROM identity_onetimelink WHERE user_id = ANY (people);
    DELETE FROM identity_user WHERE id = ANY (people);
    DELETE FROM accounts_account WHERE id = p_account;
    RETURN true;
END $$;
ALTER FUNCTION accounts_purge(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_purge(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_purge(bigint, timestamptz) TO :app;
