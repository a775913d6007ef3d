-- What the steps across tiers read of payments that were recorded for an order.
GRANT SELECT ON orders_orderpayment TO :chain;
CREATE POLICY chain ON orders_orderpayment TO :chain USING (true);
