-- What can be bought, found by words and category and priced only as far as it is looked at (CAT-1).

-- Whether all p_words, which are folded, stand in what names a product: its name, its number, its categories, the names of
-- p_plans, and where p_described its description. Not for the application.
CREATE OR REPLACE FUNCTION catalog_is_named(p_product bigint, p_plans bigint[], p_words text[], p_described boolean)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (SELECT FROM unnest(p_words) word WHERE strpos(told.text, word) = 0)
      FROM (SELECT lower(unaccent(concat_ws(' ', o.name, above.name, k.name, o.sku,
                       CASE WHEN p_described THEN o.description END,
                       (SELECT string_agg(p.name, ' ') FROM catalog_plan p
                         WHERE p.product_id = o.id AND p.withdrawn_at IS NULL
                           AND (p_plans IS NULL OR p.id = ANY (p_plans)))))) AS text
              FROM catalog_product o
              JOIN catalog_category k ON k.id = o.category_id
              LEFT JOIN catalog_category above ON above.id = k.parent_id
             WHERE o.id = p_product) told
$$;
ALTER FUNCTION catalog_is_named(bigint, bigint[], text[], boolean) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_is_named(bigint, bigint[], text[], boolean) FROM PUBLIC;

-- The products that are supplied at or above the end of p_path and not withdrawn, in the order of the shop: those of a
-- category, which is told by its path, and of those below it, of a kind, in which all p_words stand, which are folded; where p_described, in what
-- describes them too; a plan's name counts even where that plan is hidden. Not for the application: it tells of products that a tier hides.
DROP FUNCTION IF EXISTS catalog_products_found(text, text[], text, text, boolean);
CREATE FUNCTION catalog_products_found(p_path text, p_words text[], p_category text, p_kind text,
                                       p_described boolean)
RETURNS TABLE (product_id bigint, category text, place bigint)
LANGUAGE sql STABLE AS $$
    SELECT o.id, catalog_category_path(above.name, k.name),
           row_number() OVER (ORDER BY coalesce(above.position, k.position), coalesce(above.name, k.name),
                                       above.id NULLS FIRST, k.position, k.name, o.name, o.id)
      FROM catalog_product o
      JOIN catalog_category k ON k.id = o.category_id
      LEFT JOIN catalog_category above ON above.id = k.parent_id
      LEFT JOIN LATERAL (SELECT string_agg(p.name, ' ') AS names FROM catalog_plan p
                          WHERE p_words <> '{}' AND p.product_id = o.id AND p.withdrawn_at IS NULL) plan ON true
     WHERE o.seller_id = ANY (string_to_array(rtrim(p_path, '.'), '.')::bigint[]) AND o.withdrawn_at IS NULL
       AND (p_category = '' OR p_category IN (catalog_category_path(above.name, k.name), above.name))
       AND (p_kind = '' OR o.kind = p_kind)
       AND (p_words = '{}' OR NOT EXISTS (
               SELECT FROM unnest(p_words) word
                WHERE strpos(lower(unaccent(concat_ws(' ', o.name, above.name, k.name, o.sku, plan.names,
                                                CASE WHEN p_described THEN o.description END))), word) = 0))
$$;
ALTER FUNCTION catalog_products_found(text, text[], text, text, boolean) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_products_found(text, text[], text, text, boolean) FROM PUBLIC;

-- Which of p_products are sold, each with its plans: to p_buyer, or where it is null to visitors of p_seller in
-- p_currency, at the default list. What has nothing but add-ons to sell is not.
DROP FUNCTION IF EXISTS catalog_sold(bigint, bigint, text, bigint[], timestamptz);
CREATE FUNCTION catalog_sold(p_seller bigint, p_buyer bigint, p_currency text, p_products bigint[], p_at timestamptz)
RETURNS TABLE (product_id bigint, plans bigint[])
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    wanted bigint[] := ARRAY(SELECT p.id FROM catalog_plan p
                              WHERE p.product_id = ANY (p_products) AND p.withdrawn_at IS NULL);
BEGIN
    RETURN QUERY
    WITH sold AS (
        SELECT c.plan_id FROM catalog_chain(p_buyer, wanted, p_at) c WHERE p_buyer IS NOT NULL AND c.tier = 0
        UNION ALL
        SELECT l.plan_id FROM catalog_lines(p_seller, NULL, p_currency, wanted, p_at) l
         WHERE p_buyer IS NULL AND l.is_sold
    )
    SELECT p.product_id, array_agg(p.id) FROM sold JOIN catalog_plan p ON p.id = sold.plan_id
     GROUP BY p.product_id HAVING NOT bool_and(p.is_addon)
     ORDER BY array_position(p_products, p.product_id);
