-- Settings in force (SHO-4), with whether staff need a second factor (USR-7); it takes the place of the function of the
-- same name in settings.sql, which has its owner and rights.
CREATE OR REPLACE FUNCTION accounts_inheritance(p_seller bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    ids bigint[];
    one record;
    inherited jsonb;
    above text[];
    in_force jsonb := '{}';
    locked text[] := '{}';
    own jsonb := '{}';
BEGIN
    SELECT string_to_array(rtrim(path, '.'), '.')::bigint[] INTO ids FROM accounts_account WHERE id = p_seller;
    FOR one IN
        SELECT p.locked, jsonb_strip_nulls(jsonb_build_object(
                   'colour', p.colour, 'language', p.language, 'languages', p.languages, 'time_zone', p.time_zone,
                   'date_format', p.date_format, 'number_format', p.number_format, 'currencies', p.currencies,
                   'mandatory_fields', p.mandatory_fields,
                   'staff_second_factor', p.staff_second_factor, 'sign_up', p.sign_up,
                   'sign_up_fields', p.sign_up_fields, 'visitor_prices', p.visitor_prices, 'price_tax', p.price_tax)) AS own
          FROM accounts_portal p WHERE p.seller_id = ANY (ids) ORDER BY array_position(ids, p.seller_id)
    LOOP
        inherited := in_force;
        above := locked;
        own := one.own;
        in_force := in_force || (one.own - locked);
        locked := locked || one.locked::text[];
    END LOOP;
    RETURN jsonb_build_object('own', own, 'inherited', inherited, 'in_force', in_force, 'locked', to_jsonb(above));
END $$;
ALTER FUNCTION accounts_inheritance(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_inheritance(bigint) FROM PUBLIC;
