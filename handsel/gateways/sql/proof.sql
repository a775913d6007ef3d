-- Prove what gateways hold against the books (FUN-7, FUN-8).
--   gateways_faults  what does not hold, of all sellers or of one
-- A charge under dispute is left out: its whole amount was debited, and comes back when the dispute is won.

CREATE OR REPLACE FUNCTION gateways_faults(p_seller bigint) RETURNS TABLE (fault text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH own AS (
        SELECT c.*, coalesce(f.sent, 0) AS sent, coalesce(f.done, 0) AS done
          FROM gateways_charge c
          LEFT JOIN (SELECT charge_id, sum(amount_minor) AS sent,
                            sum(amount_minor) FILTER (WHERE state = 'done') AS done
                       FROM gateways_cardrefund
                      WHERE state <> 'refused' AND (p_seller IS NULL OR seller_id = p_seller) GROUP BY charge_id) f
                 ON f.charge_id = c.id
         WHERE (p_seller IS NULL OR c.seller_id = p_seller) AND NOT c.is_disputed
    ), moved AS (
        SELECT c.id AS charge_id, r.transfer_id FROM own c JOIN ledger_receipt r ON r.id = c.receipt_id
        UNION ALL
        SELECT f.charge_id, f.transfer_id FROM own c JOIN gateways_cardrefund f ON f.charge_id = c.id
    ), booked AS (
        SELECT m.charge_id, -sum(e.amount_minor) AS minor
          FROM moved m
         CROSS JOIN LATERAL (SELECT m.transfer_id AS id
                             UNION ALL
                             SELECT t.id FROM ledger_transfer t WHERE t.reverses_id = m.transfer_id) t
          JOIN ledger_entry e ON e.transfer_id = t.id
          JOIN ledger_ledgeraccount a ON a.id = e.ledger_account_id AND a.role = 'clearing' AND a.method = 'card'
         GROUP BY m.charge_id
    )
    SELECT '' WHERE NOT handsel_oversees(p_seller)
    UNION ALL
    SELECT format('charge %s of seller %s took %s %s, its receipt says %s', c.id, c.seller_id, c.captured_minor, c.currency,
                  coalesce(r.amount_minor, 0))
      FROM own c LEFT JOIN ledger_receipt r ON r.id = c.receipt_id
     WHERE c.state IN ('captured', 'partly_refunded', 'refunded') AND r.amount_minor IS DISTINCT FROM c.captured_minor
    UNION ALL
    SELECT format('the gateway gave back %s %s of charge %s of seller %s, the books say %s', c.refunded_minor, c.currency,
                  c.id, c.seller_id, c.sent)
      FROM own c
     WHERE c.receipt_id IS NOT NULL AND (c.refunded_minor > c.sent OR c.refunded_minor < c.done)
    UNION ALL
    SELECT format('of charge %s of seller %s %s %s should stand at the gateway, clearing by card says %s', c.id, c.seller_id,
                  r.amount_minor - c.sent, c.currency, coalesce(b.minor, 0))
      FROM own c JOIN ledger_receipt r ON r.id = c.receipt_id LEFT JOIN booked b ON b.charge_id = c.id
     WHERE b.minor IS DISTINCT FROM r.amount_minor - c.sent
    UNION ALL
    SELECT format('clearing by card of seller %s holds %s %s, receipts and payouts by card say %s', sums.seller_id,
                  sums.held, sums.currency, sums.told)
      FROM (SELECT seller_id, currency, sum(held) AS held, sum(told) AS told FROM (
                SELECT e.seller_id, e.currency, -e.amount_minor AS held, 0 AS told
                  FROM ledger_entry e JOIN ledger_ledgeraccount a
                    ON a.id = e.ledger_account_id AND a.role = 'clearing' AND a.method = 'card'
                  JOIN ledger_transfer t ON t.id = e.transfer_id AND t.document IN ('receipt', 'payout')
                UNION ALL
                SELECT seller_id, currency, 0, amount_minor FROM ledger_receipt WHERE method = 'card'
                UNION ALL
                SELECT seller_id, currency, 0, -amount_minor FROM ledger_adjustment
                 WHERE kind = 'payout' AND method = 'card') AS each
             WHERE p_seller IS NULL OR seller_id = p_seller
             GROUP BY seller_id, currency) AS sums
     WHERE sums.held <> sums.told
$$;
ALTER FUNCTION gateways_faults(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION gateways_faults(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gateways_faults(bigint) TO :app;
