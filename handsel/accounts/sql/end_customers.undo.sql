DROP TRIGGER account_takes_its_end_customers_along ON accounts_account;
DROP FUNCTION accounts_forget_end_customers();
DROP FUNCTION accounts_know_end_customer(bigint, bigint, bigint, timestamptz);
DROP POLICY chain ON accounts_endcustomer;
REVOKE ALL ON accounts_endcustomer FROM :chain;
