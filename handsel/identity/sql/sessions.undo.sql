DROP FUNCTION identity_sessions_to_remove(timestamptz, int);
DROP POLICY sweeping ON identity_session;
REVOKE ALL ON identity_session FROM :chain;
