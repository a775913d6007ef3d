-- Resellers at two tiers below the operator, and customers below the second; skewed like life: a few sellers have most.
-- Written past all triggers, so that a million rows take seconds; what the triggers would have done stands here too.
SET session_replication_role = replica;
SELECT setseed(0.42);

CREATE TEMP TABLE made AS
SELECT 100000 + n AS id, 'reseller' AS kind, 1 AS tier, :operator::bigint AS seller_id
  FROM generate_series(1, :first) n
UNION ALL
SELECT 200000 + n, 'reseller', 2, 100001 + floor(:first * power(random(), 3))::bigint FROM generate_series(1, :second) n
UNION ALL
SELECT 1000000 + n, 'customer', 3, 200001 + floor(:second * power(random(), 4))::bigint
  FROM generate_series(1, :customers) n;
CREATE UNIQUE INDEX ON made (id);

INSERT INTO accounts_account (id, kind, seller_id, number, path, company_name, contact_name, email, phone, address,
                              city, country, state, postcode, tax_number, external_number, joined_at, version)
SELECT m.id, m.kind, m.seller_id, 2000 + row_number() OVER (PARTITION BY m.seller_id ORDER BY m.id),
       o.path || CASE m.tier WHEN 1 THEN '' WHEN 2 THEN m.seller_id || '.'
                             ELSE p.seller_id || '.' || m.seller_id || '.' END || m.id || '.',
       (ARRAY['Bakery', 'Garage', 'Studio', 'Hotel', 'Practice', 'Books', 'Joinery', 'Farm'])[1 + m.id % 8] || ' '
           || substr(md5(m.id::text), 1, 7),
       'Person ' || substr(md5(m.id::text), 8, 6), 'a' || m.id || '@customer.example', '+49 30 ' || 4000000 + m.id,
       'Street ' || m.id % 200, (ARRAY['Hamburg', 'Lyon', 'Leeds', 'Oslo', 'Wien', 'Torino'])[1 + m.id % 6],
       (ARRAY['DE', 'FR', 'GB', 'NO', 'AT', 'IT'])[1 + m.id % 6], '', '12345', '', '',
       timestamptz '2024-01-01' + (m.id % 700) * interval '1 day', 1
  FROM made m LEFT JOIN made p ON p.id = m.seller_id CROSS JOIN accounts_account o WHERE o.id = :operator;

INSERT INTO accounts_edge (seller_id, buyer_id, currency, payment_method, approval_required, opened_at)
SELECT seller_id, id, 'EUR', 'deposit', kind = 'customer', timestamptz '2024-01-01' FROM made;
INSERT INTO catalog_pricelist (seller_id, name, is_default, markup_percent, version)
SELECT id, 'Standard', true, 20, 1 FROM made WHERE kind = 'reseller';

-- Every wallet holds ten million euros, and the books say where they came from.
INSERT INTO ledger_ledgeraccount (seller_id, buyer_id, role, method, currency)
SELECT seller_id, id, 'wallet', '', 'EUR' FROM made
UNION ALL
SELECT DISTINCT seller_id, NULL::bigint, 'clearing', 'bank_transfer', 'EUR' FROM made
ON CONFLICT DO NOTHING;
INSERT INTO ledger_wallet (seller_id, buyer_id, edge_id, ledger_account_id, currency, balance_minor, held_minor,
                           credit_limit_minor)
SELECT e.seller_id, e.buyer_id, e.id, a.id, 'EUR', 1000000000, 0, 0
  FROM accounts_edge e JOIN made m ON m.id = e.buyer_id
  JOIN ledger_ledgeraccount a ON a.seller_id = e.seller_id AND a.buyer_id = e.buyer_id AND a.role = 'wallet';
INSERT INTO ledger_transfer (seller_id, buyer_id, key, document, at, actor_name, reason)
SELECT seller_id, id, 'funds:opening:' || id, 'credit_note', timestamptz '2024-01-02', 'Bench', '' FROM made;
INSERT INTO ledger_entry (seller_id, buyer_id, transfer_id, ledger_account_id, currency, amount_minor,
                          balance_after_minor)
SELECT t.seller_id, side.buyer_id, t.id, side.id, 'EUR', side.sign * 1000000000,
       CASE WHEN side.sign > 0 THEN 1000000000 END
  FROM ledger_transfer t JOIN made m ON t.key = 'funds:opening:' || m.id
 CROSS JOIN LATERAL (
       SELECT a.id, a.buyer_id, 1 AS sign FROM ledger_ledgeraccount a
        WHERE a.seller_id = t.seller_id AND a.buyer_id = t.buyer_id AND a.role = 'wallet'
       UNION ALL
       SELECT a.id, NULL, -1 FROM ledger_ledgeraccount a
        WHERE a.seller_id = t.seller_id AND a.role = 'clearing' AND a.method = 'bank_transfer') AS side;
INSERT INTO ledger_adjustment (seller_id, buyer_id, transfer_id, kind, number, amount_minor, currency, reason, method,
                               reference)
SELECT t.seller_id, t.buyer_id, t.id, 'credit_note', row_number() OVER (PARTITION BY t.seller_id ORDER BY t.id),
       1000000000, 'EUR', 'Opening balance', '', ''
  FROM ledger_transfer t JOIN made m ON t.key = 'funds:opening:' || m.id;
SELECT setval('accounts_account_id_seq', (SELECT max(id) FROM accounts_account));
SET session_replication_role = DEFAULT;
