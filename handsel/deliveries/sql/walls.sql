-- What the functions across the tiers of an order (role chain) need to see and write to deliver it and to give money
-- back (ORD-12). The application reads deliveries and never writes them: deliveries_move() and those beside it do.

GRANT SELECT, INSERT, UPDATE ON deliveries_delivery, deliveries_deliverytask TO :chain;
GRANT SELECT ON deliveries_deliveryaddress TO :chain;
GRANT USAGE ON SEQUENCE deliveries_delivery_id_seq, deliveries_deliverytask_id_seq TO :chain;
CREATE POLICY chain ON deliveries_delivery TO :chain USING (true) WITH CHECK (true);
CREATE POLICY chain ON deliveries_deliverytask TO :chain USING (true) WITH CHECK (true);
CREATE POLICY chain ON deliveries_deliveryaddress FOR SELECT TO :chain USING (true);
GRANT SELECT, INSERT ON ledger_adjustment TO :chain;
CREATE POLICY chain ON ledger_adjustment TO :chain USING (true) WITH CHECK (true);
GRANT USAGE ON SEQUENCE ledger_adjustment_id_seq TO :chain;

-- Nobody says that an order is executed any more; its lines do.
REVOKE ALL ON FUNCTION orders_execute(bigint, timestamptz) FROM :app;
