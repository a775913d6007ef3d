CREATE OR REPLACE FUNCTION orders_rate_faults(p_seller bigint) RETURNS TABLE (fault text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT '' WHERE NOT handsel_oversees(p_seller)
    UNION ALL
    SELECT format('plan %s on leg %s of order %s at seller %s: %s %s at %s and %s are not %s %s, then %s',
                  c.plan_id, l.position, l.number, l.seller_id, c.unit_cost_minor, c.cost_currency, c.rate,
                  coalesce('the fixed price ' || c.fixed_minor,
                           format('%s %% and %s on %s, rounded %s %s', c.markup_percent, c.amount_minor,
                                  coalesce(c.base_minor, c.unit_converted_minor), c.rounding, c.rounding_way)),
                  c.unit_converted_minor, c.currency, coalesce(s.unit_minor, 0))
      FROM orders_conversion c JOIN orders_leg l ON l.id = c.leg_id
      LEFT JOIN orders_legline s ON s.leg_id = c.leg_id AND s.line_id = c.line_id AND s.currency = c.currency
                                AND s.quantity = c.quantity
      LEFT JOIN orders_manualprice byhand
             ON byhand.line_id = c.line_id AND l.position = 0 AND byhand.plan_id = c.plan_id
            AND byhand.quantity = c.quantity AND byhand.currency = c.currency
            AND byhand.set_at <= l.placed_at AND byhand.ends_at > l.placed_at
            AND byhand.reason <> '' AND byhand.author_name <> ''
     WHERE (p_seller IS NULL OR c.seller_id = p_seller)
       AND (catalog_convert(c.unit_cost_minor, c.cost_currency, c.currency, c.rate) IS DISTINCT FROM c.unit_converted_minor
            OR coalesce(byhand.unit_minor,
                        catalog_price(coalesce(c.base_minor, c.unit_converted_minor), c.markup_percent, c.amount_minor,
                                      c.fixed_minor, c.rounding, c.rounding_way)) IS DISTINCT FROM s.unit_minor)
    UNION ALL
    SELECT format('plan %s on leg %s of order %s at seller %s: rate %s from %s to %s is none that it had',
                  c.plan_id, l.position, l.number, l.seller_id, c.rate, c.cost_currency, c.currency)
      FROM orders_conversion c JOIN orders_leg l ON l.id = c.leg_id
      LEFT JOIN catalog_exchangerate r
             ON r.id = c.exchange_rate_id AND r.seller_id = c.seller_id AND r.rate = c.rate
            AND r.from_currency = c.cost_currency AND r.to_currency = c.currency AND r.starts_at <= coalesce(l.repriced_at, l.placed_at)
            AND r.withdrawn_at IS NULL
     WHERE (p_seller IS NULL OR c.seller_id = p_seller) AND r.id IS NULL
       AND (c.exchange_rate_id IS NOT NULL OR c.cost_currency <> c.currency)
    UNION ALL
    SELECT format('plan %s on leg %s of order %s at seller %s is bought at %s %s, its price was made from %s %s',
                  s.plan_id, l.position, l.number, l.seller_id, b.unit_minor, b.currency,
                  coalesce(c.unit_cost_minor, 0), coalesce(c.cost_currency, '–'))
      FROM orders_leg l
      JOIN orders_leg a ON a.order_id = l.order_id AND a.position = l.position + 1
      JOIN orders_legline s ON s.leg_id = l.id
      JOIN orders_legline b ON b.leg_id = a.id AND b.line_id = s.line_id
      LEFT JOIN orders_conversion c ON c.leg_id = l.id AND c.line_id = s.line_id AND NOT c.is_own
     WHERE (p_seller IS NULL OR l.seller_id = p_seller) AND (a.currency <> l.currency OR c.id IS NOT NULL)
       AND (c.unit_cost_minor IS DISTINCT FROM b.unit_minor OR c.cost_currency IS DISTINCT FROM b.currency)
$$;
ALTER FUNCTION orders_rate_faults(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_rate_faults(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_rate_faults(bigint) TO :app;
