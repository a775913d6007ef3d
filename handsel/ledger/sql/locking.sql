-- A chargeback takes money out of a wallet whatever is in it, below zero if need be, and locks the wallet: nothing is
-- bought or paid out from it until the dispute is won or the seller's staff unlock it (FUN-7). What the seller gave back at
-- the gateway itself is taken out in the same way as a payout, and locks nothing.
--   ledger_charge_back  debits and locks;  ledger_unlock  lets it buy again
-- What was on hold before stays on hold and is spent as it was promised.

-- Debit a wallet of the caller's own books as ledger_move() does, but whatever is in it, and lock it unless by a payout. The
-- same key again moves nothing.
CREATE OR REPLACE FUNCTION ledger_charge_back(p_key text, p_document text, p_at timestamptz, p_actor bigint, p_actor_name text,
                                   p_reason text, p_leg jsonb)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    wallet ledger_wallet;
    amount bigint := (p_leg ->> 'amount')::bigint;
BEGIN
    IF handsel_buyer() IS NOT NULL OR NOT handsel_sees((p_leg ->> 'seller')::bigint) THEN
        RAISE EXCEPTION 'these books are out of scope' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF amount >= 0 THEN
        RAISE EXCEPTION 'a chargeback debits';
    END IF;
    wallet := ledger_wallet_of(p_leg);
    SELECT * INTO STRICT wallet FROM ledger_wallet WHERE id = wallet.id FOR UPDATE;
    IF EXISTS (SELECT 1 FROM ledger_transfer WHERE key = p_key || ':1') THEN
        RETURN;
    END IF;
    UPDATE ledger_wallet
       SET locked_at = CASE WHEN p_document = 'payout' THEN locked_at ELSE coalesce(locked_at, p_at) END,
           excess_minor = greatest(excess_minor, held_minor - credit_limit_minor - balance_minor - amount)
     WHERE id = wallet.id;
    PERFORM ledger_write(wallet, p_key || ':1', p_document, p_at, p_actor, p_actor_name, p_reason, amount,
                         p_leg -> 'against', NULL);
END $$;
ALTER FUNCTION ledger_charge_back(text, text, timestamptz, bigint, text, text, jsonb) OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_charge_back(text, text, timestamptz, bigint, text, text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_charge_back(text, text, timestamptz, bigint, text, text, jsonb) TO :app;

-- Let a wallet buy again. False when it was not locked.
CREATE OR REPLACE FUNCTION ledger_unlock(p_wallet bigint, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    wallet ledger_wallet;
BEGIN
    SELECT * INTO STRICT wallet FROM ledger_wallet WHERE id = p_wallet FOR UPDATE;
    IF handsel_buyer() IS NOT NULL OR NOT handsel_sees(wallet.seller_id) THEN
        RAISE EXCEPTION 'wallet % is out of scope', p_wallet USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE ledger_wallet SET locked_at = NULL, moved_at = p_at WHERE id = p_wallet AND locked_at IS NOT NULL;
    RETURN FOUND;
END $$;
ALTER FUNCTION ledger_unlock(bigint, timestamptz) OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_unlock(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_unlock(bigint, timestamptz) TO :app;
