DROP FUNCTION tasks_expired(timestamptz, int);
DROP FUNCTION tasks_claim(timestamptz, interval);
DROP POLICY claiming ON tasks_task;
REVOKE ALL ON tasks_task FROM :chain;
