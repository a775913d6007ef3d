-- Portals: how a host is found before anything is known of the visitor, and how a new one is opened for a child.
-- These steps cross tenants, so they are functions that give exactly that (safety T7).

GRANT SELECT, INSERT ON accounts_portal, identity_user, identity_seat, accounts_account TO :chain;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO :chain;
CREATE POLICY chain ON accounts_portal TO :chain USING (true) WITH CHECK (true);
CREATE POLICY chain ON identity_user TO :chain USING (true) WITH CHECK (true);
CREATE POLICY chain ON identity_seat TO :chain USING (true) WITH CHECK (true);
CREATE POLICY opening ON accounts_account FOR INSERT TO :chain WITH CHECK (kind = 'operator');

-- Whose portal is this? Null when there is none.
CREATE FUNCTION accounts_portal_seller(p_name text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT seller_id FROM accounts_portal WHERE name = p_name
$$;
ALTER FUNCTION accounts_portal_seller(text) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_portal_seller(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_portal_seller(text) TO :app;

-- The portals that want to be found on the front page, by name: the order of the tree would tell who sells to whom.
CREATE FUNCTION accounts_listed_portals() RETURNS TABLE (name text, title text, tagline text, colour text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.name::text, p.title::text, p.tagline::text,
           coalesce(accounts_inheritance(p.seller_id) -> 'in_force' ->> 'colour', '#4263eb')
      FROM accounts_portal p WHERE p.is_listed ORDER BY accounts_sort_key(p.title), p.name
$$;
ALTER FUNCTION accounts_listed_portals() OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_listed_portals() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_listed_portals() TO :app;

CREATE FUNCTION accounts_write_portal(p_seller bigint, p_portal jsonb, p_owner jsonb, p_at timestamptz)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    owner bigint;
    in_force jsonb;
BEGIN
    INSERT INTO accounts_portal (seller_id, name, title, tagline, colour, language, time_zone, email, is_listed,
                                 logo, logo_ground, logo_width, logo_height, locked, version)
    VALUES (p_seller, p_portal ->> 'name', p_portal ->> 'title', p_portal ->> 'tagline', p_portal ->> 'colour',
            p_portal ->> 'language', p_portal ->> 'time_zone', p_portal ->> 'email', (p_portal ->> 'is_listed')::boolean,
            '', '', 0, 0, '{}', 1);
    in_force := accounts_inheritance(p_seller) -> 'in_force';
    INSERT INTO identity_user (seller_id, login_key, email, first_name, last_name, language, date_format, password,
                               created_at)
    VALUES (p_seller, p_seller || ':' || (p_owner ->> 'email'), p_owner ->> 'email', p_owner ->> 'first_name',
            p_owner ->> 'last_name', coalesce(in_force ->> 'language', 'en'),
            coalesce(nullif(in_force ->> 'date_format', 'j M Y'), 'Y-m-d'), '!', p_at)
    RETURNING id INTO owner;
    INSERT INTO identity_seat (seller_id, user_id, buyer_id, role) VALUES (p_seller, owner, NULL, 'owner');
    PERFORM timeline_record(p_seller, 'user.invited', p_at, p_seller, 'user', owner, p_owner ->> 'invited_by',
                            jsonb_build_object('role', 'owner', 'invited_by', p_owner ->> 'invited_by'));
    RETURN owner;
END $$;
ALTER FUNCTION accounts_write_portal(bigint, jsonb, jsonb, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_write_portal(bigint, jsonb, jsonb, timestamptz) FROM PUBLIC;

-- Open the portal of a reseller just below the caller, with its owner, who gets an invitation. Returns the user's id.
CREATE FUNCTION accounts_open_portal(p_account bigint, p_portal jsonb, p_owner jsonb, p_at timestamptz)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF handsel_buyer() IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM accounts_account
         WHERE id = p_account AND kind = 'reseller' AND handsel_sees(seller_id)) THEN
        RAISE EXCEPTION 'account % is out of scope', p_account USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN accounts_write_portal(p_account, p_portal, p_owner, p_at);
END $$;
ALTER FUNCTION accounts_open_portal(bigint, jsonb, jsonb, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_open_portal(bigint, jsonb, jsonb, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_open_portal(bigint, jsonb, jsonb, timestamptz) TO :app;

-- Found the installation: the operator, its portal and its owner. Only once.
CREATE FUNCTION accounts_found(p_company jsonb, p_portal jsonb, p_owner jsonb, p_at timestamptz)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    operator bigint := nextval('accounts_account_id_seq');
BEGIN
    INSERT INTO accounts_account (id, kind, seller_id, number, path, company_name, contact_name, email, phone, address,
                                  city, country, state, postcode, tax_number, external_number, joined_at, version)
    VALUES (operator, 'operator', operator, 1, '', p_company ->> 'company_name', '', p_company ->> 'email', '', '',
            p_company ->> 'city', p_company ->> 'country', '', '', '', '', p_at, 1);
    PERFORM accounts_write_portal(operator, p_portal, p_owner, p_at);
    RETURN operator;
END $$;
ALTER FUNCTION accounts_found(jsonb, jsonb, jsonb, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_found(jsonb, jsonb, jsonb, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_found(jsonb, jsonb, jsonb, timestamptz) TO :app;
