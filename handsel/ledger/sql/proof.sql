GRANT SELECT, INSERT, UPDATE ON ledger_proofrun TO :ledger;
GRANT USAGE ON SEQUENCE ledger_proofrun_id_seq TO :ledger;
CREATE POLICY books ON ledger_proofrun TO :ledger USING (true) WITH CHECK (true);

CREATE FUNCTION ledger_faults(p_seller bigint, p_before timestamptz) RETURNS TABLE (fault text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH posted AS (
        SELECT t.* FROM ledger_transfer t
         WHERE (p_seller IS NULL OR t.seller_id = p_seller) AND (p_before IS NULL OR t.at < p_before)
    ), side AS (
        SELECT e.* FROM ledger_entry e JOIN posted t ON t.id = e.transfer_id
    ), chain AS (
        -- The running sum is taken over all entries of a wallet, whoever looks at which of them.
        SELECT e.*, sum(e.amount_minor) OVER (PARTITION BY e.ledger_account_id ORDER BY e.id) AS running
          FROM ledger_entry e WHERE e.buyer_id IS NOT NULL AND (p_seller IS NULL OR e.seller_id = p_seller)
    )
    SELECT '' WHERE NOT handsel_oversees(p_seller)
    UNION ALL
    SELECT format('transfer %s of seller %s is off by %s %s', transfer_id, seller_id, sum(amount_minor), currency)
      FROM side GROUP BY transfer_id, seller_id, currency HAVING sum(amount_minor) <> 0
    UNION ALL
    SELECT format('transfer %s of seller %s has no entries', t.id, t.seller_id)
      FROM posted t WHERE NOT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.transfer_id = t.id)
    UNION ALL
    SELECT format('receipt %s of seller %s says %s %s, its transfer does not', r.number, r.seller_id, r.amount_minor,
                  r.currency)
      FROM ledger_receipt r JOIN posted t ON t.id = r.transfer_id
     WHERE NOT EXISTS (SELECT 1 FROM ledger_entry e
                        WHERE e.transfer_id = r.transfer_id AND e.buyer_id = r.buyer_id
                          AND e.amount_minor = r.amount_minor AND e.currency = r.currency)
    UNION ALL
    SELECT format('%s %s of seller %s says %s %s, its transfer does not', a.kind, a.number, a.seller_id, a.amount_minor,
                  a.currency)
      FROM ledger_adjustment a JOIN posted t ON t.id = a.transfer_id
     WHERE a.kind <> t.document OR NOT EXISTS (
           SELECT 1 FROM ledger_entry e
            WHERE e.transfer_id = a.transfer_id AND e.buyer_id = a.buyer_id AND e.currency = a.currency
              AND e.amount_minor = CASE WHEN a.kind = 'credit_note' THEN a.amount_minor ELSE -a.amount_minor END)
    UNION ALL
    SELECT format('transfer %s of seller %s is a %s that was never written', t.id, t.seller_id, t.document)
      FROM posted t
     WHERE CASE WHEN t.document = 'receipt' THEN NOT EXISTS (SELECT 1 FROM ledger_receipt WHERE transfer_id = t.id)
                WHEN t.document IN ('credit_note', 'debit_note', 'payout')
                THEN NOT EXISTS (SELECT 1 FROM ledger_adjustment WHERE transfer_id = t.id) END
    UNION ALL
    SELECT format('transfer %s of seller %s does not take back what transfer %s posted', t.id, t.seller_id, t.reverses_id)
      FROM posted t
     WHERE t.reverses_id IS NOT NULL AND EXISTS (
           SELECT 1 FROM ledger_entry e WHERE e.transfer_id IN (t.id, t.reverses_id)
            GROUP BY e.ledger_account_id HAVING sum(e.amount_minor) <> 0)
    UNION ALL
    SELECT format('receipt %s of seller %s was paid back with %s of %s %s', r.number, r.seller_id, sum(a.amount_minor),
                  r.amount_minor, r.currency)
      FROM ledger_receipt r JOIN ledger_adjustment a ON a.receipt_id = r.id JOIN posted t ON t.id = a.transfer_id
     WHERE NOT EXISTS (SELECT 1 FROM posted WHERE reverses_id = t.id)
     GROUP BY r.id HAVING sum(a.amount_minor) > r.amount_minor
    UNION ALL
    SELECT format('entry %s of buyer %s with seller %s leaves %s, the entries up to it say %s', c.id, c.buyer_id,
                  c.seller_id, c.balance_after_minor, c.running)
      FROM chain c
     WHERE c.balance_after_minor IS DISTINCT FROM c.running
       AND (p_before IS NULL OR EXISTS (SELECT 1 FROM posted t WHERE t.id = c.transfer_id))
    UNION ALL
    SELECT format('wallet %s of buyer %s with seller %s says %s, its entries say %s',
                  w.id, w.buyer_id, w.seller_id, w.balance_minor, coalesce(e.total, 0))
      FROM ledger_wallet w
      LEFT JOIN (SELECT ledger_account_id, sum(amount_minor) AS total FROM side GROUP BY 1) e
             ON e.ledger_account_id = w.ledger_account_id
     WHERE p_before IS NULL AND (p_seller IS NULL OR w.seller_id = p_seller)
       AND w.balance_minor <> coalesce(e.total, 0)
    UNION ALL
    SELECT format('wallet %s of buyer %s with seller %s is overdrawn: %s, held %s, credit %s',
                  w.id, w.buyer_id, w.seller_id, w.balance_minor, w.held_minor, w.credit_limit_minor)
      FROM ledger_wallet w
     WHERE p_before IS NULL AND (p_seller IS NULL OR w.seller_id = p_seller)
       AND w.balance_minor < w.held_minor - w.credit_limit_minor - w.excess_minor
    UNION ALL
    SELECT format('wallet %s of buyer %s with seller %s holds %s, its holds say %s',
                  w.id, w.buyer_id, w.seller_id, w.held_minor, coalesce(h.total, 0))
      FROM ledger_wallet w
      LEFT JOIN (SELECT wallet_id, sum(amount_minor) AS total FROM ledger_hold WHERE ended_at IS NULL GROUP BY 1) h
             ON h.wallet_id = w.id
     WHERE p_before IS NULL AND (p_seller IS NULL OR w.seller_id = p_seller)
       AND w.held_minor <> coalesce(h.total, 0)
