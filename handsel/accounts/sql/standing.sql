-- The effective state of an account (ACC-6): the worst of its own and its ancestors', worked out when it is asked for and
-- never copied down, so that lifting a suspension gives each account below its own state back.
-- A tier does not see those above it, so these are functions that say exactly what the asker may know (safety T7).
--   accounts_standing     what an account can do now, and whose decision that is
--   accounts_lock_standing, accounts_keep_standing   so that nobody is suspended while an order of theirs is placed
--   accounts_expired      suspensions whose end has come, for the worker

-- What an account is by itself at p_at: a suspension ends at its date, whether or not a worker has noted it.
CREATE FUNCTION accounts_own_standing(p_account accounts_account, p_at timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_account.deleted_at IS NOT NULL THEN 'deleted'
                WHEN p_account.archived_at IS NOT NULL THEN 'archived'
                WHEN p_account.status_until <= p_at THEN 'active'
                ELSE p_account.status::text END
$$;

-- The account at step 0 and those above it, each as it is by itself. Not for the application.
CREATE FUNCTION accounts_line(p_account bigint, p_at timestamptz)
RETURNS TABLE (step int, account_id bigint, seller_id bigint, standing text, reason text, since timestamptz,
               until timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT (cardinality(line.ids) - n.step)::int, a.id, a.seller_id, accounts_own_standing(a, p_at), a.status_reason,
           CASE accounts_own_standing(a, p_at) WHEN 'deleted' THEN a.deleted_at WHEN 'archived' THEN a.archived_at
                ELSE a.status_since END,
           a.status_until
      FROM (SELECT string_to_array(rtrim(path, '.'), '.')::bigint[] AS ids
              FROM accounts_account WHERE id = p_account) AS line
     CROSS JOIN LATERAL unnest(line.ids) WITH ORDINALITY AS n (id, step)
      JOIN accounts_account a ON a.id = n.id
$$;
ALTER FUNCTION accounts_line(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_line(bigint, timestamptz) FROM PUBLIC;

-- The effective state of p_account at p_at, for staff of its seller, for its own staff, and in the storefront for itself.
-- `whose` says what decides: own, the account itself; seller, the asker, who sells to it; above, somebody the asker does
-- not see, of whom nothing is told; empty where all are active. Of two that are as bad the nearer one counts.
CREATE FUNCTION accounts_standing(p_account bigint, p_at timestamptz)
RETURNS TABLE (standing text, whose text, reason text, since timestamptz, until timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    seller bigint;
    is_its_seller boolean;
BEGIN
    SELECT a.seller_id INTO STRICT seller FROM accounts_account a WHERE a.id = p_account;
    is_its_seller := handsel_sees(seller) AND handsel_buyer() IS NULL;
    IF NOT (is_its_seller OR handsel_sees(seller) AND handsel_buyer() = p_account
            OR handsel_sees(p_account) AND handsel_buyer() IS NULL) THEN
        RAISE EXCEPTION 'account % is out of scope', p_account USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
        SELECT worst.standing, worst.whose,
               CASE WHEN worst.whose IN ('own', 'seller') THEN worst.reason ELSE '' END,
               CASE WHEN worst.whose IN ('own', 'seller') THEN worst.since END,
               CASE WHEN worst.whose IN ('own', 'seller') THEN worst.until END
          FROM (SELECT l.*, CASE WHEN l.standing = 'active' THEN '' WHEN l.step = 0 THEN 'own'
                                 WHEN l.step = 1 AND is_its_seller THEN 'seller' ELSE 'above' END AS whose
                  FROM accounts_line(p_account, p_at) l
                 ORDER BY array_position(ARRAY['deleted', 'archived', 'inactive', 'suspended', 'active'], l.standing),
                          l.step
                 LIMIT 1) AS worst;
END $$;
ALTER FUNCTION accounts_standing(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_standing(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_standing(bigint, timestamptz) TO :app;

-- The same in one word, for a column of a query.
CREATE FUNCTION accounts_effective(p_account bigint, p_at timestamptz) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT standing FROM accounts_standing(p_account, p_at)
$$;

-- Who changes the standing of accounts of p_seller holds this lock until the transaction ends, and who takes an order on
-- holds the shared one for each seller above its buyer: so the one comes before the other, or after it. One lock per
-- seller, however many accounts are changed. Taken before the rows of the accounts, and after the legs of an order.
CREATE FUNCTION accounts_lock_standing(p_seller bigint) RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('standing:' || p_seller, 0))
$$;

CREATE FUNCTION accounts_keep_standing(p_account bigint) RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock_shared(hashtextextended('standing:' || above.seller_id, 0))
      FROM (SELECT DISTINCT l.seller_id FROM accounts_line(p_account, '-infinity') l ORDER BY l.seller_id) AS above
$$;
ALTER FUNCTION accounts_keep_standing(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_keep_standing(bigint) FROM PUBLIC;

-- Accounts whose suspension has ended and does not say so yet, the oldest first: for the worker.
CREATE FUNCTION accounts_expired(p_at timestamptz, p_limit int) RETURNS TABLE (account_id bigint, seller_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, a.seller_id FROM accounts_account a
     WHERE a.status_until <= p_at AND a.is_listed AND handsel_oversees(NULL)
     ORDER BY a.status_until, a.id LIMIT p_limit
$$;
ALTER FUNCTION accounts_expired(timestamptz, int) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_expired(timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_expired(timestamptz, int) TO :app;
