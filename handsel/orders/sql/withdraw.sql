-- A buyer cancels what it ordered itself, while nothing of it is settled (ORD-3, ORD-12). Everything that is held for it, on every
-- edge, is free again; its seller is told. Returns false when it was settled or ended before.
CREATE OR REPLACE FUNCTION orders_withdraw(p_leg bigint, p_reason text, p_actor_name text, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    own orders_leg;
BEGIN
    SELECT * INTO STRICT own FROM orders_leg WHERE id = p_leg AND position = 0;
    IF NOT (CASE WHEN handsel_buyer() IS NULL THEN handsel_sees(own.buyer_id)
                 ELSE handsel_buyer() = own.buyer_id AND handsel_sees(own.seller_id) END) THEN
        RAISE EXCEPTION 'leg % is out of scope', p_leg USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM 1 FROM orders_leg WHERE order_id = own.order_id ORDER BY position FOR UPDATE;
    SELECT * INTO own FROM orders_leg WHERE id = p_leg AND settled_at IS NULL AND fulfilment <> 'canceled';
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM orders_tell('order.withdrawn', own, p_actor_name, p_at);
    PERFORM orders_end(own, p_reason, p_actor_name, p_at);
    -- Nobody said no to it: where somebody was yet to be asked, nobody needs to be any more.
    UPDATE orders_leg SET approval = 'not_needed', decided_at = NULL, decided_by_name = ''
     WHERE id = p_leg AND approval = 'rejected';
    RETURN true;
END $$;
ALTER FUNCTION orders_withdraw(bigint, text, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_withdraw(bigint, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_withdraw(bigint, text, text, timestamptz) TO :app;
