-- Payments that arrived (FUN-1): one or many in one call, each with its transfer, its numbered receipt and its event.
--   ledger_credit   posts what is new of them, whatever became of the accounts: a gateway's money is there
--   ledger_receive  the door for a seller's staff: of accounts in the bin or archived nothing is taken
-- p_payments is [{"place", "buyer", "currency", "key", "minor", "method", "received_on", "reference", "note", "mail"}], in
-- which no key comes twice; p_by is the signature of who asks (Actor.signature).

GRANT INSERT ON ledger_receipt TO :ledger;
GRANT USAGE ON SEQUENCE ledger_receipt_id_seq, accounts_series_id_seq TO :ledger;
GRANT SELECT, INSERT, UPDATE ON accounts_series TO :ledger;
CREATE POLICY books ON accounts_series TO :ledger USING (name = 'receipt') WITH CHECK (name = 'receipt');
DROP POLICY books ON timeline_event;
CREATE POLICY books ON timeline_event FOR INSERT TO :ledger WITH CHECK (name IN ('funds.ran_low', 'funds.added'));

CREATE FUNCTION ledger_told(p_seller bigint, p_payments jsonb)
RETURNS TABLE (place int, buyer bigint, currency text, key text, minor bigint, method text, received_on date,
               reference text, note text, mail boolean)
LANGUAGE sql STABLE AS $$
    SELECT t.place, t.buyer, t.currency, 'funds:' || p_seller || ':' || t.key || ':1', t.minor, t.method, t.received_on,
           t.reference, t.note, t.mail
      FROM jsonb_to_recordset(p_payments) AS t (place int, buyer bigint, currency text, key text, minor bigint, method text,
                                                received_on date, reference text, note text, mail boolean)
