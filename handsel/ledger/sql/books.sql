-- The books: what no line of Python can break (FUN-8, safety M2–M5).
--   1. Transfers and entries are never changed or deleted.
--   2. Every transfer sums to zero per currency when its transaction commits.
--   3. Money moves through ledger_post(), ledger_credit() and ledger_reverse() only; the application may read and nothing
--      else.
--   4. Wallets are locked in the order of their ids, so no two movements wait for each other.
-- Positive amounts credit an account, negative ones debit it. All functions run as the ledger role. The application is
-- let in by ledger_move() and ledger_reverse(), which ask first whether the books are the caller's own; chains of tiers
-- and holds are for the functions of orders, which have asked before.

GRANT SELECT ON accounts_edge, accounts_account TO :ledger;
CREATE POLICY books ON accounts_edge TO :ledger USING (true);
CREATE POLICY books ON accounts_account TO :ledger USING (true);
GRANT SELECT, INSERT ON ledger_ledgeraccount, ledger_transfer, ledger_entry TO :ledger;
GRANT SELECT, INSERT, UPDATE ON ledger_wallet, ledger_hold TO :ledger;
GRANT USAGE ON SEQUENCE ledger_ledgeraccount_id_seq, ledger_transfer_id_seq, ledger_entry_id_seq,
    ledger_wallet_id_seq, ledger_hold_id_seq TO :ledger;
CREATE POLICY books ON ledger_ledgeraccount TO :ledger USING (true) WITH CHECK (true);
CREATE POLICY books ON ledger_transfer TO :ledger USING (true) WITH CHECK (true);
CREATE POLICY books ON ledger_entry TO :ledger USING (true) WITH CHECK (true);
CREATE POLICY books ON ledger_wallet TO :ledger USING (true) WITH CHECK (true);
CREATE POLICY books ON ledger_hold TO :ledger USING (true) WITH CHECK (true);
GRANT SELECT ON ledger_receipt TO :ledger;
CREATE POLICY books ON ledger_receipt TO :ledger USING (true);

ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_in_the_currency_of_its_account
    FOREIGN KEY (ledger_account_id, currency) REFERENCES ledger_ledgeraccount (id, currency);
ALTER TABLE ledger_wallet ADD CONSTRAINT ledger_wallet_in_the_currency_of_its_account
    FOREIGN KEY (ledger_account_id, currency) REFERENCES ledger_ledgeraccount (id, currency);
ALTER TABLE ledger_wallet ADD CONSTRAINT ledger_wallet_of_its_edge
    FOREIGN KEY (edge_id, seller_id, buyer_id) REFERENCES accounts_edge (id, seller_id, buyer_id);

-- 1 ---------------------------------------------------------------------------------------------------------------
CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the books are append-only: % on % refused', tg_op, tg_table_name;
END $$;
CREATE TRIGGER transfer_append_only BEFORE UPDATE OR DELETE ON ledger_transfer
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();

-- 2 ---------------------------------------------------------------------------------------------------------------
CREATE FUNCTION ledger_prove_transfer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    off record;
BEGIN
    SELECT currency, sum(amount_minor) AS total INTO off FROM ledger_entry
     WHERE transfer_id = new.transfer_id GROUP BY currency HAVING sum(amount_minor) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'transfer % is off by % %', new.transfer_id, off.total, off.currency
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
ALTER FUNCTION ledger_prove_transfer() OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_prove_transfer() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER transfer_sums_to_zero AFTER INSERT ON ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_prove_transfer();

-- 3 ---------------------------------------------------------------------------------------------------------------
CREATE FUNCTION ledger_account_of(p_seller bigint, p_role text, p_method text, p_currency text, p_buyer bigint)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    found_id bigint;
BEGIN
    LOOP
        -- Two questions, since no index answers IS NOT DISTINCT FROM.
        IF p_buyer IS NULL THEN
            SELECT id INTO found_id FROM ledger_ledgeraccount
             WHERE seller_id = p_seller AND role = p_role AND method = p_method AND currency = p_currency
               AND buyer_id IS NULL;
        ELSE
            SELECT id INTO found_id FROM ledger_ledgeraccount
             WHERE seller_id = p_seller AND role = p_role AND method = p_method AND currency = p_currency
               AND buyer_id = p_buyer;
        END IF;
        IF found_id IS NOT NULL THEN
            RETURN found_id;
        END IF;
        INSERT INTO ledger_ledgeraccount (seller_id, buyer_id, role, method, currency)
        VALUES (p_seller, p_buyer, p_role, p_method, p_currency) ON CONFLICT DO NOTHING;
    END LOOP;
END $$;
ALTER FUNCTION ledger_account_of(bigint, text, text, text, bigint) OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_account_of(bigint, text, text, text, bigint) FROM PUBLIC;

