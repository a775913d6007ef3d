DROP FUNCTION accounts_duplicates(bigint, int, int);
DROP FUNCTION accounts_inactive(bigint, timestamptz, int, int);
