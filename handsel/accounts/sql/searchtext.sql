-- Text search (safety T5): one line of folded text per account in a table of its own, which only the search role may
-- read; the application reads the view, which asks for the scope first. Row security on the account table itself
-- would keep the trigram index from being used.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE accounts_searchtext (
    id bigint PRIMARY KEY REFERENCES accounts_account ON DELETE CASCADE,
    seller_id bigint NOT NULL,
    text text NOT NULL
);
CREATE INDEX accounts_searchtext_seller ON accounts_searchtext (seller_id, id);
CREATE INDEX accounts_searchtext_trigram ON accounts_searchtext USING gin (text gin_trgm_ops);
ALTER TABLE accounts_searchtext ADD CONSTRAINT accounts_searchtext_within_seller UNIQUE (seller_id, id);
ALTER TABLE accounts_searchtext ENABLE ROW LEVEL SECURITY;
ALTER TABLE accounts_searchtext FORCE ROW LEVEL SECURITY;
CREATE POLICY migrations ON accounts_searchtext TO :owner USING (true) WITH CHECK (true);
CREATE POLICY search ON accounts_searchtext TO :search USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON accounts_searchtext TO :search;

CREATE FUNCTION accounts_keep_searchtext() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO accounts_searchtext (id, seller_id, text)
    VALUES (new.id, new.seller_id, ' ' || regexp_replace(lower(unaccent(concat_ws(' ',
        new.company_name, new.contact_name, new.email, new.phone, regexp_replace(new.phone, '\D', '', 'g'),
        new.city, new.number, new.tax_number, new.external_number))), '\s+', ' ', 'g'))
    ON CONFLICT (id) DO UPDATE SET seller_id = excluded.seller_id, text = excluded.text;
    RETURN NULL;
END $$;
ALTER FUNCTION accounts_keep_searchtext() OWNER TO :search;
REVOKE ALL ON FUNCTION accounts_keep_searchtext() FROM PUBLIC;

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
CREATE TRIGGER account_gets_its_searchtext AFTER INSERT ON accounts_account REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_note_searchtexts();
CREATE TRIGGER account_keeps_its_searchtext AFTER UPDATE OF seller_id, number, company_name, contact_name, email, phone,
    city, tax_number, external_number ON accounts_account
    FOR EACH ROW EXECUTE FUNCTION accounts_keep_searchtext();

-- What the application reads of it.
CREATE VIEW accounts_match AS
    SELECT id AS account_id, text, seller_id FROM accounts_searchtext
     WHERE seller_id = ANY ((SELECT handsel_scope())::bigint[]) AND (SELECT handsel_buyer()) IS NULL
       AND ((SELECT handsel_manager()) IS NULL OR id = ANY ((SELECT handsel_own_accounts())::bigint[]));
ALTER VIEW accounts_match OWNER TO :search;
GRANT SELECT ON accounts_match TO :app;
