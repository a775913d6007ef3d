-- One page of what catalog_lines gives: the plans in which all p_words stand, which are folded, of a category, with a
-- rule of their own on the list ('own'), at a loss ('loss'), hidden ('hidden') or sold ('sold'). Plans are priced only
-- as far as they are looked at: total counts those that fit up to p_counted or the end of the page, and is_more says
-- that there are more. Without p_limit all of them.
DROP FUNCTION IF EXISTS catalog_page(bigint, bigint, text, timestamptz, numeric, text[], bigint, text, int, int, int);
CREATE FUNCTION catalog_page(p_seller bigint, p_list bigint, p_currency text, p_at timestamptz, p_tried numeric,
                             p_words text[], p_category bigint, p_only text, p_limit int, p_offset int, p_counted int)
RETURNS TABLE (plan_id bigint, product_id bigint, sku text, product text, category_id bigint, category text,
               description text, kind text, plan text, period_count int, period_unit text, is_own boolean, cost_currency text,
               unit_cost_minor bigint, currency text, rate numeric, list_id bigint, rule_id bigint, level int,
               markup_percent numeric, amount_minor bigint, fixed_minor bigint, loss_until timestamptz,
               is_hidden boolean, unit_converted_minor bigint, base_minor bigint, unit_minor bigint, is_sold boolean,
               parent_id bigint, total int, is_more boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    wanted bigint[];
    most int := greatest(p_counted, p_offset + p_limit);
    at_once int := most + 1;
    shown bigint[] := '{}';
    fitting bigint[];
    number int := 0;
    first int := 1;
BEGIN
    IF p_limit IS NOT NULL OR p_words <> '{}' OR p_category IS NOT NULL OR p_only IN ('own', 'hidden') THEN
        wanted := catalog_plans_found(p_seller, p_list, p_words, p_category, p_only);
    END IF;
    WHILE p_limit IS NOT NULL AND number <= most AND first <= cardinality(wanted) LOOP
        fitting := ARRAY(
            SELECT a.plan_id
              FROM unnest(wanted[first:first + at_once - 1]) WITH ORDINALITY w (id, n)
              JOIN catalog_asks(p_seller, ARRAY[p_list], ARRAY[p_currency], wanted[first:first + at_once - 1], p_at, p_tried) a
                ON a.plan_id = w.id
             WHERE catalog_fits(p_only, a.unit_minor, a.unit_converted_minor, a.list_id = p_list AND a.level = 4,
                                a.is_hidden, a.is_sold)
             ORDER BY w.n);
        shown := shown || fitting[greatest(1, p_offset + 1 - number):greatest(0, p_offset + p_limit - number)];
        number := number + cardinality(fitting);
        first := first + at_once;
        at_once := 8 * at_once;
    END LOOP;
    RETURN QUERY
    SELECT l.plan_id, l.product_id, l.sku, l.product, l.category_id, l.category, l.description, l.kind, l.plan,
           l.period_count, l.period_unit, l.is_own, l.cost_currency, l.unit_cost_minor, l.currency, l.rate, l.list_id, l.rule_id,
           l.level, l.markup_percent, l.amount_minor, l.fixed_minor, l.loss_until, l.is_hidden, l.unit_converted_minor,
           l.base_minor, l.unit_minor, l.is_sold, l.parent_id, least(number, most), number > most
      FROM catalog_lines(p_seller, p_list, p_currency, CASE WHEN p_limit IS NULL THEN wanted ELSE shown END, p_at, p_tried)
           WITH ORDINALITY l
     WHERE catalog_fits(p_only, l.unit_minor, l.unit_converted_minor, l.list_id = p_list AND l.level = 4, l.is_hidden,
                                l.is_sold)
     ORDER BY l.ordinality;
END $$;
ALTER FUNCTION catalog_page(bigint, bigint, text, timestamptz, numeric, text[], bigint, text, int, int, int) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_page(bigint, bigint, text, timestamptz, numeric, text[], bigint, text, int, int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_page(bigint, bigint, text, timestamptz, numeric, text[], bigint, text, int, int, int) TO :app;

-- Whether a line is one of those that are looked for; what has no exchange rate is only where every one is, or those.
CREATE OR REPLACE FUNCTION catalog_fits(p_only text, p_unit bigint, p_converted bigint, p_is_own boolean,
                                        p_is_hidden boolean, p_is_sold boolean) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p_unit IS NULL THEN p_only IN ('every', 'unpriced') ELSE p_only <> 'unpriced' END
       AND CASE p_only WHEN 'own' THEN p_is_own
                                              WHEN 'loss' THEN p_unit < p_converted OR p_unit <= 0
                                              WHEN 'hidden' THEN p_is_hidden WHEN 'sold' THEN p_is_sold ELSE true END
$$;
ALTER FUNCTION catalog_fits(text, bigint, bigint, boolean, boolean, boolean) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_fits(text, bigint, bigint, boolean, boolean, boolean) FROM PUBLIC;

-- The plans that p_seller could sell, its own and those supplied above it, by words, category, rules of their own on p_list
-- and rules that hide, in the order of catalog_lines. Not for the application: it tells of plans that a tier above hides.
DROP FUNCTION IF EXISTS catalog_plans_found(bigint, bigint, text[], bigint, text);
CREATE FUNCTION catalog_plans_found(p_seller bigint, p_list bigint, p_words text[], p_category bigint, p_only text)
RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT ARRAY(
        SELECT p.id
          FROM catalog_plan p
          JOIN catalog_product o ON o.id = p.product_id
          JOIN catalog_category k ON k.id = o.category_id
          LEFT JOIN catalog_category above ON above.id = k.parent_id
         WHERE p.seller_id = ANY (SELECT unnest(string_to_array(rtrim(a.path, '.'), '.')::bigint[])
                                    FROM accounts_account a WHERE a.id = p_seller)
           AND o.withdrawn_at IS NULL AND p.withdrawn_at IS NULL
           AND (p_category IS NULL OR p_category IN (k.id, k.parent_id))
           AND (p_only <> 'own' OR EXISTS (
                   SELECT FROM catalog_pricerule r WHERE r.price_list_id = p_list AND r.level = 4 AND r.target_id = p.id
                      AND (r.percent IS NOT NULL OR r.fixed_minor IS NOT NULL)))
           AND (p_only <> 'hidden' OR EXISTS (
                   SELECT FROM (VALUES (4, p.id), (3, o.id), (2, k.id), (2, k.parent_id), (1, 0)) v (level, target_id)
                     JOIN catalog_pricerule r ON r.level = v.level AND r.target_id = v.target_id AND r.is_hidden
                      AND r.price_list_id IN (p_list, (SELECT l.id FROM catalog_pricelist l
                                                        WHERE l.seller_id = p_seller AND l.is_default))))
           AND (p_words = '{}' OR NOT EXISTS (
                   SELECT FROM unnest(p_words) word
                    WHERE strpos(lower(unaccent(concat_ws(' ', o.name, p.name, k.name, o.sku))), word) = 0))
         ORDER BY coalesce(above.position, k.position), coalesce(above.name, k.name), above.id NULLS FIRST, k.position,
                  k.name, o.name, o.id, catalog_per_year(p.period_count, p.period_unit) DESC, p.name, p.id)
$$;
ALTER FUNCTION catalog_plans_found(bigint, bigint, text[], bigint, text) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_plans_found(bigint, bigint, text[], bigint, text) FROM PUBLIC;
