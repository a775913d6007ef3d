-- What p_seller asks of all its buyers under each of its price lists in each of their currencies, how often, and what it
-- costs itself; no price is not sold. p_plans narrows; null is all plans.
DROP FUNCTION IF EXISTS catalog_asked(bigint, timestamptz);
DROP FUNCTION IF EXISTS catalog_asked(bigint, timestamptz, bigint[]);
CREATE FUNCTION catalog_asked(p_seller bigint, p_at timestamptz, p_plans bigint[])
RETURNS TABLE (list_id bigint, currency text, plan_id bigint, unit_minor bigint, period text, cost_minor bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    lists bigint[];
    currencies text[];
BEGIN
    SELECT array_agg(g.list_id), array_agg(g.currency) INTO lists, currencies
      FROM (SELECT DISTINCT coalesce(e.price_list_id, d.id) AS list_id, e.currency::text AS currency
              FROM accounts_edge e JOIN catalog_pricelist d ON d.seller_id = e.seller_id AND d.is_default
             WHERE e.seller_id = p_seller AND e.ended_at IS NULL) g;
    RETURN QUERY
    SELECT lists[a.asked], currencies[a.asked], a.plan_id, CASE WHEN a.is_sold THEN a.unit_minor END,
           p.period_count || p.period_unit, a.unit_converted_minor
      FROM catalog_asks(p_seller, lists, currencies, p_plans, p_at, NULL) a JOIN catalog_plan p ON p.id = a.plan_id;
END $$;
ALTER FUNCTION catalog_asked(bigint, timestamptz, bigint[]) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_asked(bigint, timestamptz, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_asked(bigint, timestamptz, bigint[]) TO :app;

-- What it means to the whole branch below p_seller that its prices were as p_before says and are now as they are: how many
-- plans rose, fell, are not sold any more, are sold anew, are charged in another rhythm; whom of its own buyers it touches;
-- and below them only how many there are. `losses` are the plans whose new price lies below what they cost p_seller, or is
-- nothing; `firsts` are the first plans with their prices before and after and that cost, losses before others.
--
-- p_before has `default`, the default list as it was, and `asked`, what catalog_asked gave: list, currency, plan, price,
-- period. p_moved names the edges that buy from another list now, each with the list that it had, or null. p_plans are the
-- plans whose price could be another now, as in p_before; null is all.
--
-- `buyers` and `resellers` are all who buy through the sub-resellers that it touches, whatever these sell and at which
-- price; nobody behind a glass wall that shows nothing. No figure may follow a price of another tier: whatever one counts,
-- sub-resellers of p_seller's own making fill it up but for one, and then its cost can be tried until that one's price shows.
DROP FUNCTION IF EXISTS catalog_rehearsed(bigint, jsonb, timestamptz, bigint);
DROP FUNCTION IF EXISTS catalog_rehearsed(bigint, jsonb, jsonb, timestamptz, bigint);
DROP FUNCTION IF EXISTS catalog_rehearsed(bigint, jsonb, jsonb, timestamptz);
DROP FUNCTION IF EXISTS catalog_rehearsed(bigint, jsonb, jsonb, timestamptz, bigint[]);
CREATE FUNCTION catalog_rehearsed(p_seller bigint, p_before jsonb, p_moved jsonb, p_at timestamptz, p_plans bigint[])
RETURNS TABLE (plans int, risen int, fallen int, ended int, begun int, rephased int, own_customers bigint,
               own_resellers bigint, names text[], buyers bigint, resellers bigint, losses int, firsts jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    SET enable_seqscan = off AS $$  -- by_index.sql says why
DECLARE
    own_path text;
    most_names CONSTANT int := 20;
    most_prices CONSTANT int := 10;
BEGIN
    IF NOT handsel_sees(p_seller) OR handsel_buyer() IS NOT NULL THEN
        RAISE EXCEPTION 'seller % is out of scope', p_seller USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT path INTO STRICT own_path FROM accounts_account WHERE id = p_seller;
    RETURN QUERY
    WITH before AS (
        SELECT (x ->> 0)::bigint AS list_id, x ->> 1 AS currency, (x ->> 2)::bigint AS plan_id,
               (x ->> 3)::bigint AS minor, x ->> 4 AS period
          FROM jsonb_array_elements(p_before -> 'asked') x
    ), trade AS MATERIALIZED (
        SELECT b.name::text AS name, b.path, b.kind = 'reseller' AS is_reseller,
               e.currency::text AS currency, coalesce(e.price_list_id, d.id) AS list_id,
               coalesce(CASE WHEN m.x IS NULL THEN e.price_list_id ELSE (m.x ->> 1)::bigint END,
                        (p_before ->> 'default')::bigint) AS was_id
          FROM accounts_edge e
          JOIN accounts_account b ON b.id = e.buyer_id
          JOIN catalog_pricelist d ON d.seller_id = e.seller_id AND d.is_default
          LEFT JOIN jsonb_array_elements(p_moved) m (x) ON (m.x ->> 0)::bigint = e.id
         WHERE e.seller_id = p_seller AND e.ended_at IS NULL
    ), way AS MATERIALIZED (
        SELECT row_number() OVER () AS way, t.was_id, t.list_id, t.currency
          FROM trade t GROUP BY t.was_id, t.list_id, t.currency
    ), was AS (
        SELECT w.way, b.plan_id, b.minor, b.period
          FROM way w JOIN before b ON b.list_id = w.was_id AND b.currency = w.currency
    ), now_asked AS (
        SELECT w.way, a.plan_id, a.unit_minor AS minor, a.period, a.cost_minor
          FROM way w JOIN catalog_asked(p_seller, p_at, p_plans) a ON a.list_id = w.list_id AND a.currency = w.currency
    ), changed AS MATERIALIZED (
        SELECT way, plan_id, was.minor AS old, a.minor AS new, a.cost_minor AS cost,
               coalesce(a.minor < a.cost_minor OR a.minor <= 0, false) AS is_loss,
               was.minor IS NOT NULL AND a.minor IS NOT NULL AND was.period <> a.period AS is_rephased
          FROM was FULL JOIN now_asked a USING (way, plan_id)
         WHERE was.minor IS DISTINCT FROM a.minor OR a.minor IS NOT NULL AND was.period <> a.period
    ), priced AS MATERIALIZED (
        SELECT DISTINCT ON (c.plan_id) c.plan_id, c.way, c.old, c.new, c.cost, c.is_loss
          FROM changed c ORDER BY c.plan_id, c.is_loss DESC, c.way
    ), first AS (
        SELECT o.name AS product, p.name AS plan, w.currency, f.old, f.new, f.cost,
               row_number() OVER (ORDER BY f.is_loss DESC, o.name, p.name, p.id) AS place
          FROM priced f
          JOIN way w USING (way)
          JOIN catalog_plan p ON p.id = f.plan_id
          JOIN catalog_product o ON o.id = p.product_id
         ORDER BY place LIMIT most_prices
    ), own AS MATERIALIZED (
        SELECT t.* FROM trade t JOIN way w USING (was_id, list_id, currency)
         WHERE w.way IN (SELECT c.way FROM changed c)
    ), closed AS (
        SELECT a.path FROM accounts_edge e JOIN accounts_account a ON a.id = e.buyer_id
         WHERE e.ended_at IS NULL AND e.wall = 'nothing' AND a.kind = 'reseller'
           AND a.path > own_path AND a.path < rtrim(own_path, '.') || '/'
    ), reached AS (
        SELECT b.kind FROM own o
          JOIN accounts_account b ON b.path > o.path AND b.path < rtrim(o.path, '.') || '/'
          JOIN accounts_edge e ON e.buyer_id = b.id AND e.ended_at IS NULL
         WHERE o.is_reseller
           AND NOT EXISTS (SELECT FROM closed c WHERE b.path > c.path AND b.path < rtrim(c.path, '.') || '/')
    )
    SELECT (SELECT count(DISTINCT c.plan_id) FROM changed c)::int,
           (SELECT count(DISTINCT c.plan_id) FROM changed c WHERE c.new > c.old)::int,
           (SELECT count(DISTINCT c.plan_id) FROM changed c WHERE c.new < c.old)::int,
           (SELECT count(DISTINCT c.plan_id) FROM changed c WHERE c.new IS NULL)::int,
           (SELECT count(DISTINCT c.plan_id) FROM changed c WHERE c.old IS NULL)::int,
           (SELECT count(DISTINCT c.plan_id) FROM changed c WHERE c.is_rephased)::int,
           (SELECT count(*) FROM own WHERE NOT own.is_reseller),
           (SELECT count(*) FROM own WHERE own.is_reseller),
           ARRAY(SELECT own.name FROM own ORDER BY own.name LIMIT most_names),
           (SELECT count(*) FROM reached WHERE reached.kind = 'customer'),
           (SELECT count(*) FROM reached WHERE reached.kind = 'reseller'),
           (SELECT count(*) FROM priced f WHERE f.is_loss)::int,
           (SELECT coalesce(jsonb_agg(jsonb_build_object(
                       'product', f.product, 'plan', f.plan, 'currency', f.currency, 'before_minor', f.old,
                       'after_minor', f.new, 'cost_minor', f.cost) ORDER BY f.place), '[]') FROM first f);
END $$;
ALTER FUNCTION catalog_rehearsed(bigint, jsonb, jsonb, timestamptz, bigint[]) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_rehearsed(bigint, jsonb, jsonb, timestamptz, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_rehearsed(bigint, jsonb, jsonb, timestamptz, bigint[]) TO :app;
