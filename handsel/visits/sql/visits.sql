-- Hand-offs and visits (USR-6, USR-10): what passes from one portal to the other when somebody goes there, and nothing
-- else (safety P1, P2, T7). The token is a row of the portal where it was made; the visit one of the portal that is visited.
--   visits_portal_above, visits_portal_below   the portal of the parent, and of a child
--   visits_peek   what a token is for, told to the portal that it leads to
--   visits_spend   uses the token up and begins the visit
--   visits_stay   whether a visit may go on, asked with every page
--   visits_overdue   visits that are over, for the worker
--   visits_consent_of   whether a child lets its parent in
--   visits_ask   tells a child that its parent would like to be let in

GRANT SELECT, UPDATE (used_at) ON visits_handoff TO :chain;
GRANT SELECT, INSERT ON visits_visit TO :chain;
GRANT SELECT ON visits_supportconsent TO :chain;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO :chain;
DROP POLICY IF EXISTS chain ON visits_handoff;
CREATE POLICY chain ON visits_handoff TO :chain USING (true);
DROP POLICY IF EXISTS chain ON visits_visit;
CREATE POLICY chain ON visits_visit TO :chain USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS chain ON visits_supportconsent;
CREATE POLICY chain ON visits_supportconsent TO :chain USING (true);

-- Staff of a portal ask; nobody in a storefront does.
CREATE OR REPLACE FUNCTION visits_refuse_buyers() RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF handsel_buyer() IS NOT NULL THEN
        RAISE EXCEPTION 'a storefront session hands nobody on' USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;

