-- How many places a person has at the portal, those at accounts included that the asker does not see: a log-in serves
-- them all, so who sees some of them must not decide about it alone (USR-4, USR-5).

CREATE FUNCTION identity_places_count(p_user bigint)
RETURNS int LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*)::int FROM identity_seat s
     WHERE s.user_id = p_user AND s.seller_id = ANY ((SELECT handsel_scope())::bigint[])
$$;
ALTER FUNCTION identity_places_count(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION identity_places_count(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity_places_count(bigint) TO :app;
