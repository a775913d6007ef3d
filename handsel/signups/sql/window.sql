-- What a visitor may know of plans that p_seller sells besides their prices: how they are delivered, and how many can be
-- ordered. The plans may be those of tiers above, which the seller does not see (safety T7).
DROP FUNCTION IF EXISTS signups_plans_shown(bigint, bigint[]);
CREATE FUNCTION signups_plans_shown(p_seller bigint, p_plans bigint[])
RETURNS TABLE (plan_id bigint, provisioning text, is_addon boolean, unit_name text, quantity_min int, quantity_max int,
               quantity_step int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT handsel_sees(p_seller) THEN
        RAISE EXCEPTION 'seller % is out of scope', p_seller USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
        SELECT p.id, o.provisioning::text, p.is_addon, p.unit::text, p.quantity_min, p.quantity_max, p.quantity_step
          FROM catalog_plan p JOIN catalog_product o ON o.id = p.product_id
         WHERE p.id = ANY (p_plans)
           AND p.seller_id = ANY (SELECT unnest(string_to_array(rtrim(a.path, '.'), '.')::bigint[])
                                    FROM accounts_account a WHERE a.id = p_seller);
END $$;
ALTER FUNCTION signups_plans_shown(bigint, bigint[]) OWNER TO :chain;
REVOKE ALL ON FUNCTION signups_plans_shown(bigint, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION signups_plans_shown(bigint, bigint[]) TO :app;
