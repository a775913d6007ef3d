-- An audit log that cannot be edited (OPS-2, decision 0015).
--   Nobody changes or deletes an event, the owner of the table included; nobody empties the table. The one thing that may
--   be forgotten is from which IP address something was asked, a year and a day after: personal data that nobody needs by then.

CREATE TRIGGER event_never_emptied BEFORE TRUNCATE ON timeline_event
    FOR EACH STATEMENT EXECUTE FUNCTION timeline_refuse_change();

GRANT UPDATE (address) ON timeline_event TO :chain;

CREATE FUNCTION timeline_forget_addresses(p_limit int) RETURNS int
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH due AS (
        SELECT id FROM timeline_event
         WHERE handsel_oversees(NULL) AND address IS NOT NULL AND at < now() - interval '366 days'
         ORDER BY at LIMIT p_limit
    ), forgotten AS (
        UPDATE timeline_event e SET address = NULL FROM due WHERE e.id = due.id RETURNING 1
    )
    SELECT count(*)::int FROM forgotten
$$;
ALTER FUNCTION timeline_forget_addresses(int) OWNER TO :chain;
REVOKE ALL ON FUNCTION timeline_forget_addresses(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION timeline_forget_addresses(int) TO :app;
