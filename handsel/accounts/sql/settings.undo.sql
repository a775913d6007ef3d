CREATE OR REPLACE FUNCTION accounts_listed_portals() RETURNS TABLE (name text, title text, tagline text, colour text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.name::text, p.title::text, p.tagline::text, p.colour::text
      FROM accounts_portal p JOIN accounts_account a ON a.id = p.seller_id WHERE p.is_listed ORDER BY a.path
$$;
CREATE OR REPLACE FUNCTION accounts_write_portal(p_seller bigint, p_portal jsonb, p_owner jsonb, p_at timestamptz)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    owner bigint;
BEGIN
    INSERT INTO accounts_portal (seller_id, name, title, tagline, colour, language, time_zone, email, is_listed)
    VALUES (p_seller, p_portal ->> 'name', p_portal ->> 'title', p_portal ->> 'tagline', p_portal ->> 'colour',
            p_portal ->> 'language', p_portal ->> 'time_zone', p_portal ->> 'email', (p_portal ->> 'is_listed')::boolean);
    INSERT INTO identity_user (seller_id, login_key, email, first_name, last_name, language, date_format, password,
                               created_at)
    VALUES (p_seller, p_seller || ':' || (p_owner ->> 'email'), p_owner ->> 'email', p_owner ->> 'first_name',
            p_owner ->> 'last_name', p_portal ->> 'language', 'Y-m-d', '!', p_at)
    RETURNING id INTO owner;
    INSERT INTO identity_seat (seller_id, user_id, buyer_id, role) VALUES (p_seller, owner, NULL, 'owner');
    PERFORM timeline_record(p_seller, 'user.invited', p_at, p_seller, 'user', owner, p_owner ->> 'invited_by',
                            jsonb_build_object('role', 'owner', 'invited_by', p_owner ->> 'invited_by'));
    RETURN owner;
END $$;
DROP FUNCTION accounts_is_host_taken(text);
DROP FUNCTION accounts_settings_of(bigint);
DROP FUNCTION accounts_portal_of(bigint);
DROP FUNCTION accounts_portal_at(text, text);
DROP FUNCTION accounts_open_portals(bigint);
DROP FUNCTION accounts_inheritance(bigint);
DROP POLICY chain ON accounts_portalterms;
DROP POLICY chain ON accounts_domain;
REVOKE ALL ON accounts_domain, accounts_portalterms FROM :chain;
