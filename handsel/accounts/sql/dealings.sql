-- What stands in the way of archiving and deleting (ACC-7, ACC-8), and the true end of what was deleted.
--   accounts_dealings  what has happened and what runs at accounts, whichever tables that is written in
--   accounts_due       deleted accounts whose time in the bin is over, for the worker
-- Subscriptions and orders of a branch lie at several sellers, so this is asked of functions (safety T7).

GRANT SELECT ON subscriptions_subscription TO :chain;
CREATE POLICY chain ON subscriptions_subscription FOR SELECT TO :chain USING (true);

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

CREATE FUNCTION accounts_has_traded(p_account bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM orders_leg WHERE buyer_id = p_account)
        OR EXISTS (SELECT FROM orders_leg WHERE seller_id = p_account)
        OR EXISTS (SELECT FROM orders_order WHERE buyer_id = p_account AND placed_at IS NOT NULL)
        OR EXISTS (SELECT FROM ledger_ledgeraccount a JOIN ledger_entry e ON e.ledger_account_id = a.id
                    WHERE a.buyer_id = p_account)
        OR EXISTS (SELECT FROM ledger_entry WHERE seller_id = p_account)
        OR EXISTS (SELECT FROM subscriptions_subscription WHERE buyer_id = p_account)
$$;
ALTER FUNCTION accounts_has_traded(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_has_traded(bigint) FROM PUBLIC;

-- Customers that were deleted at p_before or earlier and never traded, the oldest first.
CREATE FUNCTION accounts_due(p_before timestamptz, p_limit int) RETURNS TABLE (account_id bigint, seller_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, a.seller_id FROM accounts_account a
     WHERE a.deleted_at <= p_before AND a.kind = 'customer' AND handsel_oversees(NULL) AND NOT accounts_has_traded(a.id)
     ORDER BY a.deleted_at, a.id LIMIT p_limit
$$;
ALTER FUNCTION accounts_due(timestamptz, int) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_due(timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_due(timestamptz, int) TO :app;

GRANT SELECT, DELETE ON accounts_account, accounts_edge, accounts_note, accounts_address, accounts_tagging,
    identity_seat, identity_user, identity_onetimelink, mail_message, orders_order, orders_line, ledger_wallet,
    ledger_ledgeraccount TO :chain;
CREATE POLICY purging ON accounts_note TO :chain USING (true);
CREATE POLICY purging ON accounts_address TO :chain USING (true);
CREATE POLICY purging ON accounts_tagging TO :chain USING (true);
CREATE POLICY purging ON identity_onetimelink TO :chain USING (true);
CREATE POLICY purging ON ledger_ledgeraccount TO :chain USING (true);
CREATE POLICY purging_finds ON mail_message FOR SELECT TO :chain USING (true);
CREATE POLICY purging ON mail_message FOR DELETE TO :chain USING (true);
