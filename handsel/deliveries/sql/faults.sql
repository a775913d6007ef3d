-- Deliveries against orders and books (ORD-12): a line stands alike on all its legs; a leg says what its lines say; what
-- was given back is what the line cost on that edge, once, and nothing else was given back.
CREATE OR REPLACE FUNCTION deliveries_faults(p_seller bigint) RETURNS TABLE (fault text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT '' WHERE NOT handsel_oversees(p_seller)
    UNION ALL
    SELECT format('line %s of order %s is %s at seller %s and %s at seller %s', d.line_id, l.number, d.state, d.seller_id,
                  a.state, a.seller_id)
      FROM deliveries_delivery d
      JOIN orders_leg l ON l.id = d.leg_id
      JOIN orders_leg above ON above.order_id = l.order_id AND above.position = l.position + 1
      JOIN deliveries_delivery a ON a.leg_id = above.id AND a.line_id = d.line_id
     WHERE (p_seller IS NULL OR d.seller_id = p_seller) AND a.state <> d.state
    UNION ALL
    SELECT format('the task of line %s of order %s at seller %s is %s, its delivery %s', d.line_id, t.number, t.seller_id,
                  t.state, d.state)
      FROM deliveries_deliverytask t JOIN deliveries_delivery d ON d.id = t.delivery_id
     WHERE (p_seller IS NULL OR t.seller_id = p_seller) AND t.state <> d.state
    UNION ALL
    SELECT format('leg %s of order %s at seller %s is %s, its lines say %s', l.position, l.number, l.seller_id,
                  l.fulfilment, said.becomes)
      FROM orders_leg l
      JOIN LATERAL (
        SELECT CASE WHEN bool_or(state = 'failed') THEN 'failed'
                    WHEN bool_or(state IN ('waiting', 'started')) THEN 'in_progress'
                    WHEN bool_or(state = 'delivered') OR l.executed_at IS NOT NULL THEN 'executed'
                    ELSE 'canceled' END AS becomes
          FROM deliveries_delivery WHERE leg_id = l.id HAVING count(*) > 0) said ON true
     WHERE (p_seller IS NULL OR l.seller_id = p_seller) AND said.becomes <> l.fulfilment
    UNION ALL
    SELECT format('line %s of order %s at seller %s was %s of %s, and %s went back', s.line_id, l.number, l.seller_id,
                  d.state, s.gross_minor, coalesce(a.amount_minor, 0))
      FROM deliveries_delivery d
      JOIN orders_leg l ON l.id = d.leg_id
      JOIN orders_legline s ON s.id = d.leg_line_id
      LEFT JOIN ledger_adjustment a ON a.id = d.refund_id AND a.kind = 'credit_note' AND a.buyer_id = d.buyer_id
                                   AND a.currency = s.currency
     WHERE (p_seller IS NULL OR d.seller_id = p_seller) AND (d.state = 'canceled' OR d.is_refunded)
       AND coalesce(a.amount_minor, 0) <> s.gross_minor
    UNION ALL
    SELECT format('line %s of order %s at seller %s was paid back and stays delivered, which nobody decided', d.line_id,
                  l.number, l.seller_id)
      FROM deliveries_delivery d JOIN orders_leg l ON l.id = d.leg_id
     WHERE (p_seller IS NULL OR d.seller_id = p_seller) AND d.is_refunded AND d.state <> 'canceled'
       AND NOT EXISTS (SELECT FROM deliveries_refund r
                        WHERE r.leg_id = d.leg_id AND d.line_id = ANY (r.line_ids) AND r.state = 'refunded')
    UNION ALL
    SELECT format('line %s of order %s at seller %s is refunded, and nothing went back', s.line_id, r.number, r.seller_id)
      FROM deliveries_refund r
      JOIN orders_legline s ON s.leg_id = r.leg_id AND s.line_id = ANY (r.line_ids)
      JOIN deliveries_delivery d ON d.leg_line_id = s.id
     WHERE (p_seller IS NULL OR r.seller_id = p_seller) AND r.state = 'refunded' AND NOT d.is_refunded
    UNION ALL
    SELECT format('the refund of order %s at seller %s is %s, the one above it %s', r.number, r.seller_id, r.state,
                  coalesce(a.state, 'missing'))
      FROM deliveries_refund r JOIN orders_leg l ON l.id = r.leg_id
      LEFT JOIN (deliveries_refund a JOIN orders_leg al ON al.id = a.leg_id)
             ON a.request = r.request AND al.position = l.position + 1
     WHERE (p_seller IS NULL OR r.seller_id = p_seller)
       AND CASE r.state WHEN 'waiting' THEN a.id IS NOT NULL
                        WHEN 'passed_on' THEN coalesce(a.state, '') NOT IN ('waiting', 'passed_on', 'refused_above')
                        WHEN 'refused_above' THEN coalesce(a.state, '') <> 'declined'
                        WHEN 'refunded' THEN coalesce(a.state, 'refunded') NOT IN ('refunded', 'declined')
                        ELSE coalesce(a.state, 'declined') <> 'declined' END
    UNION ALL
    SELECT format('the refund of order %s at seller %s names payout %s, which is none of it', r.number, r.seller_id, r.payout_id)
      FROM deliveries_refund r
      LEFT JOIN ledger_adjustment a ON a.id = r.payout_id AND a.kind = 'payout' AND a.seller_id = r.seller_id
                                   AND a.buyer_id = r.buyer_id AND a.method = r.back
     WHERE (p_seller IS NULL OR r.seller_id = p_seller) AND r.payout_id IS NOT NULL
       AND coalesce(a.amount_minor, 0) NOT BETWEEN 1 AND (
           SELECT sum(s.gross_minor) FROM orders_legline s WHERE s.leg_id = r.leg_id AND s.line_id = ANY (r.line_ids))
    UNION ALL
    SELECT format('transfer %s of seller %s gives back what no line says', t.id, t.seller_id)
      FROM ledger_transfer t
      LEFT JOIN ledger_adjustment a ON a.transfer_id = t.id
      LEFT JOIN deliveries_delivery d ON d.refund_id = a.id
     WHERE (p_seller IS NULL OR t.seller_id = p_seller) AND t.document = 'credit_note' AND t.key LIKE 'order:%:back:%'
       AND (d.id IS NULL OR EXISTS (SELECT FROM ledger_transfer r WHERE r.reverses_id = t.id))
$$;
ALTER FUNCTION deliveries_faults(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION deliveries_faults(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION deliveries_faults(bigint) TO :app;
