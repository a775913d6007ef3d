-- What the steps across tiers read of carts: their rules, and prices that were set by hand.
GRANT SELECT ON orders_particulars, orders_cartrules, orders_manualprice TO :chain;
CREATE POLICY chain ON orders_particulars TO :chain USING (true);
CREATE POLICY chain ON orders_cartrules TO :chain USING (true);
CREATE POLICY chain ON orders_manualprice TO :chain USING (true);
