DROP FUNCTION accounts_imports_expired(timestamptz, int);
DROP POLICY sweeping ON accounts_import;
REVOKE ALL ON accounts_import FROM :chain;
