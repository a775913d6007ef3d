DROP TRIGGER edge_opens_its_wallet ON accounts_edge;
CREATE TRIGGER edge_opens_its_wallet AFTER INSERT ON accounts_edge
    FOR EACH ROW EXECUTE FUNCTION ledger_give_wallet();
DROP FUNCTION ledger_give_wallets();