END $$;
ALTER FUNCTION catalog_sold(bigint, bigint, text, bigint[], timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_sold(bigint, bigint, text, bigint[], timestamptz) FROM PUBLIC;

-- A page of the products that are sold (as catalog_sold says), as the plans of these; total counts all products that
-- are found, up to p_counted or the end of the page, and is_more says that there are more.
DROP FUNCTION IF EXISTS catalog_shelf(bigint, bigint, text, text[], text, text, boolean, int, int, int, timestamptz);
CREATE FUNCTION catalog_shelf(p_seller bigint, p_buyer bigint, p_currency text, p_words text[], p_category text,
                              p_kind text, p_described boolean, p_limit int, p_offset int, p_counted int,
                              p_at timestamptz)
RETURNS TABLE (plans bigint[], total int, is_more boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    found_ids bigint[];
    most int := greatest(p_counted, p_offset + p_limit);
    at_once CONSTANT int := p_counted + 1;
    number int := 0;
    first int := 1;
    one record;
BEGIN
    found_ids := ARRAY(SELECT f.product_id FROM catalog_products_found(
        catalog_path_in_scope(p_seller, p_buyer), p_words, p_category, p_kind, p_described) f ORDER BY f.place);
    plans := '{}';
    WHILE number <= most AND first <= cardinality(found_ids) LOOP
        FOR one IN SELECT s.plans FROM catalog_sold(p_seller, p_buyer, p_currency,
                                                    found_ids[first:first + at_once - 1], p_at) s
                     -- The name of a plan that a tier hides finds nothing.
                     WHERE p_words = '{}' OR catalog_is_named(s.product_id, s.plans, p_words, p_described) LOOP
            number := number + 1;
            IF number > p_offset AND number <= p_offset + p_limit THEN
                plans := plans || one.plans;
            END IF;
        END LOOP;
        first := first + at_once;
    END LOOP;
    total := least(number, most);
    is_more := number > most;
    RETURN NEXT;
END $$;
ALTER FUNCTION catalog_shelf(bigint, bigint, text, text[], text, text, boolean, int, int, int, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_shelf(bigint, bigint, text, text[], text, text, boolean, int, int, int, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_shelf(bigint, bigint, text, text[], text, text, boolean, int, int, int, timestamptz) TO :app;

-- The categories in which something is sold, by their paths, in the order of the shop; with how many products, unless there are more
-- than p_counted in all: then a few of each are looked at, until one is sold.
DROP FUNCTION IF EXISTS catalog_shelves(bigint, bigint, text, int, timestamptz);
CREATE FUNCTION catalog_shelves(p_seller bigint, p_buyer bigint, p_currency text, p_counted int, p_at timestamptz)
RETURNS TABLE (category text, products int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    few int := 2;
    first int;
    one record;
BEGIN
    FOR one IN
        WITH found AS MATERIALIZED (
            SELECT f.*, row_number() OVER (PARTITION BY f.category ORDER BY f.place) AS n, count(*) OVER () AS number
              FROM catalog_products_found(catalog_path_in_scope(p_seller, p_buyer), '{}', '', '', false) f
        ), sold AS MATERIALIZED (
            SELECT s.product_id FROM catalog_sold(p_seller, p_buyer, p_currency, ARRAY(
                SELECT f.product_id FROM found f WHERE f.n <= few OR f.number <= p_counted), p_at) s
        )
        SELECT f.category, array_agg(f.product_id ORDER BY f.place) AS ids, max(f.number) AS number,
               count(sold.product_id)::int AS of_few
          FROM found f LEFT JOIN sold USING (product_id)
         GROUP BY f.category ORDER BY min(f.place)
    LOOP
        category := one.category;
        products := one.of_few;
        first := few + 1;
        WHILE products = 0 AND one.number > p_counted AND first <= cardinality(one.ids) LOOP
            SELECT count(*) INTO products
              FROM catalog_sold(p_seller, p_buyer, p_currency, one.ids[first:first + p_counted - 1], p_at);
            first := first + p_counted;
        END LOOP;
        IF products > 0 THEN
            products := CASE WHEN one.number <= p_counted THEN products END;
            RETURN NEXT;
        END IF;
    END LOOP;
END $$;
ALTER FUNCTION catalog_shelves(bigint, bigint, text, int, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_shelves(bigint, bigint, text, int, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_shelves(bigint, bigint, text, int, timestamptz) TO :app;

-- The path of p_buyer, or where it is null of p_seller, if what these are offered may be told here.
CREATE OR REPLACE FUNCTION catalog_path_in_scope(p_seller bigint, p_buyer bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    buyer accounts_account;
BEGIN
    IF p_buyer IS NULL AND NOT handsel_sees(p_seller) THEN
        RAISE EXCEPTION 'seller % is out of scope', p_seller USING ERRCODE = 'insufficient_privilege';
    ELSIF p_buyer IS NOT NULL THEN
        buyer := catalog_buyer_in_scope(p_buyer);
    END IF;
    RETURN (SELECT path FROM accounts_account WHERE id = coalesce(p_buyer, p_seller));
END $$;
ALTER FUNCTION catalog_path_in_scope(bigint, bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_path_in_scope(bigint, bigint) FROM PUBLIC;
