-- What p_buyer can buy from its seller at p_at, at the price on their edge. For staff of the seller, for staff of the
-- buyer when it is a reseller, and for a storefront session of that buyer. p_plans narrows; null means all.
DROP FUNCTION IF EXISTS catalog_offers(bigint, bigint[], timestamptz);
CREATE FUNCTION catalog_offers(p_buyer bigint, p_plans bigint[], p_at timestamptz DEFAULT NULL)
RETURNS TABLE (plan_id bigint, product_id bigint, sku text, product text, category_id bigint, category text,
               description text, kind text, plan text, period_months int, currency text, unit_minor bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    buyer accounts_account;
BEGIN
    SELECT * INTO STRICT buyer FROM accounts_account WHERE id = p_buyer;
    IF NOT (handsel_sees(buyer.seller_id) AND coalesce(handsel_buyer(), p_buyer) = p_buyer
            OR handsel_sees(p_buyer) AND handsel_buyer() IS NULL) THEN
        RAISE EXCEPTION 'account % is out of scope', p_buyer USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
        SELECT p.id, o.id, o.sku::text, o.name::text, k.id, k.name::text, o.description, o.kind::text,
               p.name::text, p.period_months, c.currency, c.unit_minor
          FROM catalog_chain(p_buyer, coalesce(p_plans, ARRAY(
                   SELECT id FROM catalog_plan
                    WHERE seller_id = ANY (string_to_array(rtrim(buyer.path, '.'), '.')::bigint[]))),
                   coalesce(p_at, now())) c
          JOIN catalog_plan p ON p.id = c.plan_id
          JOIN catalog_product o ON o.id = p.product_id
          JOIN catalog_category k ON k.id = o.category_id
          LEFT JOIN catalog_category above ON above.id = k.parent_id
         WHERE c.tier = 0 AND o.withdrawn_at IS NULL
         ORDER BY coalesce(above.position, k.position), coalesce(above.name, k.name), above.id NULLS FIRST, k.position,
                  k.name, o.name, p.period_months, p.name, p.id;
END $$;
ALTER FUNCTION catalog_offers(bigint, bigint[], timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_offers(bigint, bigint[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_offers(bigint, bigint[], timestamptz) TO :app;
