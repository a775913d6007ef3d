-- Posting and holding what a chain of tiers pays, all or none (ORD-11). A leg of nothing moves nothing.
-- A hold may have a part, under its own key and ':part' (ORD-6): that counts for the hold, and ends when all of it is held
-- or spent.

-- Lock the wallets of all legs, in the order of their ids, and return the number of the first leg that cannot be paid,
-- counted from 1; 0 when all can. What a leg has on hold already counts as there; a locked wallet pays nothing else.
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
        SELECT sum(amount_minor) INTO kept FROM ledger_hold
         WHERE key IN (leg ->> 'hold', leg ->> 'hold' || ':part') AND wallet_id = wallet.id AND ended_at IS NULL;
        -- Money that is kept is kept, even when the credit limit was lowered or the wallet locked since.
        IF (leg ->> 'amount')::bigint < -coalesce(kept, 0)
           AND (wallet.locked_at IS NOT NULL
                OR wallet.balance_minor - wallet.held_minor + coalesce(kept, 0) + wallet.credit_limit_minor
                   + (leg ->> 'amount')::bigint < 0) THEN
            RETURN n;
        END IF;
    END LOOP;
    RETURN 0;
END $$;
ALTER FUNCTION ledger_short(jsonb) OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_short(jsonb) FROM PUBLIC;

-- Post a movement on one wallet, or on every wallet of a chain of tiers, all or none.
-- p_legs, from the payer up: [{"seller", "buyer", "currency", "amount", "hold", "against": [...]}]; a negative amount
-- debits the wallet; "hold" names a hold that this leg spends. Returns 0 when posted (also when the key was posted
-- before), or the number of the first leg that is short, counted from 1: then nothing has moved.
CREATE OR REPLACE FUNCTION ledger_post(p_key text, p_document text, p_at timestamptz, p_actor bigint, p_actor_name text,
                            p_reason text, p_legs jsonb)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    count int := jsonb_array_length(p_legs);
    leg jsonb;
    short int;
BEGIN
    IF count = 0 THEN
        RAISE EXCEPTION 'nothing to post under %', p_key;
    END IF;
    FOR n IN 2 .. count LOOP
        IF p_legs -> (n - 1) ->> 'buyer' <> p_legs -> (n - 2) ->> 'seller' THEN
            RAISE EXCEPTION 'leg % does not follow leg %', n, n - 1;
        END IF;
    END LOOP;

    short := ledger_short(p_legs);
    IF EXISTS (SELECT 1 FROM ledger_transfer
                WHERE key = ANY (ARRAY(SELECT p_key || ':' || n FROM generate_series(1, count) AS n))) THEN
        RETURN 0;
    END IF;
    IF short > 0 THEN
        RETURN short;
    END IF;

    PERFORM ledger_release(ARRAY(SELECT l ->> 'hold' || part FROM jsonb_array_elements(p_legs) AS l,
                                        unnest(ARRAY['', ':part']) AS part), p_at);
    FOR n IN 1 .. count LOOP
        leg := p_legs -> (n - 1);
        CONTINUE WHEN (leg ->> 'amount')::bigint = 0;
        PERFORM ledger_write(ledger_wallet_of(leg), p_key || ':' || n, p_document, p_at, p_actor, p_actor_name,
                             p_reason, (leg ->> 'amount')::bigint, leg -> 'against', NULL);
    END LOOP;
    RETURN 0;
END $$;
ALTER FUNCTION ledger_post(text, text, timestamptz, bigint, text, text, jsonb) OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_post(text, text, timestamptz, bigint, text, text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_post(text, text, timestamptz, bigint, text, text, jsonb) TO :chain;

-- Keep the money of legs, as ledger_post() takes them, until they are posted or released: all or none. What is kept under
-- the same key at another amount is kept at this one. Returns 0, also for what is kept already, or the number of the first
-- leg that is short, counted from 1.
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
        CONTINUE WHEN (leg ->> 'amount')::bigint = 0
                   OR EXISTS (SELECT 1 FROM ledger_hold WHERE key = leg ->> 'hold' AND ended_at IS NULL
                                                          AND amount_minor = -(leg ->> 'amount')::bigint);
        PERFORM ledger_release(ARRAY[leg ->> 'hold', leg ->> 'hold' || ':part'], p_at);
        wallet := ledger_wallet_of(leg);
        INSERT INTO ledger_hold (seller_id, buyer_id, wallet_id, key, amount_minor, currency, created_at)
        VALUES (wallet.seller_id, wallet.buyer_id, wallet.id, leg ->> 'hold', -(leg ->> 'amount')::bigint,
                wallet.currency, p_at);
        UPDATE ledger_wallet SET held_minor = held_minor - (leg ->> 'amount')::bigint, moved_at = p_at
         WHERE id = wallet.id;
    END LOOP;
    RETURN 0;
END $$;
ALTER FUNCTION ledger_hold(jsonb, timestamptz) OWNER TO :ledger;
REVOKE ALL ON FUNCTION ledger_hold(jsonb, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_hold(jsonb, timestamptz) TO :chain;
