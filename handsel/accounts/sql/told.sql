-- What a seller is told of branches below it, held to the glass walls (ACC-25): of what its own buyers have with others it
-- learns that there is something, where that stands in the way of archiving, and nothing of how much.

DROP FUNCTION accounts_dealings(bigint[]);

-- For each of p_accounts of the caller: how many subscriptions run and how many orders are open with the caller itself;
-- whether something runs or is open below the account which the caller has no part in, or is not asked for yet; and whether
-- it ever traded, or sells to somebody: what was placed, whatever became of it, and every movement of money.
CREATE FUNCTION accounts_dealings(p_accounts bigint[])
RETURNS TABLE (account_id bigint, running int, open_orders int, runs_below boolean, has_traded boolean,
               has_children boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF handsel_buyer() IS NOT NULL OR EXISTS (
        SELECT FROM accounts_account a WHERE a.id = ANY (p_accounts) AND NOT handsel_sees(a.seller_id)) THEN
        RAISE EXCEPTION 'an account is out of scope' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
        SELECT a.id,
               (SELECT count(*)::int FROM subscriptions_subscription s
                 WHERE s.seller_id = a.seller_id AND s.buyer_id = a.id AND s.ended_on IS NULL),
               (SELECT count(*)::int FROM orders_leg l
                 WHERE l.seller_id = a.seller_id AND l.buyer_id = a.id AND l.asked_at IS NOT NULL
                   AND l.fulfilment NOT IN ('executed', 'canceled')),
               a.kind = 'reseller' AND EXISTS (
                   SELECT FROM accounts_account b
                    WHERE b.path > a.path AND b.path < rtrim(a.path, '.') || '/'
                      AND (EXISTS (SELECT FROM subscriptions_subscription s
                                    WHERE s.seller_id = b.seller_id AND s.buyer_id = b.id AND s.ended_on IS NULL)
                           OR EXISTS (SELECT FROM orders_leg l WHERE l.seller_id = b.seller_id AND l.buyer_id = b.id
                                         AND l.fulfilment NOT IN ('executed', 'canceled')))),
               accounts_has_traded(a.id),
               EXISTS (SELECT FROM accounts_account b WHERE b.seller_id = a.id AND b.id <> a.id)
          FROM accounts_account a WHERE a.id = ANY (p_accounts);
END $$;
ALTER FUNCTION accounts_dealings(bigint[]) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_dealings(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_dealings(bigint[]) TO :app;

-- The portals that want to be found on the front page, by name: the order of the tree would tell who sells to whom.
CREATE OR REPLACE FUNCTION accounts_listed_portals() RETURNS TABLE (name text, title text, tagline text, colour text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.name::text, p.title::text, p.tagline::text,
           coalesce(accounts_inheritance(p.seller_id) -> 'in_force' ->> 'colour', '#4263eb')
      FROM accounts_portal p WHERE p.is_listed ORDER BY accounts_sort_key(p.title), p.name
$$;
