-- Visits end with the log-in at home that they began from (USR-6, USR-7): who is logged out there, by a new password, from
-- another device or by a click, is out everywhere.

-- Whether p_user was logged out at p_home since p_since, on a device where they were logged in then. Which of several it
-- was is not asked: whoever is in doubt comes again, with one click.
CREATE FUNCTION visits_logged_out(p_home bigint, p_user bigint, p_since timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM identity_session s
                    WHERE s.seller_id = p_home AND s.user_id = p_user AND s.created_at <= p_since AND s.ended_at >= p_since)
$$;
ALTER FUNCTION visits_logged_out(bigint, bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION visits_logged_out(bigint, bigint, timestamptz) FROM PUBLIC;
