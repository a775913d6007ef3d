-- What is kept in wallets against the orders that it is kept for (ORD-6, ORD-11): money is kept for an order that waits, as
-- much as its leg costs, or as a part what was paid for it and not taken back.
CREATE OR REPLACE FUNCTION orders_hold_faults(p_seller bigint) RETURNS TABLE (fault text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT '' WHERE NOT handsel_oversees(p_seller)
    UNION ALL
    SELECT format('%s %s of buyer %s at seller %s are kept for %s, %s', h.amount_minor, h.currency, h.buyer_id, h.seller_id,
                  h.key, CASE WHEN l.id IS NULL THEN 'which is no leg of an order'
                              WHEN l.settled_at IS NOT NULL OR l.fulfilment = 'canceled' THEN 'which waits no more'
                              WHEN is_part THEN format('of which %s was paid', orders_paid_for(l))
                              ELSE format('which costs %s', l.gross_minor) END)
      FROM ledger_hold h
     CROSS JOIN LATERAL (SELECT h.key LIKE '%:part' AS is_part) told
      LEFT JOIN orders_leg l ON l.order_id = substring(h.key FROM '^order:(\d+):')::bigint
                            AND l.position = substring(h.key FROM '^order:\d+:(\d+)')::int
                            AND h.key = orders_hold_key(l) || CASE WHEN is_part THEN ':part' ELSE '' END
     WHERE h.ended_at IS NULL AND (p_seller IS NULL OR h.seller_id = p_seller)
       AND (l.id IS NULL OR l.settled_at IS NOT NULL OR l.fulfilment = 'canceled'
            OR CASE WHEN is_part THEN h.amount_minor > orders_paid_for(l) ELSE h.amount_minor <> l.gross_minor END)
    UNION ALL
    SELECT format('order %s at seller %s is paid in part, and no part is kept for it', l.number, l.seller_id)
      FROM orders_leg l
     WHERE l.position = 0 AND l.payment = 'partly_paid' AND l.settled_at IS NULL
       AND (p_seller IS NULL OR l.seller_id = p_seller)
       AND NOT EXISTS (SELECT FROM ledger_hold WHERE key = orders_part_key(l.order_id) AND ended_at IS NULL)
$$;
ALTER FUNCTION orders_hold_faults(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_hold_faults(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_hold_faults(bigint) TO :app;
