-- Credit limits and warnings (FUN-4).
--   ledger_set_limits() is the only door; the application cannot write wallets.
--   What was used beyond a limit that is lowered is kept as excess; it shrinks as the wallet rises and never grows, so
--   that such a wallet can but rise, and wallet_is_not_overdrawn holds all along.
--   When a transaction commits, each wallet with a threshold that it moved is looked at once, as it stands then: one that
--   sank below tells so on the timeline, in the same transaction, and not again before it rose above.

GRANT INSERT ON timeline_event TO :ledger;
GRANT USAGE ON SEQUENCE timeline_event_id_seq TO :ledger;
CREATE POLICY books ON timeline_event FOR INSERT TO :ledger WITH CHECK (name = 'funds.ran_low');
GRANT EXECUTE ON FUNCTION timeline_record(bigint, text, timestamptz, bigint, text, bigint, text, jsonb) TO :ledger;

-- Set what the buyer of a wallet may use beyond its balance, and below which amount available it is warned (null for
-- never). Returns the wallet as it was before.
CREATE FUNCTION ledger_set_limits(p_wallet bigint, p_credit_limit bigint, p_low_balance bigint, p_at timestamptz)
RETURNS ledger_wallet LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    before ledger_wallet;
BEGIN
    SELECT * INTO STRICT before FROM ledger_wallet WHERE id = p_wallet FOR UPDATE;
    IF handsel_buyer() IS NOT NULL OR NOT handsel_sees(before.seller_id) THEN
        RAISE EXCEPTION 'wallet % is out of scope', p_wallet USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE ledger_wallet
       SET credit_limit_minor = p_credit_limit, low_balance_minor = p_low_balance, moved_at = p_at,
           excess_minor = greatest(0, held_minor - p_credit_limit - balance_minor)
     WHERE id = p_wallet;
    RETURN before;
END $$;
ALTER FUNCTION ledger_set_limits(bigint, bigint, bigint, timestamptz) OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_set_limits(bigint, bigint, bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_set_limits(bigint, bigint, bigint, timestamptz) TO :app;

CREATE FUNCTION ledger_watch_wallet() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    wallet ledger_wallet;
    available bigint;
    excess bigint;
    low boolean;
BEGIN
    SELECT * INTO STRICT wallet FROM ledger_wallet WHERE id = new.id;
    available := wallet.balance_minor - wallet.held_minor + wallet.credit_limit_minor;
    excess := least(wallet.excess_minor, greatest(0, -available));
    low := coalesce(available < wallet.low_balance_minor, false);
    IF excess = wallet.excess_minor AND low = wallet.is_low THEN
        RETURN NULL;
    END IF;
    UPDATE ledger_wallet SET excess_minor = excess, is_low = low WHERE id = wallet.id;
    IF low AND NOT wallet.is_low THEN
        PERFORM timeline_record(wallet.seller_id, 'funds.ran_low', wallet.moved_at, wallet.buyer_id, 'wallet', wallet.id,
            'Handsel', jsonb_build_object('amount_minor', available, 'currency', wallet.currency,
                                          'low_balance_minor', wallet.low_balance_minor));
    END IF;
    RETURN NULL;
END $$;
ALTER FUNCTION ledger_watch_wallet() OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_watch_wallet() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER wallet_watched AFTER UPDATE ON ledger_wallet DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (new.low_balance_minor IS NOT NULL OR new.is_low OR new.excess_minor > 0)
    EXECUTE FUNCTION ledger_watch_wallet();

-- Write one transfer against a wallet that is locked: the wallet's side and what it moves against.
-- p_against is [{"role", "method", "amount"}]; the sum of all sides is proved at commit.
CREATE OR REPLACE FUNCTION ledger_write(p_wallet ledger_wallet, p_key text, p_document text, p_at timestamptz, p_actor bigint,
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

-- Lock the wallets of all legs, in the order of their ids, and return the number of the first leg that cannot be paid,
-- counted from 1; 0 when all can. What a leg has on hold already counts as there.
CREATE OR REPLACE FUNCTION ledger_short(p_legs jsonb) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    leg jsonb;
    wallet ledger_wallet;
    kept bigint;
BEGIN
    PERFORM 1 FROM ledger_wallet w
       JOIN jsonb_array_elements(p_legs) AS l
         ON w.seller_id = (l ->> 'seller')::bigint AND w.buyer_id = (l ->> 'buyer')::bigint
        AND w.currency = l ->> 'currency'
      ORDER BY w.id FOR UPDATE OF w;
    FOR n IN 1 .. jsonb_array_length(p_legs) LOOP
        leg := p_legs -> (n - 1);
        wallet := ledger_wallet_of(leg);
        SELECT amount_minor INTO kept FROM ledger_hold
         WHERE key = leg ->> 'hold' AND wallet_id = wallet.id AND ended_at IS NULL;
        -- Money that is kept is kept, even when the credit limit was lowered since.
        IF (leg ->> 'amount')::bigint < -coalesce(kept, 0)
           AND wallet.balance_minor - wallet.held_minor + coalesce(kept, 0) + wallet.credit_limit_minor
               + (leg ->> 'amount')::bigint < 0 THEN
            RETURN n;
        END IF;
    END LOOP;
    RETURN 0;
END $$;

-- Give holds back to their wallets, locked in the order of their ids; those that have ended before stay as they are.
CREATE OR REPLACE FUNCTION ledger_release(p_keys text[], p_at timestamptz) RETURNS void
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

-- Keep the money of legs, as ledger_post() takes them, until they are posted or released: all or none. Returns 0, also
-- for what is kept already, or the number of the first leg that is short, counted from 1.
CREATE OR REPLACE FUNCTION ledger_hold(p_legs jsonb, p_at timestamptz) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    short int := ledger_short(p_legs);
    leg jsonb;
    wallet ledger_wallet;
BEGIN
    IF short > 0 THEN
        RETURN short;
    END IF;
    FOR leg IN SELECT l FROM jsonb_array_elements(p_legs) AS l LOOP
        IF EXISTS (SELECT 1 FROM ledger_hold WHERE key = leg ->> 'hold' AND ended_at IS NULL) THEN
            CONTINUE;
        END IF;
        wallet := ledger_wallet_of(leg);
        INSERT INTO ledger_hold (seller_id, buyer_id, wallet_id, key, amount_minor, currency, created_at)
        VALUES (wallet.seller_id, wallet.buyer_id, wallet.id, leg ->> 'hold', -(leg ->> 'amount')::bigint,
                wallet.currency, p_at);
        UPDATE ledger_wallet SET held_minor = held_minor - (leg ->> 'amount')::bigint, moved_at = p_at
         WHERE id = wallet.id;
    END LOOP;
    RETURN 0;
END $$;
