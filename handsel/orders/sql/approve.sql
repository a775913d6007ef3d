-- Say that the seller of p_leg agrees to it. Returns false when it does not wait for approval (any more).
CREATE OR REPLACE FUNCTION orders_approve(p_leg bigint, p_actor_name text, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    agreed orders_leg;
BEGIN
    SELECT * INTO STRICT agreed FROM orders_leg WHERE id = p_leg;
    IF NOT handsel_sees(agreed.seller_id) OR handsel_buyer() IS NOT NULL THEN
        RAISE EXCEPTION 'leg % is out of scope', p_leg USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM 1 FROM orders_leg WHERE order_id = agreed.order_id ORDER BY position FOR UPDATE;
    UPDATE orders_leg SET approval = 'approved', decided_at = p_at, decided_by_name = p_actor_name
     WHERE id = p_leg AND approval = 'pending' AND payment IN ('paid', 'on_card') AND fulfilment = 'none';
    RETURN FOUND;
END $$;
ALTER FUNCTION orders_approve(bigint, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_approve(bigint, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_approve(bigint, text, timestamptz) TO :app;
