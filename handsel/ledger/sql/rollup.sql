-- Balances of books without a floor: revenue, tax, clearing, adjustments (FUN-8, safety M4). Postings insert their entries
-- and touch no balance, so that nobody waits for the row of a busy seller; the worker adds them up afterwards. Who reads a
-- balance adds the entries that came since, so it is exact at any time.

GRANT SELECT, INSERT, UPDATE ON ledger_rolledup, ledger_rollupmark TO :ledger;
GRANT USAGE ON SEQUENCE ledger_rolledup_id_seq, ledger_rollupmark_id_seq TO :ledger;
GRANT SELECT ON SEQUENCE ledger_entry_id_seq TO :ledger;
CREATE POLICY books ON ledger_rolledup TO :ledger USING (true) WITH CHECK (true);
CREATE POLICY books ON ledger_rollupmark TO :ledger USING (true) WITH CHECK (true);

-- Roll up at most p_most ids of entries; returns how many it was. Whoever comes while another does it goes away.
-- Each entry has its id from a transaction that had locked a wallet, and so had a transaction id, before. So the entries up
-- to an id that an earlier turn read are of transactions older than this one: when none as old as this is left, all of them
-- have committed or never will.
CREATE FUNCTION ledger_roll_up(p_most bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    mark ledger_rollupmark;
    reach bigint;
    latest bigint;
    rolled bigint := 0;
BEGIN
    PERFORM handsel_oversees(NULL);
    IF pg_current_xact_id_if_assigned() IS NOT NULL THEN
        RAISE EXCEPTION 'books are rolled up in a transaction of their own: what it did before hides how old it is';
    END IF;
    SELECT CASE WHEN is_called THEN last_value ELSE 0 END INTO latest FROM ledger_entry_id_seq;
    SELECT * INTO mark FROM ledger_rollupmark;
    IF latest = mark.rolled_to THEN
        RETURN 0;
    END IF;
    IF mark.id IS NULL THEN
        INSERT INTO ledger_rollupmark (seller_id, rolled_to, fence_to, fence_xact, next_to)
        SELECT id, 0, 0, 0, 0 FROM accounts_account WHERE kind = 'operator' ON CONFLICT DO NOTHING;
    END IF;
    SELECT * INTO mark FROM ledger_rollupmark FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    SELECT CASE WHEN is_called THEN last_value ELSE 0 END INTO latest FROM ledger_entry_id_seq;
    IF mark.fence_to > mark.rolled_to AND mark.fence_xact < pg_snapshot_xmin(pg_current_snapshot())::text::bigint THEN
        reach := least(mark.fence_to, mark.rolled_to + p_most);
        INSERT INTO ledger_rolledup AS r (seller_id, ledger_account_id, balance_minor, up_to)
        SELECT seller_id, ledger_account_id, sum(amount_minor), reach FROM ledger_entry
         WHERE id > mark.rolled_to AND id <= reach AND buyer_id IS NULL GROUP BY seller_id, ledger_account_id
            ON CONFLICT (ledger_account_id)
            DO UPDATE SET balance_minor = r.balance_minor + excluded.balance_minor, up_to = excluded.up_to;
        rolled := reach - mark.rolled_to;
        mark.rolled_to := reach;
    END IF;
    IF mark.rolled_to = mark.fence_to THEN
        mark.fence_to := mark.next_to;
        mark.fence_xact := pg_current_xact_id()::text::bigint;
        mark.next_to := latest;
    END IF;
    UPDATE ledger_rollupmark SET rolled_to = mark.rolled_to, fence_to = mark.fence_to, fence_xact = mark.fence_xact,
                                 next_to = mark.next_to
     WHERE id = mark.id;
    RETURN rolled;
END $$;
ALTER FUNCTION ledger_roll_up(bigint) OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_roll_up(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_roll_up(bigint) TO :app;

-- What each book of a seller comes to now; its wallets together, by currency. With the rights of who asks.
CREATE FUNCTION ledger_balances(p_seller bigint)
RETURNS TABLE (role text, method text, currency text, minor bigint, wallets bigint) LANGUAGE sql STABLE AS $$
    SELECT a.role::text, a.method::text, a.currency::text,
           sum(coalesce(w.balance_minor, coalesce(r.balance_minor, 0) + coalesce(since.minor, 0)))::bigint, count(w.id)
      FROM ledger_ledgeraccount a
      LEFT JOIN ledger_wallet w ON w.ledger_account_id = a.id
      LEFT JOIN ledger_rolledup r ON r.ledger_account_id = a.id
      LEFT JOIN LATERAL (
          SELECT sum(e.amount_minor) AS minor FROM ledger_entry e
           WHERE e.seller_id = a.seller_id AND e.ledger_account_id = a.id AND e.id > coalesce(r.up_to, 0)
      ) since ON a.role <> 'wallet'
     WHERE a.seller_id = p_seller GROUP BY a.role, a.method, a.currency
$$;
ALTER FUNCTION ledger_balances(bigint) OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_balances(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_balances(bigint) TO :app;

-- What was rolled up otherwise than its entries say.
CREATE FUNCTION ledger_rolled_faults(p_seller bigint) RETURNS TABLE (fault text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT format('%s of seller %s in %s was rolled up to %s, its entries say %s', a.role, a.seller_id, a.currency,
                  coalesce(r.balance_minor, 0), coalesce(sum(e.amount_minor), 0))
      FROM ledger_ledgeraccount a
      LEFT JOIN ledger_rolledup r ON r.ledger_account_id = a.id
      LEFT JOIN ledger_entry e ON e.ledger_account_id = a.id AND e.seller_id = a.seller_id
            AND e.id <= (SELECT rolled_to FROM ledger_rollupmark)
     WHERE handsel_oversees(p_seller) AND a.role <> 'wallet' AND (p_seller IS NULL OR a.seller_id = p_seller)
     GROUP BY a.id, r.balance_minor HAVING coalesce(r.balance_minor, 0) <> coalesce(sum(e.amount_minor), 0)
$$;
ALTER FUNCTION ledger_rolled_faults(bigint) OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_rolled_faults(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_rolled_faults(bigint) TO :app;
