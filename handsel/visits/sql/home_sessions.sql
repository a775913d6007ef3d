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

-- The token with this hash, where it leads to the caller's portal, can still be used, and both ends still want it.
CREATE OR REPLACE FUNCTION visits_usable(p_digest text, p_at timestamptz)
RETURNS TABLE (hand_off bigint, purpose text, destination text, home bigint, target bigint, user_ref bigint,
               account_ref bigint, person text, title text, account text, consent bigint, consent_until timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT h.id, h.purpose::text, h.destination::text, h.seller_id, h.target_id, h.user_id, h.account_id,
           home.person, home.title, home.account, c.id, c.until
      FROM visits_handoff h
     CROSS JOIN LATERAL visits_at_home(h.seller_id, h.user_id, h.account_id, p_at) home
      LEFT JOIN LATERAL visits_consent(h.target_id, p_at) c ON h.purpose = 'support'
     WHERE h.digest = p_digest AND handsel_sees(h.target_id)
       AND NOT visits_logged_out(h.seller_id, h.user_id, h.made_at)
       AND CASE h.purpose
               WHEN 'workspace' THEN EXISTS (SELECT FROM accounts_account a
                                              WHERE a.id = h.seller_id AND a.seller_id = h.target_id)
               ELSE h.account_id = h.target_id AND c.id IS NOT NULL END
$$;

-- Whether the visit p_visit may go on at p_at, and as what: no row when it is over, or its person lost the seat at home,
-- or the consent was taken back. `account` is the end customer as the visitor's own people call it: for their eyes only.
CREATE OR REPLACE FUNCTION visits_stay(p_visit bigint, p_at timestamptz)
RETURNS TABLE (kind text, seller_id bigint, buyer_id bigint, end_customer_id bigint, person text, title text,
               account text, user_id bigint, home_role text, role text, let_in_by text, language text,
               date_format text, came_from text, expires_at timestamptz, standing text, buys_on_behalf boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM visits_refuse_buyers();
    RETURN QUERY
        SELECT v.kind::text, v.seller_id, v.buyer_id, v.end_customer_id, home.person, home.title, home.account,
               v.user_id, home.role, c.role::text, c.given_by_name::text, home.language, home.date_format,
               v.came_from::text, v.expires_at, accounts_effective(coalesce(v.buyer_id, v.seller_id), p_at),
               (SELECT p.buys_on_behalf FROM accounts_portal p WHERE p.seller_id = v.seller_id)
          FROM visits_visit v
          LEFT JOIN accounts_endcustomer e ON e.id = v.end_customer_id
         CROSS JOIN LATERAL visits_at_home(
                   v.home_id, v.user_id, coalesce(e.account_ref, v.buyer_id, v.seller_id), p_at) home
          LEFT JOIN LATERAL visits_consent(v.seller_id, p_at) c ON c.id = v.consent_id
         WHERE v.id = p_visit AND handsel_sees(v.seller_id) AND v.ended_at IS NULL AND v.expires_at > p_at
           AND (v.kind = 'look' OR NOT visits_logged_out(v.home_id, v.user_id, v.began_at))
           AND CASE v.kind
                   WHEN 'support' THEN c.id IS NOT NULL
                   WHEN 'workspace' THEN EXISTS (SELECT FROM accounts_account a
                                                  WHERE a.id = v.buyer_id AND a.seller_id = v.seller_id)
                   ELSE true END;
END $$;
