-- What p_seller asks of all its buyers under each of its price lists in each of their currencies; null is not sold.
DROP FUNCTION IF EXISTS catalog_asked(bigint, timestamptz);
CREATE FUNCTION catalog_asked(p_seller bigint, p_at timestamptz)
RETURNS TABLE (list_id bigint, currency text, plan_id bigint, unit_minor bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT g.list_id, g.currency, l.plan_id, CASE WHEN l.is_sold THEN l.unit_minor END
      FROM (SELECT DISTINCT coalesce(e.price_list_id, d.id) AS list_id, e.currency::text AS currency
              FROM accounts_edge e JOIN catalog_pricelist d ON d.seller_id = e.seller_id AND d.is_default
             WHERE e.seller_id = p_seller AND e.ended_at IS NULL) g
     CROSS JOIN LATERAL catalog_lines(p_seller, g.list_id, g.currency, NULL, p_at) l;
END $$;
ALTER FUNCTION catalog_asked(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_asked(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_asked(bigint, timestamptz) TO :app;

-- What it means to the whole branch below p_seller that its prices were as p_before says (lists of list, currency, plan,
-- price, as catalog_asked gave them) and are now as they are: how many plans changed, rose, fell, are not sold any more;
-- whom of its own buyers it touches, by list and currency; and below them only counts: buyers, sub-resellers, those of
-- them who would sell below cost and so sell a plan no more, and those whose fixed price breaks.
-- Bounded: at most p_steps plans times groups of buyers are looked at, and is_partial says that there were more.
DROP FUNCTION IF EXISTS catalog_rehearsed(bigint, jsonb, timestamptz, bigint);
CREATE FUNCTION catalog_rehearsed(p_seller bigint, p_before jsonb, p_at timestamptz, p_steps bigint)
RETURNS TABLE (plans int, risen int, fallen int, ended int, touched jsonb, buyers bigint, resellers bigint,
               losing bigint, broken bigint, is_partial boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    own_path text;
BEGIN
    IF NOT handsel_sees(p_seller) OR handsel_buyer() IS NOT NULL THEN
        RAISE EXCEPTION 'seller % is out of scope', p_seller USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT path INTO STRICT own_path FROM accounts_account WHERE id = p_seller;
    RETURN QUERY
    WITH RECURSIVE before AS (
        SELECT (x ->> 0)::bigint AS list_id, x ->> 1 AS currency, (x ->> 2)::bigint AS plan_id, (x ->> 3)::bigint AS minor
          FROM jsonb_array_elements(p_before) x
    ), changed AS MATERIALIZED (
        SELECT coalesce(b.list_id, a.list_id) AS list_id, coalesce(b.currency, a.currency) AS currency,
               coalesce(b.plan_id, a.plan_id) AS plan_id, b.minor AS old, a.unit_minor AS new
          FROM before b
          FULL JOIN catalog_asked(p_seller, p_at) a
            ON a.list_id = b.list_id AND a.currency = b.currency AND a.plan_id = b.plan_id
         WHERE b.minor IS DISTINCT FROM a.unit_minor
    ), grp AS MATERIALIZED (
        SELECT e.seller_id, coalesce(e.price_list_id, d.id) AS list_id, d.id AS default_id, e.currency::text AS currency,
               coalesce(y.policy, 'percent') AS policy, count(*) AS buyers,
               coalesce(array_agg(e.buyer_id) FILTER (WHERE b.kind = 'reseller'), '{}') AS resellers
          FROM accounts_account b
          JOIN accounts_edge e ON e.buyer_id = b.id AND e.ended_at IS NULL
          JOIN catalog_pricelist d ON d.seller_id = e.seller_id AND d.is_default
          LEFT JOIN catalog_costpolicy y ON y.seller_id = e.seller_id
         WHERE b.path > own_path AND b.path < rtrim(own_path, '.') || '/'
         GROUP BY 1, 2, 3, 4, 5
    ), bound AS (
        SELECT greatest(20, p_steps / greatest(1, (SELECT count(*) FROM grp))) AS most
    ), looked AS (
        SELECT * FROM changed ORDER BY plan_id, list_id, currency LIMIT (SELECT most FROM bound)
    ), touched AS (
        SELECT 1 AS depth, g.seller_id, g.list_id, g.currency, g.buyers, g.resellers, c.plan_id, c.old, c.new,
               false AS is_lost, false AS is_broken
          FROM looked c JOIN grp g ON g.seller_id = p_seller AND g.list_id = c.list_id AND g.currency = c.currency
        UNION ALL
        SELECT t.depth + 1, g.seller_id, g.list_id, g.currency, g.buyers, g.resellers, t.plan_id,
               CASE WHEN o.is_sold THEN o.unit_minor END, CASE WHEN n.is_sold THEN n.unit_minor END,
               coalesce(o.is_sold, false) AND t.new IS NOT NULL AND NOT coalesce(n.is_sold, false)
                   AND n.unit_minor < n.unit_converted_minor,
               coalesce(o.is_sold, false) AND n.fixed_minor IS NOT NULL AND n.fixed_minor < n.unit_converted_minor
          FROM touched t
          JOIN grp g ON g.seller_id = ANY (t.resellers)
          JOIN catalog_plan p ON p.id = t.plan_id
          JOIN catalog_product q ON q.id = p.product_id
          JOIN catalog_category k ON k.id = q.category_id
         CROSS JOIN LATERAL catalog_rates(g.seller_id, g.currency, p_at) r
          LEFT JOIN LATERAL catalog_ask(g.list_id, g.default_id, g.policy, g.currency, p.id, q.id, k.id, k.parent_id,
                                        false, t.old, t.currency, r.rate, p_at) o ON t.old IS NOT NULL
          LEFT JOIN LATERAL catalog_ask(g.list_id, g.default_id, g.policy, g.currency, p.id, q.id, k.id, k.parent_id,
                                        false, t.new, t.currency, r.rate, p_at) n ON t.new IS NOT NULL
         WHERE t.old IS DISTINCT FROM t.new AND r.from_currency = t.currency
    ), met AS (
        SELECT t.depth, t.seller_id, t.list_id, t.currency, t.buyers, cardinality(t.resellers) AS resellers,
               bool_or(t.is_lost) AS is_lost, bool_or(t.is_broken) AS is_broken,
               bool_or(t.old IS DISTINCT FROM t.new) AS is_changed
          FROM touched t GROUP BY 1, 2, 3, 4, 5, 6
    )
    SELECT (SELECT count(DISTINCT plan_id) FROM changed)::int,
           (SELECT count(DISTINCT plan_id) FROM changed WHERE new > old)::int,
           (SELECT count(DISTINCT plan_id) FROM changed WHERE new < old)::int,
           (SELECT count(DISTINCT plan_id) FROM changed WHERE new IS NULL)::int,
           coalesce((SELECT jsonb_agg(DISTINCT jsonb_build_array(m.list_id, m.currency)) FROM met m WHERE m.depth = 1), '[]'),
           coalesce((SELECT sum(m.buyers - m.resellers) FROM met m WHERE m.depth > 1 AND m.is_changed), 0)::bigint,
           coalesce((SELECT sum(m.resellers) FROM met m WHERE m.depth > 1 AND m.is_changed), 0)::bigint,
           (SELECT count(DISTINCT m.seller_id) FROM met m WHERE m.is_lost),
           (SELECT count(DISTINCT m.seller_id) FROM met m WHERE m.is_broken),
           (SELECT count(*) FROM changed) > (SELECT most FROM bound);
END $$;
ALTER FUNCTION catalog_rehearsed(bigint, jsonb, timestamptz, bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_rehearsed(bigint, jsonb, timestamptz, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_rehearsed(bigint, jsonb, timestamptz, bigint) TO :app;
