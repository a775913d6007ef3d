DROP VIEW accounts_match;
CREATE VIEW accounts_match AS
    SELECT id AS account_id, text FROM accounts_searchtext
     WHERE seller_id = ANY ((SELECT handsel_scope())::bigint[]) AND (SELECT handsel_buyer()) IS NULL;
ALTER VIEW accounts_match OWNER TO :search;
GRANT SELECT ON accounts_match TO :app;
