-- Orders across currencies (CAT-5): the rate at which each seller's cost became part of its price, fixed at placing.

GRANT SELECT, INSERT ON orders_conversion TO :chain;
GRANT USAGE ON SEQUENCE orders_conversion_id_seq TO :chain;
CREATE POLICY chain ON orders_conversion TO :chain USING (true) WITH CHECK (true);
