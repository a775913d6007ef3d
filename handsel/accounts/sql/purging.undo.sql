DROP POLICY purging ON accounts_site;
DROP POLICY purging ON orders_internalnote;
REVOKE DELETE ON accounts_site, orders_particulars, orders_internalnote, orders_manualprice FROM :chain;
REVOKE SELECT ON accounts_site, orders_internalnote FROM :chain;
