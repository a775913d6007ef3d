DROP FUNCTION ledger_charge_back(text, text, timestamptz, bigint, text, text, jsonb);
DROP FUNCTION ledger_unlock(bigint, timestamptz);

-- Lock the wallets of all legs, in the order of their ids, and return the number of the first leg that cannot be paid,
-- counted from 1; 0 when all can. What a leg has on hold already counts as there.
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
        -- Money that is kept is kept, even when the credit limit was lowered since.
        IF (leg ->> 'amount')::bigint < -coalesce(kept, 0)
           AND wallet.balance_minor - wallet.held_minor + coalesce(kept, 0) + wallet.credit_limit_minor
               + (leg ->> 'amount')::bigint < 0 THEN
            RETURN n;
        END IF;
    END LOOP;
    RETURN 0;
END $$;
