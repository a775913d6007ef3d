DROP FUNCTION identity_keys_expiring(timestamptz, timestamptz, int);
REVOKE ALL ON identity_apikey FROM :chain;
DROP POLICY expiring ON identity_apikey;
