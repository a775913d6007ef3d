-- One page of what catalog_lines gives: the plans in which all p_words stand, of a category, with a rule of their own
-- on the list ('own'), at a loss ('loss'), hidden ('hidden') or sold ('sold'); total counts all that fit.
DROP FUNCTION IF EXISTS catalog_page(bigint, bigint, text, timestamptz, numeric, text[], bigint, text, int, int);
CREATE FUNCTION catalog_page(p_seller bigint, p_list bigint, p_currency text, p_at timestamptz, p_tried numeric,
                             p_words text[], p_category bigint, p_only text, p_limit int, p_offset int)
RETURNS TABLE (plan_id bigint, product_id bigint, sku text, product text, category_id bigint, category text,
               description text, kind text, plan text, period_count int, period_unit text, is_own boolean, cost_currency text,
               unit_cost_minor bigint, currency text, rate numeric, list_id bigint, rule_id bigint, level int,
               markup_percent numeric, amount_minor bigint, fixed_minor bigint, loss_until timestamptz,
               is_hidden boolean, unit_converted_minor bigint, base_minor bigint, unit_minor bigint, is_sold boolean,
               parent_id bigint, total bigint)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY
    SELECT l.plan_id, l.product_id, l.sku, l.product, l.category_id, l.category, l.description, l.kind, l.plan,
           l.period_count, l.period_unit, l.is_own, l.cost_currency, l.unit_cost_minor, l.currency, l.rate, l.list_id, l.rule_id,
           l.level, l.markup_percent, l.amount_minor, l.fixed_minor, l.loss_until, l.is_hidden, l.unit_converted_minor,
           l.base_minor, l.unit_minor, l.is_sold, l.parent_id, count(*) OVER ()
      FROM catalog_lines(p_seller, p_list, p_currency, NULL, p_at, p_tried) WITH ORDINALITY l
     WHERE l.unit_minor IS NOT NULL
       AND NOT EXISTS (SELECT FROM unnest(p_words) word
                        WHERE strpos(lower(concat_ws(' ', l.product, l.plan, l.category, l.sku)), word) = 0)
       AND (p_category IS NULL OR p_category IN (l.category_id, l.parent_id))
       AND CASE p_only WHEN 'own' THEN l.list_id = p_list AND l.level = 4
                       WHEN 'loss' THEN l.unit_minor < l.unit_converted_minor OR l.unit_minor <= 0
                       WHEN 'hidden' THEN l.is_hidden
                       WHEN 'sold' THEN l.is_sold ELSE true END
     ORDER BY l.ordinality
     LIMIT p_limit OFFSET p_offset;
END $$;
REVOKE ALL ON FUNCTION catalog_page(bigint, bigint, text, timestamptz, numeric, text[], bigint, text, int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_page(bigint, bigint, text, timestamptz, numeric, text[], bigint, text, int, int) TO :app;
