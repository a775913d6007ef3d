DROP TRIGGER wallet_watched ON ledger_wallet;
DROP FUNCTION ledger_watch_wallet();
DROP FUNCTION ledger_set_limits(bigint, bigint, bigint, timestamptz);
REVOKE EXECUTE ON FUNCTION timeline_record(bigint, text, timestamptz, bigint, text, bigint, text, jsonb) FROM :ledger;
DROP POLICY books ON timeline_event;
REVOKE ALL ON timeline_event FROM :ledger;
REVOKE ALL ON SEQUENCE timeline_event_id_seq FROM :ledger;

CREATE OR REPLACE FUNCTION ledger_write(p_wallet ledger_wallet, p_key text, p_document text, p_at timestamptz, p_actor bigint,
                             p_actor_name text, p_reason text, p_amount bigint, p_against jsonb, p_reverses bigint)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    transfer bigint;
BEGIN
    INSERT INTO ledger_transfer (seller_id, buyer_id, key, document, at, actor_id, actor_name, reason, reverses_id)
    VALUES (p_wallet.seller_id, p_wallet.buyer_id, p_key, p_document, p_at, p_actor, p_actor_name, p_reason, p_reverses)
    RETURNING id INTO transfer;
    UPDATE ledger_wallet SET balance_minor = balance_minor + p_amount WHERE id = p_wallet.id;
    INSERT INTO ledger_entry (seller_id, buyer_id, transfer_id, ledger_account_id, currency, amount_minor,
                              balance_after_minor)
    VALUES (p_wallet.seller_id, p_wallet.buyer_id, transfer, p_wallet.ledger_account_id, p_wallet.currency, p_amount,
            p_wallet.balance_minor + p_amount);
    INSERT INTO ledger_entry (seller_id, transfer_id, ledger_account_id, currency, amount_minor)
    SELECT p_wallet.seller_id, transfer,
           ledger_account_of(p_wallet.seller_id, side ->> 'role', coalesce(side ->> 'method', ''),
                             p_wallet.currency, NULL),
           p_wallet.currency, (side ->> 'amount')::bigint
      FROM jsonb_array_elements(p_against) AS side WHERE (side ->> 'amount')::bigint <> 0;
    RETURN transfer;
END $$;

CREATE OR REPLACE FUNCTION ledger_short(p_legs jsonb) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    leg jsonb;
    wallet ledger_wallet;
    kept bigint;
BEGIN
    PERFORM 1 FROM ledger_wallet w
       JOIN jsonb_array_elements(p_legs) AS l
         ON w.seller_id = (l ->> 'seller')::bigint AND w.buyer_id = (l ->> 'buyer')::bigint
        AND w.currency = l ->> 'currency'
      ORDER BY w.id FOR UPDATE OF w;
    FOR n IN 1 .. jsonb_array_length(p_legs) LOOP
        leg := p_legs -> (n - 1);
        wallet := ledger_wallet_of(leg);
        SELECT amount_minor INTO kept FROM ledger_hold
         WHERE key = leg ->> 'hold' AND wallet_id = wallet.id AND ended_at IS NULL;
        IF (leg ->> 'amount')::bigint < 0
           AND wallet.balance_minor - wallet.held_minor + coalesce(kept, 0) + wallet.credit_limit_minor
               + (leg ->> 'amount')::bigint < 0 THEN
            RETURN n;
        END IF;
    END LOOP;
    RETURN 0;
END $$;

CREATE OR REPLACE FUNCTION ledger_release(p_keys text[], p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM ledger_wallet w JOIN ledger_hold h ON h.wallet_id = w.id
      WHERE h.key = ANY (p_keys) AND h.ended_at IS NULL ORDER BY w.id FOR UPDATE OF w;
    WITH ended AS (
        UPDATE ledger_hold SET ended_at = p_at WHERE key = ANY (p_keys) AND ended_at IS NULL
        RETURNING wallet_id, amount_minor
    ), freed AS (
        SELECT wallet_id, sum(amount_minor)::bigint AS minor FROM ended GROUP BY wallet_id
    )
    UPDATE ledger_wallet w SET held_minor = held_minor - freed.minor FROM freed WHERE w.id = freed.wallet_id;
END $$;

CREATE OR REPLACE FUNCTION ledger_hold(p_legs jsonb, p_at timestamptz) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    short int := ledger_short(p_legs);
    leg jsonb;
    wallet ledger_wallet;
BEGIN
    IF short > 0 THEN
        RETURN short;
    END IF;
    FOR leg IN SELECT l FROM jsonb_array_elements(p_legs) AS l LOOP
        IF EXISTS (SELECT 1 FROM ledger_hold WHERE key = leg ->> 'hold' AND ended_at IS NULL) THEN
            CONTINUE;
        END IF;
        wallet := ledger_wallet_of(leg);
        INSERT INTO ledger_hold (seller_id, buyer_id, wallet_id, key, amount_minor, currency, created_at)
        VALUES (wallet.seller_id, wallet.buyer_id, wallet.id, leg ->> 'hold', -(leg ->> 'amount')::bigint,
                wallet.currency, p_at);
        UPDATE ledger_wallet SET held_minor = held_minor - (leg ->> 'amount')::bigint WHERE id = wallet.id;
    END LOOP;
    RETURN 0;
END $$;
