-- The timeline as everybody's outbox.
--   Events are never changed or deleted: the application has no right to, and rows refuse it for everyone.
--   timeline_record() writes an event into another tier's timeline, for steps that cross tenants (settlement).
--   timeline_unread() gives readers what was committed after their cursor, below the oldest running writer, across
--   all tenants, in the order (xact, id): a cursor over ids alone would skip what commits late.

CREATE FUNCTION timeline_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tg_op = 'UPDATE' AND old.at < now() - interval '366 days' AND new.address IS NULL THEN
        new.address := old.address;
        IF new IS NOT DISTINCT FROM old THEN
            new.address := NULL;
            RETURN new;
        END IF;
    END IF;
    RAISE EXCEPTION 'the timeline is append-only: % refused', tg_op;
END $$;

CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON timeline_event
    FOR EACH ROW EXECUTE FUNCTION timeline_refuse_change();

-- A storefront session tells of its cart, its card, its addresses and sites, that it began to pay, and what it
-- announced; readers act on none of that.
CREATE POLICY storefront ON timeline_event AS RESTRICTIVE FOR INSERT TO :app
    WITH CHECK ((SELECT handsel_buyer()) IS NULL OR name LIKE 'cart.%' OR name LIKE 'address.%' OR name LIKE 'site.%'
                OR name IN ('card.form_opened', 'card.removed', 'charge.started',
                            'announcement.made', 'announcement.withdrawn'));

GRANT SELECT, INSERT ON timeline_event TO :chain;
GRANT USAGE ON SEQUENCE timeline_event_id_seq TO :chain;
CREATE POLICY outbox ON timeline_event TO :chain USING (true) WITH CHECK (true);
GRANT SELECT ON timeline_deadletter TO :chain;
CREATE POLICY outbox ON timeline_deadletter TO :chain USING (true);
GRANT SELECT, INSERT, UPDATE ON timeline_cursor TO :app;
-- From where, and on whose behalf (ACC-16).
--   An operation signs its transaction with `handsel.author`: who asks, by which way, from which address. A function that
--   records an event for that very person, at their own seller, writes it on the event. What it records at other tiers
--   stays without, since nobody learns from where the customers of another come.
--   Who was here as a guest (USR-6): where they come from, and who let them in, on each event that a function of the database
--   records for them at the seller where they are.
CREATE FUNCTION timeline_record(p_seller bigint, p_name text, p_at timestamptz, p_account bigint, p_kind text,
                                           p_subject bigint, p_actor_name text, p_data jsonb)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO timeline_event (seller_id, xact, name, at, account_id, subject_kind, subject_id,
                                actor_id, actor_name, way, address, actor_home, let_in_by, behalf_id, reason, data)
    SELECT p_seller, pg_current_xact_id()::text::bigint, p_name, p_at, p_account, p_kind, p_subject,
           (signed.by ->> 'id')::bigint, p_actor_name,
           coalesce(signed.by ->> 'way', CASE WHEN p_actor_name = 'Handsel' THEN 'system' ELSE '' END),
           (signed.by ->> 'address')::inet,
           coalesce(signed.by ->> 'home', ''), coalesce(signed.by ->> 'let_in_by', ''),
           -- Placing an order is the buyer's to do: whoever has no seat there did it in the buyer's place.
           CASE WHEN p_name = 'order.placed' AND signed.by ->> 'buyer' IS NULL AND signed.by ->> 'way' <> 'system'
                THEN p_account END,
           '', p_data
      -- One CASE in the other: without an author there may be no scope either, and asking for it is an error.
      FROM (SELECT CASE WHEN author.it ->> 'name' = p_actor_name
                        THEN CASE WHEN handsel_sees(p_seller) THEN author.it END END AS by
              FROM (SELECT nullif(current_setting('handsel.author', true), '')::jsonb AS it) author) signed
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
