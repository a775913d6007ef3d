-- An edge is never without its wallet; of many new edges all are opened at once, since each row by itself costs most of
-- the time that adding an account takes.
CREATE FUNCTION ledger_give_wallets() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM fresh WHERE NOT handsel_sees(seller_id)) THEN
        RAISE EXCEPTION 'an edge is out of scope' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO ledger_ledgeraccount (seller_id, buyer_id, role, method, currency)
    SELECT seller_id, buyer_id, 'wallet', '', currency FROM fresh ON CONFLICT DO NOTHING;
    INSERT INTO ledger_wallet (seller_id, buyer_id, edge_id, ledger_account_id, currency,
                               balance_minor, held_minor, credit_limit_minor)
    SELECT edge.seller_id, edge.buyer_id, edge.id, account.id, edge.currency, 0, 0, 0
      FROM fresh edge JOIN ledger_ledgeraccount account
        ON account.seller_id = edge.seller_id AND account.buyer_id = edge.buyer_id AND account.role = 'wallet'
           AND account.method = '' AND account.currency = edge.currency;
    RETURN NULL;
END $$;
ALTER FUNCTION ledger_give_wallets() OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_give_wallets() FROM PUBLIC;
DROP TRIGGER edge_opens_its_wallet ON accounts_edge;
CREATE TRIGGER edge_opens_its_wallet AFTER INSERT ON accounts_edge REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_give_wallets();
