-- The search text of many new accounts at once; a changed one keeps it by itself.
CREATE FUNCTION accounts_note_searchtexts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO accounts_searchtext (id, seller_id, text)
    SELECT id, seller_id, ' ' || regexp_replace(lower(unaccent(concat_ws(' ',
        company_name, contact_name, email, phone, regexp_replace(phone, '\D', '', 'g'),
        city, number, tax_number, external_number))), '\s+', ' ', 'g')
      FROM fresh;
    RETURN NULL;
END $$;
ALTER FUNCTION accounts_note_searchtexts() OWNER TO :search;
REVOKE ALL ON FUNCTION accounts_note_searchtexts() FROM PUBLIC;
DROP TRIGGER account_keeps_its_searchtext ON accounts_account;
CREATE TRIGGER account_gets_its_searchtext AFTER INSERT ON accounts_account REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_note_searchtexts();
CREATE TRIGGER account_keeps_its_searchtext AFTER UPDATE OF seller_id, number, company_name, contact_name, email, phone,
    city, tax_number, external_number ON accounts_account
    FOR EACH ROW EXECUTE FUNCTION accounts_keep_searchtext();
