-- What stands on the record of each customer besides its orders (million.sql and orders.sql have run): a wallet with a
-- balance, and two people who log in to the storefront.
SET session_replication_role = replica;
INSERT INTO ledger_ledgeraccount (seller_id, buyer_id, role, method, currency)
SELECT seller_id, buyer_id, 'wallet', '', 'EUR' FROM accounts_edge WHERE buyer_id > 1000000;
INSERT INTO ledger_wallet (seller_id, buyer_id, edge_id, ledger_account_id, currency, balance_minor, held_minor,
                           credit_limit_minor)
SELECT e.seller_id, e.buyer_id, e.id, a.id, 'EUR', 10000 + e.id % 90000, 0, 0
  FROM accounts_edge e
  JOIN ledger_ledgeraccount a ON a.seller_id = e.seller_id AND a.buyer_id = e.buyer_id AND a.role = 'wallet'
 WHERE e.buyer_id > 1000000;
INSERT INTO identity_user (password, seller_id, login_key, email, first_name, last_name, language, date_format,
                           created_at, activated_at)
SELECT '!', e.seller_id, e.seller_id || ':' || e.buyer_id || '-' || n || '@buyer.example',
       e.buyer_id || '-' || n || '@buyer.example', 'Person', 'Number ' || n, 'en', 'Y-m-d', now(), now()
  FROM accounts_edge e CROSS JOIN generate_series(1, 2) n WHERE e.buyer_id > 1000000;
INSERT INTO identity_seat (seller_id, user_id, buyer_id, role)
SELECT seller_id, id, split_part(email, '-', 1)::bigint, 'buyer' FROM identity_user WHERE email LIKE '%@buyer.example';
SET session_replication_role = DEFAULT;
DELETE FROM segments_figures WHERE id > 1000000;
INSERT INTO segments_figures (id, seller_id, kind, is_listed, currency, orders_count, orders_minor, last_order_at,
                              run_rate, running_count, users_count)
SELECT * FROM segments_truth WHERE id > 1000000 ON CONFLICT DO NOTHING;
