-- Settings of portals (SHO-4): what a portal does not set it inherits, and what a parent has locked it cannot set. A tier
-- does not see those above it, so what is in force is worked out here (safety T7), in one walk from the root.

GRANT SELECT ON accounts_domain, accounts_portalterms TO :chain;
CREATE POLICY chain ON accounts_domain TO :chain USING (true);
CREATE POLICY chain ON accounts_portalterms TO :chain USING (true);

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
