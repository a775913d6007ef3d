-- Who logs in for p_buyer, for a storefront session of that very account: of the people of the portal it sees no others
-- (USR-1, safety T7).
CREATE OR REPLACE FUNCTION identity_own_users(p_buyer bigint)
RETURNS TABLE (seat_id bigint, first_name text, last_name text, email text, language text, date_format text, role text,
               activated_at timestamptz, deactivated_at timestamptz, is_theirs_alone boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF handsel_buyer() IS DISTINCT FROM p_buyer THEN
        RAISE EXCEPTION 'account % is out of scope', p_buyer USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
        SELECT s.id, u.first_name::text, u.last_name::text, u.email::text, u.language::text, u.date_format::text,
               s.role::text, u.activated_at, u.deactivated_at,
               NOT EXISTS (SELECT FROM identity_seat other WHERE other.user_id = u.id AND other.id <> s.id)
          FROM identity_seat s JOIN identity_user u ON u.id = s.user_id
         WHERE s.buyer_id = p_buyer AND s.seller_id = ANY (handsel_scope()::bigint[])
         ORDER BY u.first_name, u.last_name, u.email;
END $$;
ALTER FUNCTION identity_own_users(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION identity_own_users(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity_own_users(bigint) TO :app;
