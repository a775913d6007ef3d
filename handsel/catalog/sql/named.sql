-- What plans are called that are supplied above p_account, or by it, sold or not: names only, for whoever chose them.
DROP FUNCTION IF EXISTS catalog_named(bigint, bigint[]);
CREATE FUNCTION catalog_named(p_account bigint, p_plans bigint[])
RETURNS TABLE (plan_id bigint, product text, plan text, is_own boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    account accounts_account := catalog_buyer_in_scope(p_account);
BEGIN
    RETURN QUERY
        SELECT p.id, o.name::text, p.name::text, p.seller_id = p_account
          FROM catalog_plan p JOIN catalog_product o ON o.id = p.product_id
         WHERE p.id = ANY (p_plans) AND p.seller_id = ANY (string_to_array(rtrim(account.path, '.'), '.')::bigint[]);
END $$;
ALTER FUNCTION catalog_named(bigint, bigint[]) OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_named(bigint, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_named(bigint, bigint[]) TO :app;
