-- What asking a buyer for a new price needs (ORD-13): the prices of an order that is not settled are fixed anew.
GRANT UPDATE ON orders_legline, orders_conversion TO :chain;
