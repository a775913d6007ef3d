-- Put the order of p_leg behind the others that wait for the same money (FUN-5): for the seller's people, or for those of
-- the reseller whose wallet it waits for. Returns false when it does not wait for money (any more).
CREATE OR REPLACE FUNCTION orders_skip(p_leg bigint, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    skipped orders_leg;
BEGIN
    SELECT * INTO STRICT skipped FROM orders_leg WHERE id = p_leg;
    IF handsel_buyer() IS NOT NULL OR NOT (handsel_sees(skipped.seller_id) OR handsel_sees(skipped.buyer_id)) THEN
        RAISE EXCEPTION 'leg % is out of scope', p_leg USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM 1 FROM orders_leg WHERE order_id = skipped.order_id ORDER BY position FOR UPDATE;
    UPDATE orders_leg SET skipped_at = p_at
     WHERE id = p_leg AND (fulfilment = 'locked'
                           OR fulfilment = 'none' AND payment IN ('unpaid', 'partly_paid') AND position = 0);
    RETURN FOUND;
END $$;
ALTER FUNCTION orders_skip(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_skip(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_skip(bigint, timestamptz) TO :app;
