DROP VIEW accounts_match;
DROP TRIGGER account_keeps_its_searchtext ON accounts_account;
DROP FUNCTION accounts_keep_searchtext();
DROP TABLE accounts_searchtext;
DROP TRIGGER account_takes_its_place ON accounts_account;
DROP FUNCTION accounts_take_place();
