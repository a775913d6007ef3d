-- What a net price every so many units is a month.
CREATE OR REPLACE FUNCTION segments_per_month(p_net bigint, p_count int, p_unit text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT round(p_net * catalog_per_year(p_count, p_unit) / 12, 12)
$$;

-- What runs a month: net price times how often its period comes in a year, over twelve (domain.md: run rate).
CREATE OR REPLACE VIEW segments_truth AS
    SELECT a.id, a.seller_id, a.kind, a.is_listed, e.currency,
           coalesce(o.orders_count, 0) AS orders_count, coalesce(o.orders_minor, 0) AS orders_minor, o.last_order_at,
           coalesce(s.run_rate, 0) AS run_rate, coalesce(s.running_count, 0) AS running_count,
           coalesce(u.users_count, 0) AS users_count
      FROM accounts_account a
      JOIN accounts_edge e ON e.buyer_id = a.id AND e.seller_id = a.seller_id AND e.ended_at IS NULL
      LEFT JOIN LATERAL (
          SELECT count(*)::int AS orders_count, max(l.asked_at) AS last_order_at,
                 (sum(l.gross_minor) FILTER (WHERE l.currency = e.currency))::bigint AS orders_minor
            FROM orders_leg l
           WHERE l.seller_id = a.seller_id AND l.buyer_id = a.id AND l.asked_at IS NOT NULL
             AND l.fulfilment <> 'canceled') o ON true
      LEFT JOIN LATERAL (
          SELECT count(*)::int AS running_count,
                 sum(segments_per_month(r.net_minor, r.period_count, r.period_unit))
                     FILTER (WHERE r.currency = e.currency) AS run_rate
            FROM subscriptions_subscription r
           WHERE r.seller_id = a.seller_id AND r.buyer_id = a.id AND r.ended_on IS NULL) s ON true
      LEFT JOIN LATERAL (
          SELECT count(*)::int AS users_count FROM identity_seat p JOIN identity_user w ON w.id = p.user_id
           WHERE p.seller_id = a.seller_id AND p.buyer_id = a.id AND w.deactivated_at IS NULL) u ON true;
ALTER VIEW segments_truth OWNER TO :chain;

CREATE OR REPLACE FUNCTION segments_note_subscriptions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM segments_note(jsonb_agg(to_jsonb(change))) FROM (
            SELECT buyer_id AS a, seller_id AS s, currency AS c, count(*) AS n,
                   sum(segments_per_month(net_minor, period_count, period_unit)) AS r
              FROM new_rows WHERE ended_on IS NULL GROUP BY 1, 2, 3) change;
        RETURN NULL;
    END IF;
    PERFORM segments_note(jsonb_agg(to_jsonb(change))) FROM (
        SELECT a, s, c, sum(n) AS n, sum(r) AS r FROM (
            SELECT buyer_id AS a, seller_id AS s, currency AS c, 1 AS n,
                   segments_per_month(net_minor, period_count, period_unit) AS r
              FROM new_rows WHERE ended_on IS NULL
             UNION ALL
            SELECT buyer_id, seller_id, currency, -1, -segments_per_month(net_minor, period_count, period_unit)
              FROM old_rows WHERE ended_on IS NULL) running
         GROUP BY a, s, c HAVING sum(n) <> 0 OR sum(r) <> 0) change;
    RETURN NULL;
END $$;