$$;
ALTER FUNCTION ledger_faults(bigint, timestamptz) OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_faults(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_faults(bigint, timestamptz) TO :app;

CREATE FUNCTION ledger_counts(p_seller bigint, p_before timestamptz) RETURNS TABLE (transfers bigint, wallets bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT (SELECT count(*) FROM ledger_transfer
             WHERE (p_seller IS NULL OR seller_id = p_seller) AND (p_before IS NULL OR at < p_before)),
           (SELECT count(*) FROM ledger_wallet WHERE p_seller IS NULL OR seller_id = p_seller)
     WHERE handsel_oversees(p_seller)
$$;
ALTER FUNCTION ledger_counts(bigint, timestamptz) OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_counts(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_counts(bigint, timestamptz) TO :app;

-- Take the hour of p_at for a proof of all books, which the operator reads. True for whoever comes first.
CREATE FUNCTION ledger_begin_proof(p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM handsel_oversees(NULL);
    INSERT INTO ledger_proofrun (seller_id, hour, transfers, wallets, fault_count, faults)
    SELECT id, date_trunc('hour', p_at, 'UTC'), 0, 0, 0, '[]' FROM accounts_account WHERE kind = 'operator'
        ON CONFLICT DO NOTHING;
    RETURN FOUND;
END $$;
ALTER FUNCTION ledger_begin_proof(timestamptz) OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_begin_proof(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_begin_proof(timestamptz) TO :app;

CREATE FUNCTION ledger_end_proof(p_at timestamptz, p_transfers bigint, p_wallets bigint, p_count int, p_faults jsonb)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM handsel_oversees(NULL);
    UPDATE ledger_proofrun
       SET transfers = p_transfers, wallets = p_wallets, fault_count = p_count, faults = p_faults, ended_at = p_at
     WHERE hour = date_trunc('hour', p_at, 'UTC');
END $$;
ALTER FUNCTION ledger_end_proof(timestamptz, bigint, bigint, int, jsonb) OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_end_proof(timestamptz, bigint, bigint, int, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_end_proof(timestamptz, bigint, bigint, int, jsonb) TO :app;
