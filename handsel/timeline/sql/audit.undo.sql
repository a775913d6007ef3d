DROP FUNCTION timeline_forget_addresses(int);
REVOKE UPDATE (address) ON timeline_event FROM :chain;
DROP TRIGGER event_never_emptied ON timeline_event;
CREATE OR REPLACE FUNCTION timeline_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the timeline is append-only: % refused', tg_op;
END $$;
