DROP FUNCTION accounts_expired(timestamptz, int);
DROP FUNCTION accounts_keep_standing(bigint);
DROP FUNCTION accounts_lock_standing(bigint);
DROP FUNCTION accounts_effective(bigint, timestamptz);
DROP FUNCTION accounts_standing(bigint, timestamptz);
DROP FUNCTION accounts_line(bigint, timestamptz);
DROP FUNCTION accounts_own_standing(accounts_account, timestamptz);
