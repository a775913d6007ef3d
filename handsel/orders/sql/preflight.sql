-- Can an order be funded now (ORD-14)? For a cart at the prices of today, for a placed order at its own: what the legs of
-- the caller need, and what their wallets have for it; what was kept for this very order counts, and is told beside it.
-- Legs of others, above all what a tier above lacks, are not told. The seller of a cart is told by the way that its people
-- chose for it. What waits for more than is there is told what the orders before it leave: whatever free funds these
-- need is claimed. What suffices goes on by itself, so nothing is claimed of that.

-- What the orders before one need of a wallet that holds them up, without what is kept for them: those that were placed,
-- or skipped, earlier, as orders_fundable() tries them. All of them are before a cart.
CREATE OR REPLACE FUNCTION orders_claims(p_wallet bigint, p_seller bigint, p_buyer bigint, p_currency text,
                                         p_since timestamptz, p_order bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(l.gross_minor - coalesce(h.amount_minor, 0)), 0)::bigint
      FROM (SELECT * FROM orders_leg
             WHERE seller_id = p_seller AND buyer_id = p_buyer AND position = 0
               AND fulfilment = 'none' AND payment IN ('unpaid', 'partly_paid')
            UNION ALL
            SELECT * FROM orders_leg above
             WHERE seller_id = p_seller AND buyer_id = p_buyer AND fulfilment = 'locked'
               AND NOT EXISTS (SELECT FROM orders_leg below WHERE below.order_id = above.order_id
                                  AND below.position = above.position - 1 AND below.fulfilment = 'locked')) l
      LEFT JOIN ledger_hold h ON h.wallet_id = p_wallet AND h.key = orders_part_key(l.order_id) AND h.ended_at IS NULL
     WHERE l.currency = p_currency AND (coalesce(l.skipped_at, l.placed_at), l.order_id) < (p_since, p_order)
$$;
ALTER FUNCTION orders_claims(bigint, bigint, bigint, text, timestamptz, bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_claims(bigint, bigint, bigint, text, timestamptz, bigint) FROM PUBLIC;

DROP FUNCTION IF EXISTS orders_preflight(bigint, timestamptz);
CREATE FUNCTION orders_preflight(p_order bigint, p_at timestamptz)
RETURNS TABLE (is_purchase boolean, buyer_id bigint, currency text, method text, needed_minor bigint,
               available_minor bigint, kept_minor bigint, claimed_minor bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    asked orders_order;
BEGIN
    SELECT * INTO STRICT asked FROM orders_order WHERE id = p_order;
    RETURN QUERY
    WITH needs AS (
        SELECT l.seller_id, l.buyer_id, l.position AS tier, l.currency::text, l.payment_method::text AS method,
               l.gross_minor AS needed, coalesce(l.skipped_at, l.placed_at) AS since
          FROM orders_leg l WHERE l.order_id = p_order AND l.settled_at IS NULL AND l.fulfilment <> 'canceled'
        UNION ALL
        SELECT c.seller_id, c.buyer_id, c.tier, c.currency::text,
               min(CASE WHEN chosen.payment_method <> '' THEN chosen.payment_method ELSE e.payment_method END)::text,
               sum(n.net + tax_amount(n.net, t.percent))::bigint, 'infinity'
          FROM catalog_chain(asked.buyer_id,
                             ARRAY(SELECT DISTINCT plan_id FROM orders_line WHERE order_id = p_order), p_at) c
          JOIN orders_line line ON line.order_id = p_order AND line.plan_id = c.plan_id
          LEFT JOIN orders_manualprice m ON m.line_id = line.id AND c.tier = 0 AND m.plan_id = line.plan_id
                                        AND m.quantity = line.quantity AND m.currency = c.currency
                                        AND m.ends_at > p_at
          JOIN catalog_plan p ON p.id = c.plan_id
          JOIN catalog_product o ON o.id = p.product_id
          JOIN accounts_edge e ON e.id = c.edge_id
          LEFT JOIN orders_particulars chosen ON chosen.order_id = p_order AND c.tier = 0 AND handsel_sees(c.seller_id)
                                             AND handsel_buyer() IS NULL
         CROSS JOIN LATERAL (SELECT line.quantity * coalesce(m.unit_minor, c.unit_minor) AS net) n
         CROSS JOIN LATERAL tax_of(c.seller_id, c.buyer_id, tax_category_of(c.seller_id, o.id, o.seller_id), p_at) t
         WHERE asked.placed_at IS NULL
         GROUP BY c.seller_id, c.buyer_id, c.tier, c.currency
    )
    SELECT NOT handsel_sees(n.seller_id) OR handsel_buyer() IS NOT NULL, n.buyer_id, n.currency, n.method, n.needed,
           free.minor - claimed.minor + kept.minor, kept.minor, claimed.minor
      FROM needs n
      JOIN ledger_wallet w ON w.seller_id = n.seller_id AND w.buyer_id = n.buyer_id AND w.currency = n.currency
     CROSS JOIN LATERAL (
        SELECT coalesce(sum(h.amount_minor), 0)::bigint AS minor FROM ledger_hold h
         WHERE h.wallet_id = w.id AND h.ended_at IS NULL
           AND h.key IN (format('order:%s:%s', p_order, n.tier), orders_part_key(p_order))) kept
     CROSS JOIN LATERAL (
        SELECT CASE WHEN w.locked_at IS NOT NULL THEN 0
                    ELSE w.balance_minor - w.held_minor + w.credit_limit_minor END AS minor) free
     CROSS JOIN LATERAL (
        SELECT CASE WHEN free.minor <= 0 OR free.minor + kept.minor >= n.needed THEN 0
                    ELSE least(free.minor, orders_claims(w.id, n.seller_id, n.buyer_id, n.currency, n.since, p_order))
                    END AS minor) claimed
     WHERE CASE WHEN handsel_buyer() IS NOT NULL THEN handsel_sees(n.seller_id) AND n.buyer_id = handsel_buyer()
                ELSE handsel_sees(n.seller_id) OR handsel_sees(n.buyer_id) END
     ORDER BY n.tier;
END $$;
ALTER FUNCTION orders_preflight(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_preflight(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_preflight(bigint, timestamptz) TO :app;
