-- Credit limits and warnings (FUN-4).
--   ledger_set_limits() is the only door; the application cannot write wallets.
--   What was used beyond a limit that is lowered is kept as excess; it shrinks as the wallet rises and never grows, so
--   that such a wallet can but rise, and wallet_is_not_overdrawn holds all along.
--   When a transaction commits, each wallet with a threshold that it moved is looked at once, as it stands then: one that
--   sank below tells so on the timeline, in the same transaction, and not again before it rose above.

GRANT INSERT ON timeline_event TO :ledger;
GRANT EXECUTE ON FUNCTION timeline_record(bigint, text, timestamptz, bigint, text, bigint, text, jsonb) TO :ledger;
GRANT USAGE ON SEQUENCE timeline_event_id_seq TO :ledger;
CREATE POLICY books ON timeline_event FOR INSERT TO :ledger WITH CHECK (name = 'funds.ran_low');

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
