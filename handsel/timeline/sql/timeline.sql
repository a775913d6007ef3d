-- The timeline as everybody's outbox.
--   Events are never changed or deleted: the application has no right to, and rows refuse it for everyone.
--   timeline_record() writes an event into another tier's timeline, for steps that cross tenants (settlement).
--   timeline_unread() gives readers what was committed after their cursor, below the oldest running writer, across
--   all tenants, in the order (xact, id): a cursor over ids alone would skip what commits late.

CREATE FUNCTION timeline_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the timeline is append-only: % refused', tg_op;
END $$;

CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON timeline_event
    FOR EACH ROW EXECUTE FUNCTION timeline_refuse_change();

-- Readers act on what they read, so a storefront session tells of its cart and of nothing else.
CREATE POLICY storefront ON timeline_event AS RESTRICTIVE FOR INSERT TO :app
    WITH CHECK ((SELECT handsel_buyer()) IS NULL OR name LIKE 'cart.%');

GRANT SELECT, INSERT ON timeline_event TO :chain;
GRANT USAGE ON SEQUENCE timeline_event_id_seq TO :chain;
CREATE POLICY outbox ON timeline_event TO :chain USING (true) WITH CHECK (true);
GRANT SELECT ON timeline_deadletter TO :chain;
CREATE POLICY outbox ON timeline_deadletter TO :chain USING (true);
GRANT SELECT, INSERT, UPDATE ON timeline_cursor TO :app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO :app;

CREATE FUNCTION timeline_record(p_seller bigint, p_name text, p_at timestamptz, p_account bigint, p_kind text,
                                p_subject bigint, p_actor_name text, p_data jsonb)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO timeline_event (seller_id, xact, name, at, account_id, subject_kind, subject_id,
                                actor_id, actor_name, reason, data)
    VALUES (p_seller, pg_current_xact_id()::text::bigint, p_name, p_at, p_account, p_kind, p_subject,
            NULL, p_actor_name, '', p_data)
$$;
ALTER FUNCTION timeline_record(bigint, text, timestamptz, bigint, text, bigint, text, jsonb) OWNER TO :chain;
REVOKE ALL ON FUNCTION timeline_record(bigint, text, timestamptz, bigint, text, bigint, text, jsonb) FROM PUBLIC;

CREATE FUNCTION timeline_unread(p_xact bigint, p_id bigint, p_horizon bigint, p_limit int)
RETURNS SETOF timeline_event LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT * FROM timeline_event
     WHERE handsel_oversees(NULL) AND (xact, id) > (p_xact, p_id)
       AND xact < coalesce(p_horizon, pg_snapshot_xmin(pg_current_snapshot())::text::bigint)
     ORDER BY xact, id LIMIT p_limit
$$;
ALTER FUNCTION timeline_unread(bigint, bigint, bigint, int) OWNER TO :chain;
REVOKE ALL ON FUNCTION timeline_unread(bigint, bigint, bigint, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION timeline_unread(bigint, bigint, bigint, int) TO :app;

-- Failed effects that are due to be tried again, with their events.
CREATE FUNCTION timeline_due_again(p_reader text, p_at timestamptz, p_limit int)
RETURNS SETOF timeline_event LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.* FROM timeline_deadletter d JOIN timeline_event e ON e.id = d.event_id
     WHERE handsel_oversees(NULL) AND d.reader = p_reader AND d.retry_at <= p_at ORDER BY d.id LIMIT p_limit
$$;
ALTER FUNCTION timeline_due_again(text, timestamptz, int) OWNER TO :chain;
REVOKE ALL ON FUNCTION timeline_due_again(text, timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION timeline_due_again(text, timestamptz, int) TO :app;
