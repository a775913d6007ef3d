-- A range of :plans plans at the operator, a product and a plan each, in forty categories of different size, and prices
-- of their own for one in ten on the default list of :seller. Statistics come from VACUUM ANALYZE afterwards.
SET session_replication_role = replica;
INSERT INTO catalog_category (seller_id, name, position)
SELECT :operator, 'Range ' || lpad(n::text, 2, '0'), 100 + n FROM generate_series(0, 39) n;
INSERT INTO catalog_product (seller_id, sku, name, category_id, description, kind, provisioning, version)
SELECT :operator, 'R-' || lpad(n::text, 5, '0'),
       (ARRAY['Server', 'Backup', 'Mailbox', 'Firewall', 'Licence', 'Storage', 'Domain', 'Support'])[1 + n % 8] || ' '
           || lpad(n::text, 5, '0'),
       k.id, 'What it is, in a sentence or two, as products have it.', 'subscription', 'automatic', 1
  FROM generate_series(0, :plans - 1) n
  JOIN catalog_category k ON k.seller_id = :operator AND k.name = 'Range ' || lpad((floor(40 * power(n::float / :plans, 2)))::text, 2, '0');
INSERT INTO catalog_plan (seller_id, product_id, name, period_count, period_unit, currency, cost_minor, is_addon, unit,
                          quantity_min, quantity_max, quantity_step, version)
SELECT :operator, id, 'Monthly', 1, 'month', 'EUR', 500 + id % 9000, false, '', 1, 1000, 1, 1
  FROM catalog_product WHERE seller_id = :operator AND sku LIKE 'R-%';
INSERT INTO catalog_pricerule (seller_id, price_list_id, level, target_id, currency, percent, amount_minor)
SELECT :seller, l.id, 4, p.id, '', 25, 0
  FROM catalog_pricelist l, catalog_plan p JOIN catalog_product o ON o.id = p.product_id
 WHERE l.seller_id = :seller AND l.is_default AND o.sku LIKE 'R-%' AND p.id % 10 = 0;
SET session_replication_role = DEFAULT;
