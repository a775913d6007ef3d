-- What more goes with an account that is removed for good (ACC-7): its sites, and what was said about its carts.
GRANT DELETE ON accounts_site, orders_particulars, orders_internalnote, orders_manualprice TO :chain;
GRANT SELECT ON accounts_site, orders_internalnote TO :chain;
CREATE POLICY purging ON accounts_site TO :chain USING (true);
CREATE POLICY purging ON orders_internalnote TO :chain USING (true);
