DROP POLICY chain ON orders_orderpayment;
REVOKE ALL ON orders_orderpayment FROM :chain;
