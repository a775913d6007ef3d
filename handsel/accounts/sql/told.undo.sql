DROP FUNCTION accounts_dealings(bigint[]);

CREATE FUNCTION accounts_dealings(p_accounts bigint[])
RETURNS TABLE (account_id bigint, running int, open_orders int, has_traded boolean, has_children boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF handsel_buyer() IS NOT NULL OR EXISTS (
        SELECT FROM accounts_account a WHERE a.id = ANY (p_accounts) AND NOT handsel_sees(a.seller_id)) THEN
        RAISE EXCEPTION 'an account is out of scope' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
        SELECT a.id,
               (SELECT count(DISTINCT (l.order_id, t.plan_id))::int
                  FROM accounts_account b
                  JOIN subscriptions_subscription s ON s.buyer_id = b.id
                  JOIN orders_legline t ON t.id = s.leg_line_id
                  JOIN orders_leg l ON l.id = t.leg_id
                 WHERE b.path >= a.path AND b.path < rtrim(a.path, '.') || '/' AND s.ended_on IS NULL),
               (SELECT count(DISTINCT l.order_id)::int FROM accounts_account b JOIN orders_leg l ON l.buyer_id = b.id
                 WHERE b.path >= a.path AND b.path < rtrim(a.path, '.') || '/'
                   AND l.fulfilment NOT IN ('executed', 'canceled')),
               accounts_has_traded(a.id),
               EXISTS (SELECT FROM accounts_account b WHERE b.seller_id = a.id AND b.id <> a.id)
          FROM accounts_account a WHERE a.id = ANY (p_accounts);
END $$;
ALTER FUNCTION accounts_dealings(bigint[]) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_dealings(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_dealings(bigint[]) TO :app;

CREATE OR REPLACE FUNCTION accounts_listed_portals() RETURNS TABLE (name text, title text, tagline text, colour text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.name::text, p.title::text, p.tagline::text,
           coalesce(accounts_inheritance(p.seller_id) -> 'in_force' ->> 'colour', '#4263eb')
      FROM accounts_portal p JOIN accounts_account a ON a.id = p.seller_id WHERE p.is_listed ORDER BY a.path
$$;
