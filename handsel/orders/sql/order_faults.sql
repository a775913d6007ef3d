-- Orders against the books as both stood before a moment: what was settled by then was debited by then on every leg with
-- the leg's amount, and nothing else was. When a leg was settled and when a transfer was posted never changes, so this can
-- be asked of any day that is past; of 'infinity' it is asked of now.
CREATE OR REPLACE FUNCTION orders_faults_at(p_seller bigint, p_before timestamptz) RETURNS TABLE (fault text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT '' WHERE NOT handsel_oversees(p_seller)
    UNION ALL
    SELECT format('leg %s of order %s at seller %s was settled at %s by then, the books say %s', l.position, l.number,
                  l.seller_id, CASE WHEN l.settled_at < p_before THEN l.gross_minor ELSE 0 END,
                  coalesce(-e.amount_minor, 0))
      FROM orders_leg l
      LEFT JOIN ledger_transfer t ON t.key = format('order:%s:%s', l.order_id, l.position + 1) AND t.at < p_before
      LEFT JOIN ledger_entry e ON e.transfer_id = t.id AND e.buyer_id = l.buyer_id AND e.seller_id = l.seller_id
     WHERE (p_seller IS NULL OR l.seller_id = p_seller)
       AND CASE WHEN l.settled_at < p_before THEN coalesce(e.amount_minor, 0) <> -l.gross_minor
                ELSE t.id IS NOT NULL END
    UNION ALL
    SELECT format('transfer %s debits buyer %s at seller %s by %s for %s, which is no leg of an order', t.id, e.buyer_id,
                  t.seller_id, -e.amount_minor, t.key)
      FROM ledger_transfer t
      JOIN ledger_entry e ON e.transfer_id = t.id AND e.buyer_id IS NOT NULL AND e.amount_minor < 0
      LEFT JOIN orders_leg l ON t.key = format('order:%s:%s', l.order_id, l.position + 1)
     WHERE t.key LIKE 'order:%' AND t.reverses_id IS NULL AND l.id IS NULL AND t.at < p_before
       AND (p_seller IS NULL OR t.seller_id = p_seller)
    UNION ALL
    SELECT format('order %s was settled by then on some legs and not on others', min(l.number))
      FROM orders_leg l WHERE p_seller IS NULL OR l.seller_id = p_seller
     GROUP BY l.order_id HAVING count(*) FILTER (WHERE l.settled_at < p_before) NOT IN (0, count(*))
$$;
ALTER FUNCTION orders_faults_at(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_faults_at(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_faults_at(bigint, timestamptz) TO :app;

-- The same of now, and each leg against its lines.
CREATE OR REPLACE FUNCTION orders_faults(p_seller bigint) RETURNS TABLE (fault text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT fault FROM orders_faults_at(p_seller, 'infinity')
    UNION ALL
    SELECT format('leg %s of order %s at seller %s: its lines sum to %s, it says %s',
                  l.position, l.number, l.seller_id, sum(s.gross_minor), l.gross_minor)
      FROM orders_leg l JOIN orders_legline s ON s.leg_id = l.id
     WHERE p_seller IS NULL OR l.seller_id = p_seller
     GROUP BY l.id HAVING sum(s.gross_minor) <> l.gross_minor
$$;
ALTER FUNCTION orders_faults(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_faults(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_faults(bigint) TO :app;
