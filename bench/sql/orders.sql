-- What ten million orders, more or less, of a thousand resellers and their customers are made of (million.sql has run),
-- skewed like life: the largest seller has a seventh of them, and some customers have thousands of times the orders of
-- others. Nineteen of twenty are long handled; the rest stands in the queues. What order n is like is made of n alone.
SET work_mem = '256MB';

-- Buyer number k of n has the more orders the smaller k is; buyers of a seller lie anywhere in this order.
CREATE TEMP TABLE buyers AS
SELECT row_number() OVER (ORDER BY hashint8(a.id)) AS k, a.id AS buyer_id, a.seller_id, e.id AS edge_id, a.company_name,
       regexp_replace(lower(unaccent(a.company_name)), '\s+', ' ', 'g') AS folded
  FROM accounts_account a JOIN accounts_edge e ON e.buyer_id = a.id AND e.seller_id = a.seller_id
 WHERE a.kind = 'customer' AND a.id >= 1000000;
ANALYZE buyers;

CREATE TEMP TABLE goods AS SELECT n AS id, name, (ARRAY[990, 1490, 2900, 4900, 9900, 19900])[1 + n % 6] AS unit FROM unnest(
    string_to_array('Managed backup|Web hosting|Mail box|Office licences|Virtual server|Domain|Certificate|Phone line|'
        'Firewall|Support hours|Storage|Monitoring|Video rooms|Archive|Spam filter|Load balancer|Name server|Fax line|'
        'Print service|Legacy terminal', '|')) WITH ORDINALITY AS good(name, n);
ANALYZE goods;

-- `state`: 0 to 949 handled, then canceled, refunded, unpaid, to be approved, under way, failed, locked.
CREATE UNLOGGED TABLE made AS
SELECT n AS id, b.buyer_id, b.seller_id, b.edge_id, b.company_name, b.folded, g.name AS product, g.unit,
       upper(lpad(translate(to_hex((n * 2654435761) % 4294967296), 'aeiou', 'hkmnp'), 8, 'w')) AS number,
       timestamptz '2019-01-01' + n * (interval '2800 days' / :orders) AS at,
       (abs(hashint8(n * 7 + 1)::bigint) % 1000)::int AS state, abs(hashint8(n * 13 + 5)::bigint) AS h
  FROM generate_series(1, :orders) n
  JOIN buyers b ON b.k = 1 + floor((SELECT count(*) FROM buyers)
                                   * power(abs(hashint8(n * 3 + 2)::bigint) / 2147483649.0, 2))::bigint
  JOIN goods g ON g.id = 1 + floor(20 * power(abs(hashint8(n * 11 + 3)::bigint) / 2147483649.0, 3))::int;

SELECT setval('orders_order_id_seq', :orders), setval('orders_leg_id_seq', :orders);
