-- Workers look for what is due in all tenants, so that is a function that gives exactly that (safety T7, W2).
--   tasks_claim() leases the task that has waited longest to one worker: until the lease ends no other takes it, and one
--   whose worker died is due again by itself. `attempts` grows with each lease and proves later whose lease it was.
--   tasks_expired() names tasks whose file is to be removed.

GRANT SELECT ON tasks_task TO :chain;
GRANT UPDATE (state, attempts, due_at, started_at) ON tasks_task TO :chain;
CREATE POLICY claiming ON tasks_task TO :chain USING (true) WITH CHECK (due_at IS NOT NULL);

CREATE FUNCTION tasks_claim(p_at timestamptz, p_lease interval)
RETURNS TABLE (id bigint, seller_id bigint) LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE tasks_task t SET state = 'running', attempts = t.attempts + 1, due_at = p_at + p_lease,
                            started_at = coalesce(t.started_at, p_at)
      FROM (SELECT due.id FROM tasks_task due WHERE due.due_at <= p_at AND handsel_oversees(NULL)
             ORDER BY due.due_at, due.id LIMIT 1 FOR UPDATE SKIP LOCKED) due
     WHERE t.id = due.id
    RETURNING t.id, t.seller_id
$$;
ALTER FUNCTION tasks_claim(timestamptz, interval) OWNER TO :chain;
REVOKE ALL ON FUNCTION tasks_claim(timestamptz, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tasks_claim(timestamptz, interval) TO :app;

CREATE FUNCTION tasks_expired(p_at timestamptz, p_limit int)
RETURNS TABLE (id bigint, seller_id bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.id, t.seller_id FROM tasks_task t WHERE t.expires_at <= p_at AND handsel_oversees(NULL)
     ORDER BY t.expires_at LIMIT p_limit
$$;
ALTER FUNCTION tasks_expired(timestamptz, int) OWNER TO :chain;
REVOKE ALL ON FUNCTION tasks_expired(timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tasks_expired(timestamptz, int) TO :app;