-- Open the empty wallet of an edge, in the edge's currency.
CREATE FUNCTION ledger_open_wallet(p_edge bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    edge accounts_edge;
    wallet bigint;
BEGIN
    SELECT * INTO STRICT edge FROM accounts_edge WHERE id = p_edge;
    IF NOT handsel_sees(edge.seller_id) THEN
        RAISE EXCEPTION 'edge % is out of scope', p_edge USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO ledger_wallet (seller_id, buyer_id, edge_id, ledger_account_id, currency,
                               balance_minor, held_minor, credit_limit_minor)
    VALUES (edge.seller_id, edge.buyer_id, edge.id,
            ledger_account_of(edge.seller_id, 'wallet', '', edge.currency, edge.buyer_id), edge.currency, 0, 0, 0)
    RETURNING id INTO wallet;
    RETURN wallet;
END $$;
ALTER FUNCTION ledger_open_wallet(bigint) OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_open_wallet(bigint) FROM PUBLIC;

-- An edge is never without its wallet; of many new edges all are opened at once, since each row by itself costs most of
-- the time that adding an account takes.
CREATE FUNCTION ledger_give_wallets() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM fresh WHERE NOT handsel_sees(seller_id)) THEN
        RAISE EXCEPTION 'an edge is out of scope' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO ledger_ledgeraccount (seller_id, buyer_id, role, method, currency)
    SELECT seller_id, buyer_id, 'wallet', '', currency FROM fresh ON CONFLICT DO NOTHING;
    INSERT INTO ledger_wallet (seller_id, buyer_id, edge_id, ledger_account_id, currency,
                               balance_minor, held_minor, credit_limit_minor)
    SELECT edge.seller_id, edge.buyer_id, edge.id, account.id, edge.currency, 0, 0, 0
      FROM fresh edge JOIN ledger_ledgeraccount account
        ON account.seller_id = edge.seller_id AND account.buyer_id = edge.buyer_id AND account.role = 'wallet'
           AND account.method = '' AND account.currency = edge.currency;
    RETURN NULL;
END $$;
ALTER FUNCTION ledger_give_wallets() OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_give_wallets() FROM PUBLIC;
CREATE TRIGGER edge_opens_its_wallet AFTER INSERT ON accounts_edge REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_give_wallets();

-- Write one transfer against a wallet that is locked: the wallet's side and what it moves against.
-- p_against is [{"role", "method", "amount"}]; the sum of all sides is proved at commit.
CREATE FUNCTION ledger_write(p_wallet ledger_wallet, p_key text, p_document text, p_at timestamptz, p_actor bigint,
                             p_actor_name text, p_reason text, p_amount bigint, p_against jsonb, p_reverses bigint)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    transfer bigint;
BEGIN
    INSERT INTO ledger_transfer (seller_id, buyer_id, key, document, at, actor_id, actor_name, reason, reverses_id)
    VALUES (p_wallet.seller_id, p_wallet.buyer_id, p_key, p_document, p_at, p_actor, p_actor_name, p_reason, p_reverses)
    RETURNING id INTO transfer;
    UPDATE ledger_wallet SET balance_minor = balance_minor + p_amount, moved_at = p_at
     WHERE id = p_wallet.id;
    INSERT INTO ledger_entry (seller_id, buyer_id, transfer_id, ledger_account_id, currency, amount_minor,
                              balance_after_minor)
    VALUES (p_wallet.seller_id, p_wallet.buyer_id, transfer, p_wallet.ledger_account_id, p_wallet.currency, p_amount,
            p_wallet.balance_minor + p_amount);
    INSERT INTO ledger_entry (seller_id, transfer_id, ledger_account_id, currency, amount_minor)
    SELECT p_wallet.seller_id, transfer,
           ledger_account_of(p_wallet.seller_id, side ->> 'role', coalesce(side ->> 'method', ''),
                             p_wallet.currency, NULL),
           p_wallet.currency, (side ->> 'amount')::bigint
      FROM jsonb_array_elements(p_against) AS side WHERE (side ->> 'amount')::bigint <> 0;
    RETURN transfer;
END $$;
ALTER FUNCTION ledger_write(ledger_wallet, text, text, timestamptz, bigint, text, text, bigint, jsonb, bigint)
    OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_write(ledger_wallet, text, text, timestamptz, bigint, text, text, bigint, jsonb, bigint)
    FROM PUBLIC;

-- The wallet of one leg: {"seller", "buyer", "currency"}.
CREATE FUNCTION ledger_wallet_of(p_leg jsonb) RETURNS ledger_wallet
LANGUAGE plpgsql STABLE AS $$
DECLARE
    wallet ledger_wallet;
BEGIN
    SELECT * INTO wallet FROM ledger_wallet
     WHERE seller_id = (p_leg ->> 'seller')::bigint AND buyer_id = (p_leg ->> 'buyer')::bigint
       AND currency = p_leg ->> 'currency';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'buyer % has no wallet in % with seller %',
            p_leg ->> 'buyer', p_leg ->> 'currency', p_leg ->> 'seller';
    END IF;
    RETURN wallet;
