DROP TRIGGER account_gets_its_searchtext ON accounts_account;
DROP TRIGGER account_keeps_its_searchtext ON accounts_account;
CREATE TRIGGER account_keeps_its_searchtext AFTER INSERT OR UPDATE OF seller_id, number, company_name, contact_name,
    email, phone, city, tax_number, external_number ON accounts_account
    FOR EACH ROW EXECUTE FUNCTION accounts_keep_searchtext();
DROP FUNCTION accounts_note_searchtexts();
