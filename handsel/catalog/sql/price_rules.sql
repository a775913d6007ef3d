-- What the functions that price a branch read of price lists (CAT-2, CAT-3).
GRANT SELECT ON catalog_pricerule, catalog_costpolicy, catalog_pricebasis TO :chain;
CREATE POLICY chain ON catalog_pricerule TO :chain USING (true);
CREATE POLICY chain ON catalog_costpolicy TO :chain USING (true);
CREATE POLICY chain ON catalog_pricebasis TO :chain USING (true);
