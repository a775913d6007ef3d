DROP FUNCTION ledger_end_proof(timestamptz, bigint, bigint, int, jsonb);
DROP FUNCTION ledger_begin_proof(timestamptz);
DROP FUNCTION ledger_counts(bigint, timestamptz);
DROP FUNCTION ledger_faults(bigint, timestamptz);
DROP POLICY books ON ledger_proofrun;
REVOKE ALL ON ledger_proofrun FROM :ledger;
REVOKE ALL ON SEQUENCE ledger_proofrun_id_seq FROM :ledger;

-- Read every book, or one seller's, and say what does not add up. No row is the proof.
CREATE FUNCTION ledger_faults(p_seller bigint) RETURNS TABLE (fault text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT '' WHERE NOT handsel_oversees(p_seller)
    UNION ALL
    SELECT format('transfer %s of seller %s is off by %s %s', transfer_id, seller_id, sum(amount_minor), currency)
      FROM ledger_entry WHERE p_seller IS NULL OR seller_id = p_seller
     GROUP BY transfer_id, seller_id, currency HAVING sum(amount_minor) <> 0
    UNION ALL
    SELECT format('receipt %s of seller %s says %s %s, its transfer does not', r.number, r.seller_id, r.amount_minor,
                  r.currency)
      FROM ledger_receipt r WHERE (p_seller IS NULL OR r.seller_id = p_seller)
       AND NOT EXISTS (SELECT 1 FROM ledger_entry e
                        WHERE e.transfer_id = r.transfer_id AND e.buyer_id = r.buyer_id
                          AND e.amount_minor = r.amount_minor AND e.currency = r.currency)
    UNION ALL
    SELECT format('transfer %s of seller %s is a receipt that was never written', t.id, t.seller_id)
      FROM ledger_transfer t WHERE (p_seller IS NULL OR t.seller_id = p_seller) AND t.document = 'receipt'
       AND NOT EXISTS (SELECT 1 FROM ledger_receipt r WHERE r.transfer_id = t.id)
    UNION ALL
    SELECT format('transfer %s of seller %s has no entries', t.id, t.seller_id)
      FROM ledger_transfer t WHERE (p_seller IS NULL OR t.seller_id = p_seller)
       AND NOT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.transfer_id = t.id)
    UNION ALL
    SELECT format('wallet %s of buyer %s with seller %s says %s, its entries say %s',
                  w.id, w.buyer_id, w.seller_id, w.balance_minor, coalesce(e.total, 0))
      FROM ledger_wallet w
      LEFT JOIN (SELECT ledger_account_id, sum(amount_minor) AS total FROM ledger_entry GROUP BY 1) e
             ON e.ledger_account_id = w.ledger_account_id
     WHERE (p_seller IS NULL OR w.seller_id = p_seller) AND w.balance_minor <> coalesce(e.total, 0)
    UNION ALL
    SELECT format('wallet %s of buyer %s with seller %s holds %s, its holds say %s',
                  w.id, w.buyer_id, w.seller_id, w.held_minor, coalesce(h.total, 0))
      FROM ledger_wallet w
      LEFT JOIN (SELECT wallet_id, sum(amount_minor) AS total FROM ledger_hold WHERE ended_at IS NULL GROUP BY 1) h
             ON h.wallet_id = w.id
     WHERE (p_seller IS NULL OR w.seller_id = p_seller) AND w.held_minor <> coalesce(h.total, 0)
$$;
ALTER FUNCTION ledger_faults(bigint) OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_faults(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_faults(bigint) TO :app;

CREATE FUNCTION ledger_counts(p_seller bigint) RETURNS TABLE (transfers bigint, wallets bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT (SELECT count(*) FROM ledger_transfer WHERE p_seller IS NULL OR seller_id = p_seller),
           (SELECT count(*) FROM ledger_wallet WHERE p_seller IS NULL OR seller_id = p_seller)
     WHERE handsel_oversees(p_seller)
$$;
ALTER FUNCTION ledger_counts(bigint) OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_counts(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_counts(bigint) TO :app;
