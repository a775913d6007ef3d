DROP FUNCTION accounts_duplicates(bigint, int, int);
DROP FUNCTION accounts_compared(text);
DROP FUNCTION accounts_inactive(bigint, timestamptz, int, int);