$$;
ALTER FUNCTION ledger_told(bigint, jsonb) OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_told(bigint, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_told(bigint, jsonb) TO :app;

-- The wallet of one buyer. Asked for one by one: among all wallets of a seller the planner would look for many at once.
CREATE FUNCTION ledger_wallet_in(p_seller bigint, p_buyer bigint, p_currency text) RETURNS SETOF ledger_wallet
LANGUAGE sql STABLE AS $$
    SELECT * FROM ledger_wallet WHERE seller_id = p_seller AND buyer_id = p_buyer AND currency = p_currency LIMIT 1
$$;
ALTER FUNCTION ledger_wallet_in(bigint, bigint, text) OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_wallet_in(bigint, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_wallet_in(bigint, bigint, text) TO :app;

-- Credit wallets of the caller's own books, locked in the order of their ids, and write the receipts, numbered without a
-- gap in the order of their places. Returns each payment that has a wallet with its receipt; one whose key was posted
-- before moves nothing and has the receipt of then.
CREATE FUNCTION ledger_credit(p_seller bigint, p_payments jsonb, p_by jsonb, p_at timestamptz)
RETURNS TABLE (place int, receipt_id bigint, transfer_id bigint, number int, is_new boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF handsel_buyer() IS NOT NULL OR NOT handsel_sees(p_seller) THEN
        RAISE EXCEPTION 'these books are out of scope' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM 1 FROM ledger_wallet w
      WHERE w.id = ANY (ARRAY(SELECT own.id FROM ledger_told(p_seller, p_payments) t
                               CROSS JOIN LATERAL ledger_wallet_in(p_seller, t.buyer, t.currency) own))
      ORDER BY w.id FOR UPDATE;
    -- Only now, behind the locks, is it certain who was first under a key.
    RETURN QUERY
    WITH told AS MATERIALIZED (
        SELECT t.*, w.id AS wallet, w.ledger_account_id, w.balance_minor, before.id AS before
          FROM ledger_told(p_seller, p_payments) t
         CROSS JOIN LATERAL ledger_wallet_in(p_seller, t.buyer, t.currency) w
          LEFT JOIN LATERAL (SELECT id FROM ledger_transfer WHERE key = t.key LIMIT 1) before ON true
    ), fresh AS MATERIALIZED (
        SELECT told.*, row_number() OVER (ORDER BY place DESC) - 1 AS behind,
               balance_minor + sum(minor) OVER (PARTITION BY wallet ORDER BY place) AS leaves
          FROM told WHERE before IS NULL
    ), series AS (
        INSERT INTO accounts_series AS s (seller_id, name, last)
        SELECT p_seller, 'receipt', 1000 + count(*) FROM fresh HAVING count(*) > 0
            ON CONFLICT (seller_id, name) DO UPDATE SET last = s.last + excluded.last - 1000
        RETURNING last
    ), transfer AS (
        INSERT INTO ledger_transfer (seller_id, buyer_id, key, document, at, actor_id, actor_name, reason)
        SELECT p_seller, buyer, key, 'receipt', p_at, (p_by ->> 'id')::bigint, p_by ->> 'name', reference
          FROM fresh ORDER BY place
        RETURNING id, key
    ), moved AS (
        UPDATE ledger_wallet w SET balance_minor = w.balance_minor + sums.minor, moved_at = p_at
          FROM (SELECT wallet, sum(minor)::bigint AS minor FROM fresh GROUP BY wallet) sums WHERE w.id = sums.wallet
    ), clearing AS MATERIALIZED (
        SELECT method, currency, ledger_account_of(p_seller, 'clearing', method, currency, NULL) AS id
          FROM (SELECT DISTINCT method, currency FROM fresh) ways
    ), entries AS (
        INSERT INTO ledger_entry (seller_id, buyer_id, transfer_id, ledger_account_id, currency, amount_minor,
                                  balance_after_minor)
        SELECT p_seller, side.buyer, transfer.id, side.account, fresh.currency, side.minor, side.leaves
          FROM fresh JOIN transfer USING (key) JOIN clearing USING (method, currency)
         CROSS JOIN LATERAL (VALUES (fresh.buyer, fresh.ledger_account_id, fresh.minor, fresh.leaves::bigint),
                                    (NULL, clearing.id, -fresh.minor, NULL)) AS side (buyer, account, minor, leaves)
         ORDER BY place
    ), paper AS (
        INSERT INTO ledger_receipt (seller_id, buyer_id, transfer_id, number, amount_minor, currency, method, received_on,
                                    reference, note)
        SELECT p_seller, buyer, transfer.id, series.last - behind, minor, currency, method, received_on, reference, note
          FROM fresh JOIN transfer USING (key) CROSS JOIN series ORDER BY place
        RETURNING id, transfer_id, number
    ), written AS MATERIALIZED (
        SELECT fresh.*, paper.id AS paper, paper.transfer_id, paper.number
          FROM fresh JOIN transfer USING (key) JOIN paper ON paper.transfer_id = transfer.id
    ), events AS (
        INSERT INTO timeline_event (seller_id, xact, name, at, account_id, subject_kind, subject_id, actor_id, actor_name,
                                    way, address, actor_home, let_in_by, reason, data)
        SELECT p_seller, pg_current_xact_id()::text::bigint, 'funds.added', p_at, buyer, 'receipt', paper,
               (p_by ->> 'id')::bigint, p_by ->> 'name', p_by ->> 'way', (p_by ->> 'address')::inet, p_by ->> 'home',
               p_by ->> 'let_in_by', '',
               jsonb_build_object('number', number, 'amount_minor', minor, 'currency', currency, 'method', method,
                                  'reference', reference, 'received_on', received_on, 'mail', mail)
          FROM written ORDER BY place
    )
    SELECT place, paper, transfer_id, number, true FROM written
    UNION ALL
    SELECT told.place, r.id, r.transfer_id, r.number, false
      FROM told CROSS JOIN LATERAL (SELECT * FROM ledger_receipt WHERE transfer_id = told.before LIMIT 1) r
     ORDER BY place;
END $$;
ALTER FUNCTION ledger_credit(bigint, jsonb, jsonb, timestamptz) OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_credit(bigint, jsonb, jsonb, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_credit(bigint, jsonb, jsonb, timestamptz) TO :app;

-- Credit wallets as ledger_credit() does, and say of each payment what became of it: credited, known where its key was
-- posted before, in_bin, archived, or no_wallet. It runs with the rights of who asks, so that the accounts that they do
-- not see have no wallet for them. Accounts are locked in the order of their ids, before wallets: an account is deleted
-- before its money moves, or not at all.
CREATE FUNCTION ledger_receive(p_seller bigint, p_payments jsonb, p_by jsonb, p_at timestamptz)
RETURNS TABLE (place int, fate text, buyer_name text, receipt_id bigint, transfer_id bigint, number int)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM 1 FROM accounts_account a
      WHERE a.id = ANY (ARRAY(SELECT t.buyer FROM ledger_told(p_seller, p_payments) t)) AND a.id <> p_seller
      ORDER BY a.id FOR NO KEY UPDATE;
    RETURN QUERY
    WITH told AS MATERIALIZED (
        SELECT (payment ->> 'place')::int AS place, payment, coalesce(a.name, '') AS name,
               CASE WHEN a.deleted_at IS NOT NULL THEN 'in_bin' WHEN a.archived_at IS NOT NULL THEN 'archived'
                    WHEN w.id IS NULL THEN 'no_wallet' END AS why_not
          FROM jsonb_array_elements(p_payments) payment
          LEFT JOIN LATERAL ledger_wallet_in(p_seller, (payment ->> 'buyer')::bigint, payment ->> 'currency') w ON true
          LEFT JOIN LATERAL (SELECT * FROM accounts_account WHERE id = (payment ->> 'buyer')::bigint AND id <> p_seller
                                AND seller_id = p_seller LIMIT 1) a ON true
    )
    SELECT told.place, coalesce(told.why_not, CASE WHEN c.is_new THEN 'credited' ELSE 'known' END), told.name::text,
           c.receipt_id, c.transfer_id, c.number
      FROM told LEFT JOIN ledger_credit(
               p_seller, (SELECT jsonb_agg(payment ORDER BY place) FROM told WHERE why_not IS NULL), p_by, p_at
           ) c ON c.place = told.place
     ORDER BY told.place;
END $$;
ALTER FUNCTION ledger_receive(bigint, jsonb, jsonb, timestamptz) OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_receive(bigint, jsonb, jsonb, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_receive(bigint, jsonb, jsonb, timestamptz) TO :app;
