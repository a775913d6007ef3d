-- Credit notes, debit notes and payouts (FUN-3, FUN-6): they stand in the books as receipts do, and are taken back as
-- receipts are.

GRANT SELECT ON ledger_adjustment TO :ledger;
CREATE POLICY books ON ledger_adjustment TO :ledger USING (true);

-- Post the opposite of a transfer, once. Returns the new transfer's id, null when the wallet lacks the money, -1 when it
-- was reversed before, or -2 when it is a receipt of which something was paid out again.
CREATE OR REPLACE FUNCTION ledger_reverse(p_transfer bigint, p_at timestamptz, p_actor bigint, p_actor_name text, p_reason text)
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