-- Can people of p_account log in at p_at, as far as its standing goes?
CREATE OR REPLACE FUNCTION visits_is_open(p_account bigint, p_at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT bool_and(standing IN ('active', 'suspended')) FROM accounts_line(p_account, p_at)
$$;
ALTER FUNCTION visits_is_open(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION visits_is_open(bigint, timestamptz) FROM PUBLIC;

-- What p_user is on the staff of p_home now, with p_account before them: no row when they are not (any more). p_account is
-- an account of p_home, or p_home for itself, which nobody has before them who sees some of its accounts only.
CREATE OR REPLACE FUNCTION visits_at_home(p_home bigint, p_user bigint, p_account bigint, p_at timestamptz)
RETURNS TABLE (role text, person text, language text, date_format text, title text, account text)
LANGUAGE sql STABLE AS $$
    SELECT s.role::text, trim(u.first_name || ' ' || u.last_name), u.language::text, u.date_format::text, p.title::text,
           a.name::text
      FROM identity_user u
      JOIN identity_seat s ON s.seller_id = p_home AND s.user_id = u.id AND s.buyer_id IS NULL
      JOIN accounts_portal p ON p.seller_id = p_home
      JOIN accounts_account a ON a.id = p_account AND p_home IN (a.id, a.seller_id) AND a.deleted_at IS NULL
     WHERE u.id = p_user AND u.seller_id = p_home AND u.activated_at IS NOT NULL AND u.deactivated_at IS NULL
       AND (NOT s.own_accounts_only OR (a.id <> p_home AND a.manager_id = u.id))
       AND visits_is_open(p_home, p_at)
$$;
ALTER FUNCTION visits_at_home(bigint, bigint, bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION visits_at_home(bigint, bigint, bigint, timestamptz) FROM PUBLIC;

-- The consent of p_child that holds at p_at.
CREATE OR REPLACE FUNCTION visits_consent(p_child bigint, p_at timestamptz) RETURNS SETOF visits_supportconsent
LANGUAGE sql STABLE AS $$
    SELECT * FROM visits_supportconsent WHERE seller_id = p_child AND ended_at IS NULL AND until > p_at
$$;
ALTER FUNCTION visits_consent(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION visits_consent(bigint, timestamptz) FROM PUBLIC;

-- The portal just above p_seller, which its people see anyway; null above the operator.
CREATE OR REPLACE FUNCTION visits_portal_above(p_seller bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM visits_refuse_buyers();
    RETURN (SELECT accounts_open_portals(a.seller_id) FROM accounts_account a
             WHERE a.id = p_seller AND a.seller_id <> a.id AND handsel_sees(a.id));
END $$;
ALTER FUNCTION visits_portal_above(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION visits_portal_above(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION visits_portal_above(bigint) TO :app;

-- The portal of p_child, one of the resellers just below the caller.
CREATE OR REPLACE FUNCTION visits_portal_below(p_child bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM visits_refuse_buyers();
    RETURN (SELECT accounts_open_portals(a.id) FROM accounts_account a
             WHERE a.id = p_child AND a.kind = 'reseller' AND handsel_sees(a.seller_id));
END $$;
ALTER FUNCTION visits_portal_below(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION visits_portal_below(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION visits_portal_below(bigint) TO :app;

-- Whether p_child lets the caller, its parent, in at p_at: as what, until when, and who said so.
CREATE OR REPLACE FUNCTION visits_consent_of(p_child bigint, p_at timestamptz)
RETURNS TABLE (role text, until timestamptz, given_by_name text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM visits_refuse_buyers();
    RETURN QUERY
        SELECT c.role::text, c.until, c.given_by_name::text
          FROM visits_consent(p_child, p_at) c JOIN accounts_account a ON a.id = c.seller_id
         WHERE handsel_sees(a.seller_id);
END $$;
ALTER FUNCTION visits_consent_of(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION visits_consent_of(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION visits_consent_of(bigint, timestamptz) TO :app;

-- Tell p_child, a reseller just below the caller, that p_person there would like to be let in.
CREATE OR REPLACE FUNCTION visits_ask(p_child bigint, p_person text, p_reason text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    parent bigint;
BEGIN
    PERFORM visits_refuse_buyers();
    SELECT a.seller_id INTO parent FROM accounts_account a
     WHERE a.id = p_child AND a.kind = 'reseller' AND handsel_sees(a.seller_id);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'account % is out of scope', p_child USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM timeline_record(p_child, 'support_access.asked_for', p_at, p_child, 'account', p_child, p_person,
        jsonb_build_object('person', p_person, 'reason', p_reason,
                           'seller', (SELECT title FROM accounts_portal WHERE seller_id = parent)));
END $$;
ALTER FUNCTION visits_ask(bigint, text, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION visits_ask(bigint, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION visits_ask(bigint, text, text, timestamptz) TO :app;

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
ALTER FUNCTION visits_usable(text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION visits_usable(text, timestamptz) FROM PUBLIC;

-- What the token with this hash is for, for the page that asks whether to go on. Nothing is used up.
CREATE OR REPLACE FUNCTION visits_peek(p_digest text, p_at timestamptz)
RETURNS TABLE (purpose text, person text, title text, account text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM visits_refuse_buyers();
    RETURN QUERY
        SELECT u.purpose, u.person, u.title, CASE u.purpose WHEN 'workspace' THEN u.account END
          FROM visits_usable(p_digest, p_at) u JOIN visits_handoff h ON h.id = u.hand_off
         WHERE h.used_at IS NULL AND h.expires_at > p_at;
END $$;
ALTER FUNCTION visits_peek(text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION visits_peek(text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION visits_peek(text, timestamptz) TO :app;

-- Use the token up and begin the visit, of p_lasts at most; returns its id, or null when the token does not work (any
-- more): used, too old, of another portal, or its person or consent is gone. Of two at once one gets the visit.
CREATE OR REPLACE FUNCTION visits_spend(p_digest text, p_lasts interval, p_at timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    spent visits_handoff;
    usable record;
    visit bigint;
    buyer bigint;
BEGIN
    PERFORM visits_refuse_buyers();
    UPDATE visits_handoff SET used_at = p_at
     WHERE digest = p_digest AND used_at IS NULL AND expires_at > p_at AND handsel_sees(target_id)
    RETURNING * INTO spent;
    SELECT * INTO usable FROM visits_usable(spent.digest, p_at);
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    buyer := CASE spent.purpose WHEN 'workspace' THEN spent.seller_id END;
    INSERT INTO visits_visit (seller_id, kind, home_id, home_title, user_id, person, buyer_id, end_customer_id,
                              consent_id, destination, came_from, began_at, expires_at)
    VALUES (spent.target_id, spent.purpose, spent.seller_id, usable.title, spent.user_id, usable.person, buyer,
            CASE WHEN spent.purpose = 'workspace' AND spent.account_id <> spent.seller_id THEN
                accounts_know_end_customer(spent.target_id, spent.seller_id, spent.account_id, p_at) END,
            usable.consent, spent.destination, spent.came_from, p_at, least(p_at + p_lasts, coalesce(usable.consent_until, 'infinity')))
    RETURNING id INTO visit;
    RETURN visit;
END $$;
ALTER FUNCTION visits_spend(text, interval, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION visits_spend(text, interval, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION visits_spend(text, interval, timestamptz) TO :app;

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
ALTER FUNCTION visits_stay(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION visits_stay(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION visits_stay(bigint, timestamptz) TO :app;

-- Visits whose time is up, the oldest first: for the worker, which notes their end.
CREATE OR REPLACE FUNCTION visits_overdue(p_at timestamptz, p_limit int) RETURNS TABLE (visit_id bigint, seller_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT v.id, v.seller_id FROM visits_visit v
     WHERE v.ended_at IS NULL AND v.expires_at <= p_at AND handsel_oversees(NULL)
     ORDER BY v.expires_at, v.id LIMIT p_limit
$$;
ALTER FUNCTION visits_overdue(timestamptz, int) OWNER TO :chain;
REVOKE ALL ON FUNCTION visits_overdue(timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION visits_overdue(timestamptz, int) TO :app;
