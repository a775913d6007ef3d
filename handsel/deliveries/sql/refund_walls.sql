-- What the functions of refunds (role chain) need to see and write (ORD-12). The application reads refunds and never writes
-- them; the rule of its own account it writes.

GRANT SELECT, INSERT, UPDATE ON deliveries_refund TO :chain;
GRANT USAGE ON SEQUENCE deliveries_refund_id_seq TO :chain;
GRANT SELECT ON deliveries_refundrule TO :chain;
CREATE POLICY chain ON deliveries_refund TO :chain USING (true) WITH CHECK (true);
CREATE POLICY chain ON deliveries_refundrule FOR SELECT TO :chain USING (true);
