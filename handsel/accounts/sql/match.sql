-- The view that text search reads tells the seller too: with a seller that is known beforehand the database can tell
-- whether reading a small seller's accounts is quicker than asking the index of words.
CREATE OR REPLACE VIEW accounts_match AS
    SELECT id AS account_id, text, seller_id FROM accounts_searchtext
     WHERE seller_id = ANY ((SELECT handsel_scope())::bigint[]) AND (SELECT handsel_buyer()) IS NULL;
