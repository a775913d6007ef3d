DROP FUNCTION catalog_lines(bigint, numeric);
DROP FUNCTION catalog_offers(bigint, bigint[]);
DROP FUNCTION catalog_chain(bigint, bigint[]);
DROP POLICY chain ON accounts_edge;
DROP POLICY chain ON accounts_account;
DROP FUNCTION catalog_price(bigint, numeric);
