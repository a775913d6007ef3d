CREATE OR REPLACE FUNCTION timeline_record(p_seller bigint, p_name text, p_at timestamptz, p_account bigint, p_kind text,
                                           p_subject bigint, p_actor_name text, p_data jsonb)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO timeline_event (seller_id, xact, name, at, account_id, subject_kind, subject_id,
                                actor_id, actor_name, reason, data)
    VALUES (p_seller, pg_current_xact_id()::text::bigint, p_name, p_at, p_account, p_kind, p_subject,
            NULL, p_actor_name, '', p_data)
$$;
