-- Credit notes, debit notes and payouts (FUN-3, FUN-6): they stand in the books as receipts do, and are taken back as
-- receipts are.

GRANT SELECT ON ledger_adjustment TO :ledger;
CREATE POLICY books ON ledger_adjustment TO :ledger USING (true);
