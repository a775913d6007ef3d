-- Orders against their taxes (CAT-4): each line's tax is its rate of its net, lines sum to their leg, and what the books
-- of a seller hold as tax for an order is what the order's leg says.
CREATE OR REPLACE FUNCTION orders_tax_faults(p_seller bigint) RETURNS TABLE (fault text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT '' WHERE NOT handsel_oversees(p_seller)
    UNION ALL
    SELECT format('plan %s on leg %s of order %s at seller %s: %s %% of %s is not %s',
                  s.plan_id, l.position, l.number, l.seller_id, s.tax_percent, s.net_minor, s.tax_minor)
      FROM orders_legline s JOIN orders_leg l ON l.id = s.leg_id
     WHERE (p_seller IS NULL OR s.seller_id = p_seller)
       AND s.tax_minor <> round(s.net_minor * s.tax_percent / 100)
    UNION ALL
    SELECT format('leg %s of order %s at seller %s: its lines sum to %s and %s of tax, it says %s and %s',
                  l.position, l.number, l.seller_id, sum(s.net_minor), sum(s.tax_minor), l.net_minor, l.tax_minor)
      FROM orders_leg l JOIN orders_legline s ON s.leg_id = l.id
     WHERE p_seller IS NULL OR l.seller_id = p_seller
     GROUP BY l.id HAVING sum(s.net_minor) <> l.net_minor OR sum(s.tax_minor) <> l.tax_minor
    UNION ALL
    SELECT format('leg %s of order %s at seller %s has %s of tax, the books say %s',
                  l.position, l.number, l.seller_id, l.tax_minor, coalesce(booked.minor, 0))
      FROM orders_leg l
      LEFT JOIN ledger_transfer t ON t.key = format('order:%s:%s', l.order_id, l.position + 1)
      LEFT JOIN LATERAL (
        SELECT sum(e.amount_minor)::bigint AS minor
          FROM ledger_entry e JOIN ledger_ledgeraccount a ON a.id = e.ledger_account_id
         WHERE e.transfer_id = t.id AND e.seller_id = l.seller_id AND a.role = 'tax') booked ON true
     WHERE (p_seller IS NULL OR l.seller_id = p_seller) AND l.settled_at IS NOT NULL
       AND coalesce(booked.minor, 0) <> l.tax_minor
$$;
ALTER FUNCTION orders_tax_faults(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_tax_faults(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_tax_faults(bigint) TO :app;
