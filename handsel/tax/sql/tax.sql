-- What the steps across tiers may read and write of taxes (safety T7), and what follows from a change of an account.
-- The functions themselves stand in deciding.sql.

GRANT SELECT ON tax_taxsetup, tax_taxrate, tax_producttax, accounts_address TO :chain;
GRANT SELECT, INSERT, UPDATE, DELETE ON tax_buyertax TO :chain;
GRANT USAGE ON SEQUENCE tax_buyertax_id_seq TO :chain;
CREATE POLICY chain ON tax_taxsetup TO :chain USING (true);
CREATE POLICY chain ON tax_taxrate TO :chain USING (true);
CREATE POLICY chain ON tax_producttax TO :chain USING (true);
CREATE POLICY chain ON tax_buyertax TO :chain USING (true) WITH CHECK (true);

CREATE TRIGGER account_has_its_tax_number_checked AFTER INSERT ON accounts_account
    FOR EACH ROW WHEN (new.tax_number <> '') EXECUTE FUNCTION tax_note_number();
CREATE TRIGGER account_has_its_new_tax_number_checked AFTER UPDATE OF tax_number ON accounts_account
    FOR EACH ROW WHEN (old.tax_number IS DISTINCT FROM new.tax_number) EXECUTE FUNCTION tax_note_number();
CREATE TRIGGER account_takes_its_taxes_along BEFORE DELETE ON accounts_account
    FOR EACH ROW EXECUTE FUNCTION tax_forget_buyer();
