-- Ten million orders, more or less, of a thousand resellers and their customers (million.sql has run), skewed like life:
-- the largest seller has a seventh of them, and some customers have thousands of times the orders of others. Nineteen of
-- twenty are long handled; the rest stands in the queues. What order n is like is made of n alone. Written past all
-- triggers, and without indexes until it is there; what the triggers would have done stands here too.
SET session_replication_role = replica;
SET synchronous_commit = off;
SET work_mem = '256MB';
SET maintenance_work_mem = '1GB';
SET max_parallel_maintenance_workers = 2;

-- Indexes of the tables that are filled, to be made again afterwards: those of keys and of constraints stay.
CREATE TEMP TABLE kept AS
SELECT c.oid::regclass AS name, pg_get_indexdef(c.oid) AS made
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
 WHERE i.indrelid IN ('orders_order'::regclass, 'orders_leg'::regclass, 'orders_legline'::regclass,
                      'orders_particulars'::regclass, 'orders_searchtext'::regclass)
   AND NOT EXISTS (SELECT FROM pg_constraint n WHERE n.conindid = c.oid);
DO $$
DECLARE
    one text;
BEGIN
    FOR one IN SELECT name FROM kept LOOP
        EXECUTE 'DROP INDEX ' || one;
    END LOOP;
END $$;

-- Buyer number k of n has the more orders the smaller k is; buyers of a seller lie anywhere in this order.
CREATE TEMP TABLE buyers AS
SELECT row_number() OVER (ORDER BY hashint8(a.id)) AS k, a.id AS buyer_id, a.seller_id, e.id AS edge_id, a.company_name
  FROM accounts_account a JOIN accounts_edge e ON e.buyer_id = a.id AND e.seller_id = a.seller_id
 WHERE a.kind = 'customer' AND a.id >= 1000000;
CREATE UNIQUE INDEX ON buyers (k);
ANALYZE buyers;

CREATE TEMP TABLE goods AS SELECT n AS id, name, (ARRAY[990, 1490, 2900, 4900, 9900, 19900])[1 + n % 6] AS unit FROM unnest(
    string_to_array('Managed backup|Web hosting|Mail box|Office licences|Virtual server|Domain|Certificate|Phone line|'
        'Firewall|Support hours|Storage|Monitoring|Video rooms|Archive|Spam filter|Load balancer|Name server|Fax line|'
        'Print service|Legacy terminal', '|')) WITH ORDINALITY AS good(name, n);
CREATE UNIQUE INDEX ON goods (id);

-- `state`: 0 to 949 handled, then canceled, refunded, unpaid, to be approved, under way, failed, locked.
CREATE UNLOGGED TABLE made AS
SELECT n AS id, b.buyer_id, b.seller_id, b.edge_id, b.company_name, g.name AS product, g.unit,
       upper(lpad(translate(to_hex((n * 2654435761) % 4294967296), 'aeiou', 'hkmnp'), 8, 'w')) AS number,
       timestamptz '2019-01-01' + n * (interval '2800 days' / :orders) AS at,
       (abs(hashint8(n * 7 + 1)::bigint) % 1000)::int AS state, abs(hashint8(n * 13 + 5)::bigint) AS h
  FROM generate_series(1, :orders) n
 CROSS JOIN LATERAL (SELECT 1 + floor((SELECT count(*) FROM buyers)
                                      * power(abs(hashint8(n * 3 + 2)::bigint) / 2147483649.0, 2))::bigint AS k) AS dice
  JOIN buyers b ON b.k = dice.k
  JOIN goods g ON g.id = 1 + floor(20 * power(abs(hashint8(n * 11 + 3)::bigint) / 2147483649.0, 3))::int;

INSERT INTO orders_order (id, seller_id, buyer_id, edge_id, number, placed_by, started_at, placed_at)
SELECT id, seller_id, buyer_id, edge_id, number, CASE WHEN h % 4 = 0 THEN 'reseller' ELSE 'customer' END, at, at FROM made;

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

INSERT INTO orders_legline (seller_id, buyer_id, leg_id, line_id, plan_id, product, plan_name, kind, period_count,
                            period_unit, options, quantity, unit_minor, net_minor, tax_percent, tax_minor, gross_minor,
                            currency)
SELECT seller_id, buyer_id, id, id, 0, product, 'Monthly', 'subscription', 1, 'month',
       CASE WHEN h % 5 = 0 THEN jsonb_build_array(jsonb_build_object(
           'option', 1, 'label', 'Domain', 'kind', 'domain', 'value', 'shop' || h % 900000 || '.example')) ELSE '[]' END,
       1 + h % 3, unit, unit * (1 + h % 3), 0, 0, unit * (1 + h % 3), 'EUR'
  FROM made;

INSERT INTO orders_particulars (seller_id, buyer_id, order_id, po_number, note, delivery, billing, terms_accepted_by,
                                reached, changed_at, changed_by_name, is_changed_by_seller, reminders_sent)
SELECT seller_id, buyer_id, id, CASE WHEN h % 3 = 0 THEN 'PO-' || h % 2000000 ELSE '' END, '', '{}',
       jsonb_build_object('company_name', company_name), '', 'cart', at, '', false, 0
  FROM made;

INSERT INTO orders_searchtext (id, seller_id, buyer_id, text)
SELECT id, seller_id, buyer_id, ' ' || regexp_replace(lower(unaccent(concat_ws(' ', number, product,
       CASE WHEN h % 5 = 0 THEN 'shop' || h % 900000 || '.example' END,
       CASE WHEN h % 3 = 0 THEN 'PO-' || h % 2000000 END, company_name))), '\s+', ' ', 'g')
  FROM made;
DROP TABLE made;

DO $$
DECLARE
    one text;
BEGIN
    FOR one IN SELECT made FROM kept LOOP
        EXECUTE one;
    END LOOP;
END $$;
SELECT setval('orders_order_id_seq', :orders), setval('orders_leg_id_seq', :orders);
SET session_replication_role = DEFAULT;
