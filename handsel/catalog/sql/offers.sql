-- How a category is called everywhere: its name, behind that of the one above it.
CREATE OR REPLACE FUNCTION catalog_category_path(p_above text, p_name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT concat_ws(' › ', p_above, p_name) $$;

-- How often a period comes in a year: yearly once, monthly 12 times, weekly 52, daily 365 (domain.md); 0 for once.
CREATE OR REPLACE FUNCTION catalog_per_year(p_count int, p_unit text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce((CASE p_unit WHEN 'year' THEN 1 WHEN 'month' THEN 12 WHEN 'week' THEN 52 WHEN 'day' THEN 365 END)
                    / nullif(p_count, 0)::numeric, 0)
$$;
DROP FUNCTION IF EXISTS catalog_offers(bigint, bigint[], timestamptz);
CREATE FUNCTION catalog_offers(p_buyer bigint, p_plans bigint[], p_at timestamptz DEFAULT NULL)
RETURNS TABLE (plan_id bigint, product_id bigint, sku text, product text, category_id bigint, category text,
               description text, kind text, plan text, period_count int, period_unit text,
               provisioning text, is_addon boolean, unit_name text, quantity_min int, quantity_max int,
               quantity_step int, currency text, unit_minor bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    buyer accounts_account := catalog_buyer_in_scope(p_buyer);
BEGIN
    RETURN QUERY
        SELECT p.id, o.id, o.sku::text, o.name::text, k.id, catalog_category_path(above.name, k.name), o.description, o.kind::text,
               p.name::text, p.period_count, p.period_unit::text, o.provisioning::text, p.is_addon, p.unit::text,
               p.quantity_min, p.quantity_max, p.quantity_step, c.currency, c.unit_minor
          FROM catalog_bought(p_buyer, catalog_plans_supplied(p_buyer, p_plans), coalesce(p_at, now())) c
          JOIN catalog_plan p ON p.id = c.plan_id
          JOIN catalog_product o ON o.id = p.product_id
          JOIN catalog_category k ON k.id = o.category_id
          LEFT JOIN catalog_category above ON above.id = k.parent_id
         ORDER BY coalesce(above.position, k.position), coalesce(above.name, k.name), above.id NULLS FIRST, k.position,
                  k.name, o.name, o.id, p.is_addon, catalog_per_year(p.period_count, p.period_unit) DESC, p.name, p.id;
END $$;
ALTER FUNCTION catalog_offers(bigint, bigint[], timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_offers(bigint, bigint[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_offers(bigint, bigint[], timestamptz) TO :app;

-- Whether what p_buyer is offered may be told here: to staff of its seller, to its own staff when it is a reseller, and
-- to a storefront session of that buyer.
CREATE OR REPLACE FUNCTION catalog_buyer_in_scope(p_buyer bigint) RETURNS accounts_account
LANGUAGE plpgsql STABLE AS $$
DECLARE
    buyer accounts_account;
BEGIN
    SELECT * INTO STRICT buyer FROM accounts_account WHERE id = p_buyer;
    IF NOT (handsel_sees(buyer.seller_id) AND coalesce(handsel_buyer(), p_buyer) = p_buyer
            OR handsel_sees(p_buyer) AND handsel_buyer() IS NULL) THEN
        RAISE EXCEPTION 'account % is out of scope', p_buyer USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN buyer;
END $$;
ALTER FUNCTION catalog_buyer_in_scope(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_buyer_in_scope(bigint) FROM PUBLIC;

-- What products that are supplied above p_buyer ask of whoever orders them, in the order of the form.
DROP FUNCTION IF EXISTS catalog_options(bigint, bigint[]);
CREATE FUNCTION catalog_options(p_buyer bigint, p_products bigint[])
RETURNS TABLE (option_id bigint, product_id bigint, label text, kind text, is_required boolean, help_text text,
               choices text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    buyer accounts_account := catalog_buyer_in_scope(p_buyer);
BEGIN
    RETURN QUERY
        SELECT t.id, t.product_id, t.label::text, t.kind::text, t.is_required, t.help_text::text,
               ARRAY(SELECT jsonb_array_elements_text(t.choices))
          FROM catalog_productoption t
         WHERE t.product_id = ANY (p_products)
           AND t.seller_id = ANY (string_to_array(rtrim(buyer.path, '.'), '.')::bigint[])
         ORDER BY t.product_id, t.position, t.id;
END $$;
ALTER FUNCTION catalog_options(bigint, bigint[]) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_options(bigint, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_options(bigint, bigint[]) TO :app;

-- The pictures of products that are supplied above p_buyer, in their order.
DROP FUNCTION IF EXISTS catalog_pictures(bigint, bigint[]);
CREATE FUNCTION catalog_pictures(p_buyer bigint, p_products bigint[])
RETURNS TABLE (picture_id bigint, product_id bigint, digest text, alternative text, width int, height int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    buyer accounts_account := catalog_buyer_in_scope(p_buyer);
BEGIN
    RETURN QUERY
        SELECT t.id, t.product_id, t.digest::text, t.alternative::text, t.width, t.height
          FROM catalog_productpicture t
         WHERE t.product_id = ANY (p_products)
           AND t.seller_id = ANY (string_to_array(rtrim(buyer.path, '.'), '.')::bigint[])
         ORDER BY t.product_id, t.position, t.id;
END $$;
ALTER FUNCTION catalog_pictures(bigint, bigint[]) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_pictures(bigint, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_pictures(bigint, bigint[]) TO :app;

-- Whether the picture with this digest belongs to a product that p_seller supplies itself or can be offered from above.
DROP FUNCTION IF EXISTS catalog_picture_shown(bigint, text);
CREATE FUNCTION catalog_picture_shown(p_seller bigint, p_digest text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT handsel_sees(p_seller) THEN
        RAISE EXCEPTION 'seller % is out of scope', p_seller USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN EXISTS (
        SELECT FROM catalog_productpicture t, accounts_account a
         WHERE a.id = p_seller AND t.digest = p_digest
           AND t.seller_id = ANY (string_to_array(rtrim(a.path, '.'), '.')::bigint[]));
END $$;
ALTER FUNCTION catalog_picture_shown(bigint, text) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_picture_shown(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_picture_shown(bigint, text) TO :app;

-- All plans of the products p_ids at level 3, or of the categories p_ids and those below them at level 2, that are supplied
-- at p_seller or above it.
DROP FUNCTION IF EXISTS catalog_plans_at(bigint, int, bigint[]);
CREATE FUNCTION catalog_plans_at(p_seller bigint, p_level int, p_ids bigint[]) RETURNS TABLE (plan_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    sellers bigint[] := string_to_array(rtrim(catalog_path_in_scope(p_seller, NULL), '.'), '.')::bigint[];
BEGIN
    RETURN QUERY
        SELECT p.id
          FROM catalog_product o
          JOIN catalog_plan p ON p.product_id = o.id
          JOIN catalog_category k ON k.id = o.category_id
         WHERE o.seller_id = ANY (sellers)
           AND CASE p_level WHEN 3 THEN o.id = ANY (p_ids) WHEN 2 THEN k.id = ANY (p_ids) OR k.parent_id = ANY (p_ids) END;
END $$;
ALTER FUNCTION catalog_plans_at(bigint, int, bigint[]) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_plans_at(bigint, int, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_plans_at(bigint, int, bigint[]) TO :app;

-- All plans of the product that has p_plan, where it is supplied above p_buyer.
DROP FUNCTION IF EXISTS catalog_plans_beside(bigint, bigint);
CREATE FUNCTION catalog_plans_beside(p_buyer bigint, p_plan bigint) RETURNS TABLE (plan_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    buyer accounts_account := catalog_buyer_in_scope(p_buyer);
BEGIN
    RETURN QUERY
        SELECT p.id FROM catalog_plan t JOIN catalog_plan p ON p.product_id = t.product_id
         WHERE t.id = p_plan AND t.seller_id = ANY (string_to_array(rtrim(buyer.path, '.'), '.')::bigint[]);
END $$;
ALTER FUNCTION catalog_plans_beside(bigint, bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_plans_beside(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_plans_beside(bigint, bigint) TO :app;
