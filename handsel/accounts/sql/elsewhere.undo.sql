DROP FUNCTION accounts_numbers_elsewhere(bigint, text[]);
