-- Their only legs, in all the situations that the queues know.
INSERT INTO orders_leg (id, seller_id, buyer_id, edge_id, order_id, number, position, placed_by, placed_at, asked_at,
                        currency, net_minor, tax_minor, gross_minor, payment_method, payment, approval, fulfilment,
                        decided_by_name, settled_at, executed_at, canceled_at, cancel_reason)
SELECT id, seller_id, buyer_id, edge_id, id, number, 0, CASE WHEN h % 4 = 0 THEN 'reseller' ELSE 'customer' END, at, at,
       'EUR', net, 0, net, CASE WHEN h % 50 = 0 THEN 'card' WHEN h % 7 = 0 THEN 'cash' ELSE 'deposit' END,
       CASE WHEN state < 980 THEN 'paid' WHEN state < 984 THEN 'refunded' WHEN state < 990 THEN 'unpaid' ELSE 'paid' END,
       CASE WHEN state BETWEEN 990 AND 992 THEN 'pending' ELSE 'not_needed' END,
       CASE WHEN state < 950 THEN 'executed' WHEN state < 980 THEN 'canceled' WHEN state < 984 THEN 'executed'
            WHEN state < 993 THEN 'none' WHEN state < 998 THEN 'in_progress' WHEN state = 998 THEN 'failed'
            ELSE 'locked' END, '',
       CASE WHEN state < 950 OR state BETWEEN 980 AND 983 OR state BETWEEN 993 AND 998 THEN at END,
       CASE WHEN state < 950 OR state BETWEEN 980 AND 983 THEN at + interval '1 hour' END,
       CASE WHEN state BETWEEN 950 AND 979 THEN at + interval '1 day' END,
       CASE WHEN state BETWEEN 950 AND 979 THEN 'Not wanted any more' ELSE '' END
  FROM made CROSS JOIN LATERAL (SELECT unit * (1 + h % 3) AS net) AS sum;
