-- Delivery looks for what is due in all tenants, so it is a function that gives exactly that (safety T7, L2).
--   mail_claim() leases the next messages to one worker: until the lease ends no other takes them, and a message whose
--   worker died is due again by itself. `attempts` grows with each lease and proves later whose lease it was.

GRANT SELECT ON mail_message TO :chain;
GRANT UPDATE (state, attempts, due_at) ON mail_message TO :chain;
CREATE POLICY delivery ON mail_message TO :chain USING (due_at IS NOT NULL) WITH CHECK (due_at IS NOT NULL);

CREATE FUNCTION mail_claim(p_at timestamptz, p_lease interval, p_limit int)
RETURNS TABLE (id bigint, seller_id bigint) LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE mail_message m SET state = 'sending', attempts = m.attempts + 1, due_at = p_at + p_lease
      FROM (SELECT due.id FROM mail_message due WHERE due.due_at <= p_at AND handsel_oversees(NULL)
             ORDER BY due.due_at, due.id LIMIT p_limit FOR UPDATE SKIP LOCKED) due
     WHERE m.id = due.id
    RETURNING m.id, m.seller_id
$$;
ALTER FUNCTION mail_claim(timestamptz, interval, int) OWNER TO :chain;
REVOKE ALL ON FUNCTION mail_claim(timestamptz, interval, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mail_claim(timestamptz, interval, int) TO :app;
