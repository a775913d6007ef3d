-- Orders against the books: what was settled was debited on every leg with the leg's amount, and nothing else was.
CREATE OR REPLACE FUNCTION orders_faults(p_seller bigint) RETURNS TABLE (fault text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT '' WHERE NOT handsel_oversees(p_seller)
    UNION ALL
    SELECT format('leg %s of order %s at seller %s is settled at %s, the books say %s',
                  l.position, l.number, l.seller_id, l.gross_minor, coalesce(-e.amount_minor, 0))
      FROM orders_leg l
      LEFT JOIN ledger_transfer t ON t.key = format('order:%s:%s', l.order_id, l.position + 1)
      LEFT JOIN ledger_entry e ON e.transfer_id = t.id AND e.buyer_id = l.buyer_id AND e.seller_id = l.seller_id
     WHERE (p_seller IS NULL OR l.seller_id = p_seller)
       AND CASE WHEN l.settled_at IS NULL THEN t.id IS NOT NULL
                ELSE coalesce(e.amount_minor, 0) <> -l.gross_minor END
    UNION ALL
    SELECT format('leg %s of order %s at seller %s: its lines sum to %s, it says %s',
                  l.position, l.number, l.seller_id, sum(s.gross_minor), l.gross_minor)
      FROM orders_leg l JOIN orders_legline s ON s.leg_id = l.id
     WHERE p_seller IS NULL OR l.seller_id = p_seller
     GROUP BY l.id HAVING sum(s.gross_minor) <> l.gross_minor
    UNION ALL
    SELECT format('transfer %s debits buyer %s at seller %s by %s for %s, which is no leg of an order', t.id, e.buyer_id,
                  t.seller_id, -e.amount_minor, t.key)
      FROM ledger_transfer t
      JOIN ledger_entry e ON e.transfer_id = t.id AND e.buyer_id IS NOT NULL AND e.amount_minor < 0
      LEFT JOIN orders_leg l ON t.key = format('order:%s:%s', l.order_id, l.position + 1)
     WHERE t.key LIKE 'order:%' AND t.reverses_id IS NULL AND l.id IS NULL
       AND (p_seller IS NULL OR t.seller_id = p_seller)
    UNION ALL
    SELECT format('order %s is settled on some legs and not on others', min(l.number))
      FROM orders_leg l WHERE p_seller IS NULL OR l.seller_id = p_seller
     GROUP BY l.order_id HAVING count(l.settled_at) NOT IN (0, count(*))
$$;
ALTER FUNCTION orders_faults(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_faults(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_faults(bigint) TO :app;
