CREATE OR REPLACE FUNCTION orders_fundable(p_limit int, p_at timestamptz) RETURNS TABLE (order_id bigint, seller_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT waiting.order_id, waiting.seller_id FROM (
        SELECT DISTINCT ON (l.order_id) l.*
          FROM orders_leg l
         WHERE l.fulfilment = 'locked' OR l.fulfilment = 'none' AND l.payment = 'unpaid' AND l.position = 0
         ORDER BY l.order_id, l.position
    ) AS waiting
      JOIN ledger_wallet w ON w.seller_id = waiting.seller_id AND w.buyer_id = waiting.buyer_id
                          AND w.currency = waiting.currency
     WHERE w.balance_minor - w.held_minor + w.credit_limit_minor >= waiting.gross_minor AND handsel_oversees(NULL)
       AND NOT EXISTS (
           SELECT FROM orders_leg first, accounts_line(first.buyer_id, p_at) above
            WHERE first.order_id = waiting.order_id AND first.position = 0 AND above.standing <> 'active')
     ORDER BY coalesce(waiting.skipped_at, waiting.placed_at), waiting.order_id LIMIT p_limit
$$;
