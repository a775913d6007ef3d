DROP FUNCTION timeline_due_again(text, timestamptz, int);
DROP FUNCTION timeline_unread(bigint, bigint, bigint, int);
DROP FUNCTION timeline_record(bigint, text, timestamptz, bigint, text, bigint, text, jsonb);
DROP POLICY storefront ON timeline_event;
DROP POLICY outbox ON timeline_deadletter;
DROP POLICY outbox ON timeline_event;
DROP TRIGGER event_append_only ON timeline_event;
DROP FUNCTION timeline_refuse_change();
