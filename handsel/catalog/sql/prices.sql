-- What the price cascade (CAT-2) reads: cost(node) = the parent's price to that node, from the supplier down. No tier may see
-- another tier's cost, so the chain is computed in functions, and each caller is given its own figures only.

GRANT SELECT ON accounts_account, accounts_edge, catalog_product, catalog_plan, catalog_pricelist TO :chain;
CREATE POLICY chain ON accounts_account TO :chain USING (true);
CREATE POLICY chain ON accounts_edge TO :chain USING (true);
CREATE POLICY chain ON catalog_product TO :chain USING (true);
CREATE POLICY chain ON catalog_plan TO :chain USING (true);
CREATE POLICY chain ON catalog_pricelist TO :chain USING (true) WITH CHECK (true);
