-- Orders that wait for money which is there now, or for a card that can be asked or has been, the oldest first and
-- skipped ones behind the others, of those who may buy: for the worker, which tries each in its own transaction.
CREATE OR REPLACE FUNCTION orders_fundable(p_limit int, p_at timestamptz) RETURNS TABLE (order_id bigint, seller_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT due.order_id, due.seller_id FROM (
        SELECT waiting.order_id, waiting.seller_id, coalesce(waiting.skipped_at, waiting.placed_at) AS since FROM (
            SELECT DISTINCT ON (l.order_id) l.*
              FROM orders_leg l
             WHERE l.fulfilment = 'locked' 
                OR l.fulfilment = 'none' AND l.payment IN ('unpaid', 'partly_paid') AND l.position = 0
             ORDER BY l.order_id, l.position
        ) AS waiting
          JOIN ledger_wallet w ON w.seller_id = waiting.seller_id AND w.buyer_id = waiting.buyer_id
                              AND w.currency = waiting.currency
         WHERE w.locked_at IS NULL
           AND CASE WHEN waiting.payment_method = 'card'
                    THEN orders_card_state((SELECT l FROM orders_leg l WHERE l.id = waiting.id), p_at)
                         IN ('wallet', 'ready', 'free')
                    ELSE w.balance_minor - w.held_minor + w.credit_limit_minor
                         + coalesce((SELECT h.amount_minor FROM ledger_hold h
                                      WHERE h.key = orders_part_key(waiting.order_id) AND h.wallet_id = w.id
                                        AND h.ended_at IS NULL), 0) >= waiting.gross_minor END
        UNION ALL
        -- Its cards were asked, and no answer is out any more.
        SELECT asked.order_id, asked.seller_id, asked.placed_at FROM (
            SELECT DISTINCT ON (l.order_id) l.*
              FROM orders_leg l
             WHERE l.payment = 'on_card' AND l.settled_at IS NULL AND l.approval <> 'pending'
             ORDER BY l.order_id, l.position
        ) AS asked
         WHERE NOT EXISTS (SELECT FROM orders_leg l
                            WHERE l.order_id = asked.order_id
                              AND (l.approval IN ('pending', 'with_buyer') OR l.fulfilment IN ('locked', 'canceled')
                                   OR orders_card_state(l, p_at) = 'asked'))
    ) AS due
     WHERE handsel_oversees(NULL)
       AND NOT EXISTS (
           SELECT FROM orders_leg first, accounts_line(first.buyer_id, p_at) above
            WHERE first.order_id = due.order_id AND first.position = 0 AND above.standing <> 'active')
     ORDER BY due.since, due.order_id LIMIT p_limit
$$;
ALTER FUNCTION orders_fundable(int, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_fundable(int, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_fundable(int, timestamptz) TO :app;
