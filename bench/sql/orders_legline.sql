-- A line each.
INSERT INTO orders_legline (seller_id, buyer_id, leg_id, line_id, plan_id, product, plan_name, kind, period_count,
                            period_unit, options, quantity, unit_minor, net_minor, tax_percent, tax_minor, gross_minor,
                            currency)
SELECT seller_id, buyer_id, id, id, 0, product, 'Monthly', 'subscription', 1, 'month',
       CASE WHEN h % 5 = 0 THEN jsonb_build_array(jsonb_build_object(
           'option', 1, 'label', 'Domain', 'kind', 'domain', 'value', 'shop' || h % 900000 || '.example')) ELSE '[]' END,
       1 + h % 3, unit, unit * (1 + h % 3), 0, 0, unit * (1 + h % 3), 'EUR'
  FROM made;
