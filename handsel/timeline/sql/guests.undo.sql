-- From where, and on whose behalf (ACC-16).
--   An operation signs its transaction with `handsel.author`: who asks, by which way, from which address. A function that
--   records an event for that very person, at their own seller, writes it on the event. What it records at other tiers
--   stays without, since nobody learns from where the customers of another come.

CREATE OR REPLACE FUNCTION timeline_record(p_seller bigint, p_name text, p_at timestamptz, p_account bigint, p_kind text,
                                           p_subject bigint, p_actor_name text, p_data jsonb)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO timeline_event (seller_id, xact, name, at, account_id, subject_kind, subject_id,
                                actor_id, actor_name, way, address, behalf_id, reason, data)
    SELECT p_seller, pg_current_xact_id()::text::bigint, p_name, p_at, p_account, p_kind, p_subject,
           (signed.by ->> 'id')::bigint, p_actor_name,
           coalesce(signed.by ->> 'way', CASE WHEN p_actor_name = 'Handsel' THEN 'system' ELSE '' END),
           (signed.by ->> 'address')::inet,
           -- Placing an order is the buyer's to do: whoever has no seat there did it in the buyer's place.
           CASE WHEN p_name = 'order.placed' AND signed.by ->> 'buyer' IS NULL AND signed.by ->> 'way' <> 'system'
                THEN p_account END,
           '', p_data
      -- One CASE in the other: without an author there may be no scope either, and asking for it is an error.
      FROM (SELECT CASE WHEN author.it ->> 'name' = p_actor_name
                        THEN CASE WHEN handsel_sees(p_seller) THEN author.it END END AS by
              FROM (SELECT nullif(current_setting('handsel.author', true), '')::jsonb AS it) author) signed
$$;
