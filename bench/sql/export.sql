-- One seller with many customers: names, addresses and numbers as they are in life; one in six has a subscription.
-- Written past all triggers; the figures that they would have kept stand here too.
SET session_replication_role = replica;
SET work_mem = '256MB';

CREATE TEMP TABLE made AS SELECT 1000000 + n AS id, n, (hashint8(n) & 2147483647) AS dice FROM generate_series(1, :customers) n;

INSERT INTO accounts_account (id, kind, seller_id, number, path, company_name, contact_name, email, phone, address, city,
                              country, state, postcode, tax_number, external_number, joined_at, version)
SELECT m.id, 'customer', s.id, 10000 + m.n, s.path || m.id || '.',
       (ARRAY['Alpen', 'Birke', 'Canal', 'Dune', 'Élan', 'Fjord', 'Grün', 'Hafen', 'Isar', 'Jade'])[1 + dice % 10] || ' '
           || (ARRAY['Bakery', 'Café & Bar', 'Dental', 'Electric', 'Garage', 'Hotel', 'O’Brien', '“Sons”'])[1 + dice / 10 % 8]
           || ' ' || m.n,
       'Ada Weber', 'person' || m.n || '@shop' || dice % 5000 || '.example', '+49 ' || 30 + dice % 60 || ' ' || 1000000 + m.n,
       'Street ' || dice % 200, (ARRAY['Berlin', 'Köln', 'Lyon', 'München', 'Oslo', 'Wien', ''])[1 + dice % 7],
       'DE', '', lpad((dice % 99999)::text, 5, '0'), '', '', timestamptz '2019-01-01' + dice % 2800 * interval '1 day', 1
  FROM made m CROSS JOIN accounts_account s WHERE s.id = :seller;
INSERT INTO accounts_edge (seller_id, buyer_id, currency, payment_method, approval_required, opened_at)
SELECT :seller, id, 'EUR', 'deposit', true, timestamptz '2019-01-01' FROM made;
INSERT INTO subscriptions_subscription (seller_id, buyer_id, leg_line_id, product, plan_name, quantity, period_count,
                                        period_unit, net_minor, currency, started_on, renews_on)
SELECT :seller, id, id, 'Managed backup', 'Monthly', 1 + id % 5, 1, 'month', (1 + id % 5) * 990, 'EUR', '2026-01-01', '2026-02-01'
  FROM made WHERE id % 6 = 0;
INSERT INTO segments_figures (id, seller_id, kind, is_listed, currency, running_count, run_rate)
SELECT id, :seller, 'customer', true, 'EUR', (id % 6 = 0)::int, CASE WHEN id % 6 = 0 THEN (1 + id % 5) * 990 ELSE 0 END
  FROM made;
SELECT setval('accounts_account_id_seq', (SELECT max(id) FROM accounts_account));
SET session_replication_role = DEFAULT;