END $$;
ALTER FUNCTION ledger_wallet_of(jsonb) OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_wallet_of(jsonb) FROM PUBLIC;

-- Give holds back to their wallets, locked in the order of their ids; those that have ended before stay as they are.
CREATE FUNCTION ledger_release(p_keys text[], p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM ledger_wallet w JOIN ledger_hold h ON h.wallet_id = w.id
      WHERE h.key = ANY (p_keys) AND h.ended_at IS NULL ORDER BY w.id FOR UPDATE OF w;
    WITH ended AS (
        UPDATE ledger_hold SET ended_at = p_at WHERE key = ANY (p_keys) AND ended_at IS NULL
        RETURNING wallet_id, amount_minor
    ), freed AS (
        SELECT wallet_id, sum(amount_minor)::bigint AS minor FROM ended GROUP BY wallet_id
    )
    UPDATE ledger_wallet w SET held_minor = held_minor - freed.minor, moved_at = p_at
      FROM freed WHERE w.id = freed.wallet_id;
END $$;
ALTER FUNCTION ledger_release(text[], timestamptz) OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_release(text[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_release(text[], timestamptz) TO :chain;

-- Move money on one wallet of the caller's own books, as ledger_post() does: the door for a seller's staff.
CREATE FUNCTION ledger_move(p_key text, p_document text, p_at timestamptz, p_actor bigint, p_actor_name text,
                            p_reason text, p_leg jsonb)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF handsel_buyer() IS NOT NULL OR NOT handsel_sees((p_leg ->> 'seller')::bigint) THEN
        RAISE EXCEPTION 'these books are out of scope' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN ledger_post(p_key, p_document, p_at, p_actor, p_actor_name, p_reason, jsonb_build_array(p_leg - 'hold'));
END $$;
ALTER FUNCTION ledger_move(text, text, timestamptz, bigint, text, text, jsonb) OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_move(text, text, timestamptz, bigint, text, text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_move(text, text, timestamptz, bigint, text, text, jsonb) TO :app;

-- Post the opposite of a transfer, once. Returns the new transfer's id, null when the wallet lacks the money, -1 when it
-- was reversed before, or -2 when it is a receipt of which something was paid out again.
CREATE FUNCTION ledger_reverse(p_transfer bigint, p_at timestamptz, p_actor bigint, p_actor_name text, p_reason text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    original ledger_transfer;
    side ledger_entry;
    wallet ledger_wallet;
    against jsonb;
BEGIN
    SELECT * INTO STRICT original FROM ledger_transfer WHERE id = p_transfer;
    IF handsel_buyer() IS NOT NULL OR NOT handsel_sees(original.seller_id) THEN
        RAISE EXCEPTION 'transfer % is out of scope', p_transfer USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF original.document NOT IN ('receipt', 'credit_note', 'debit_note', 'payout') THEN
        RAISE EXCEPTION 'transfer % is of an order or a reversal, which is not taken back here', p_transfer;
    END IF;
    SELECT * INTO STRICT side FROM ledger_entry WHERE transfer_id = p_transfer AND buyer_id IS NOT NULL;
    SELECT * INTO STRICT wallet FROM ledger_wallet WHERE ledger_account_id = side.ledger_account_id FOR UPDATE;
    IF EXISTS (SELECT 1 FROM ledger_transfer WHERE reverses_id = p_transfer) THEN
        RETURN -1;
    END IF;
    IF EXISTS (SELECT 1 FROM ledger_receipt r JOIN ledger_adjustment a ON a.receipt_id = r.id
                WHERE r.transfer_id = p_transfer
                  AND NOT EXISTS (SELECT 1 FROM ledger_transfer WHERE reverses_id = a.transfer_id)) THEN
        RETURN -2;
    END IF;
    IF side.amount_minor > wallet.balance_minor - wallet.held_minor + wallet.credit_limit_minor THEN
        RETURN NULL;
    END IF;
    SELECT jsonb_agg(jsonb_build_object('role', a.role, 'method', a.method, 'amount', -e.amount_minor)) INTO against
      FROM ledger_entry e JOIN ledger_ledgeraccount a ON a.id = e.ledger_account_id
     WHERE e.transfer_id = p_transfer AND e.buyer_id IS NULL;
    RETURN ledger_write(wallet, original.key || ':reversed', 'reversal', p_at, p_actor, p_actor_name, p_reason,
                        -side.amount_minor, against, p_transfer);
END $$;
ALTER FUNCTION ledger_reverse(bigint, timestamptz, bigint, text, text) OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_reverse(bigint, timestamptz, bigint, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_reverse(bigint, timestamptz, bigint, text, text) TO :app;
