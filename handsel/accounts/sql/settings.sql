-- Settings of portals (SHO-4): what a portal does not set it inherits, and what a parent has locked it cannot set. A tier
-- does not see those above it, so what is in force is worked out here (safety T7), in one walk from the root.

GRANT SELECT ON accounts_domain, accounts_portalterms TO :chain;
CREATE POLICY chain ON accounts_domain TO :chain USING (true);
CREATE POLICY chain ON accounts_portalterms TO :chain USING (true);

-- What the portal of a seller sets itself (own), what it would have without (inherited), what holds (in_force), and the
-- names of the settings that are locked above it (locked). A value that nobody sets is missing: the program's standard.
CREATE FUNCTION accounts_inheritance(p_seller bigint) RETURNS jsonb
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
                   'mandatory_fields', p.mandatory_fields)) AS own
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

-- A portal as it is open to the world: what it is called, and every setting that is in force.
CREATE FUNCTION accounts_open_portals(p_seller bigint) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT jsonb_build_object(
               'seller_id', p.seller_id, 'name', p.name, 'title', p.title, 'tagline', p.tagline, 'email', p.email,
               'logo', p.logo, 'logo_ground', p.logo_ground, 'logo_width', p.logo_width, 'logo_height', p.logo_height,
               'host', (SELECT d.host FROM accounts_domain d WHERE d.seller_id = p.seller_id AND d.is_main),
               'terms', t.terms) || (accounts_inheritance(p.seller_id) -> 'in_force')
      FROM accounts_portal p
      LEFT JOIN LATERAL (
          SELECT jsonb_build_object('version', version, 'url', url, 'published_at', published_at,
                                    'has_text', text <> '') AS terms
            FROM accounts_portalterms WHERE seller_id = p.seller_id ORDER BY version DESC LIMIT 1) t ON true
     WHERE p.seller_id = p_seller
$$;
ALTER FUNCTION accounts_open_portals(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_open_portals(bigint) FROM PUBLIC;

-- Whose portal is this? By its name below the installation's domain, or by a host name of its own. Null when there is none.
CREATE FUNCTION accounts_portal_at(p_name text, p_host text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT accounts_open_portals(coalesce((SELECT seller_id FROM accounts_portal WHERE name = p_name),
                                          (SELECT seller_id FROM accounts_domain WHERE host = p_host)))
$$;
ALTER FUNCTION accounts_portal_at(text, text) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_portal_at(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_portal_at(text, text) TO :app;

-- The same for a seller whose rows the caller may see.
CREATE FUNCTION accounts_portal_of(p_seller bigint) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN handsel_sees(p_seller) THEN accounts_open_portals(p_seller) END
$$;
ALTER FUNCTION accounts_portal_of(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_portal_of(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_portal_of(bigint) TO :app;

-- What a seller sets, inherits and may not change: for its own staff.
CREATE FUNCTION accounts_settings_of(p_seller bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF handsel_buyer() IS NOT NULL OR NOT handsel_sees(p_seller) THEN
        RAISE EXCEPTION 'the settings of % are out of scope', p_seller USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN accounts_inheritance(p_seller);
END $$;
ALTER FUNCTION accounts_settings_of(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_settings_of(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_settings_of(bigint) TO :app;

-- Does a portal of anybody answer at this host already?
CREATE FUNCTION accounts_is_host_taken(p_host text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM accounts_domain WHERE host = p_host)
$$;
ALTER FUNCTION accounts_is_host_taken(text) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_is_host_taken(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_is_host_taken(text) TO :app;

-- Portals are written and listed as before, with room for what is inherited.
CREATE OR REPLACE FUNCTION accounts_listed_portals() RETURNS TABLE (name text, title text, tagline text, colour text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.name::text, p.title::text, p.tagline::text,
           coalesce(accounts_inheritance(p.seller_id) -> 'in_force' ->> 'colour', '#4263eb')
      FROM accounts_portal p JOIN accounts_account a ON a.id = p.seller_id WHERE p.is_listed ORDER BY a.path
$$;

CREATE OR REPLACE FUNCTION accounts_write_portal(p_seller bigint, p_portal jsonb, p_owner jsonb, p_at timestamptz)
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
