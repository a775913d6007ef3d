-- Orders, one for each row of `made`.
INSERT INTO orders_order (id, seller_id, buyer_id, edge_id, number, placed_by, started_at, placed_at)
SELECT id, seller_id, buyer_id, edge_id, number, CASE WHEN h % 4 = 0 THEN 'reseller' ELSE 'customer' END, at, at FROM made;
