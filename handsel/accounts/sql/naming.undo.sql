DROP FUNCTION accounts_end_customer_above(bigint, timestamptz);
DROP FUNCTION accounts_end_customers(bigint[], timestamptz);
