DROP POLICY chain ON orders_manualprice;
DROP POLICY chain ON orders_cartrules;
DROP POLICY chain ON orders_particulars;
REVOKE ALL ON orders_particulars, orders_cartrules, orders_manualprice FROM :chain;
