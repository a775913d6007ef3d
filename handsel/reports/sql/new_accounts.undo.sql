DROP FUNCTION reports_new_accounts(bigint, timestamptz[], boolean);
