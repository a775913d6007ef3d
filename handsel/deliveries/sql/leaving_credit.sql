-- A refund that was to be paid out stays as credit. False when it was not to be paid out (any more).
CREATE OR REPLACE FUNCTION refunds_leave_as_credit(p_refund bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT refunds_hold(p_refund) THEN
        RETURN false;
    END IF;
    UPDATE deliveries_refund SET back = 'wallet' WHERE id = p_refund;
    RETURN true;
END $$;
ALTER FUNCTION refunds_leave_as_credit(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION refunds_leave_as_credit(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refunds_leave_as_credit(bigint) TO :app;

-- Whether a refund of the caller waits to be paid out, or left; then nobody else decides that until this transaction ends.
CREATE OR REPLACE FUNCTION refunds_hold(p_refund bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM deliveries_refund r
      WHERE r.id = p_refund AND handsel_sees(r.seller_id) AND handsel_buyer() IS NULL AND r.state = 'refunded'
        AND r.back <> 'wallet' AND r.payout_id IS NULL
        FOR UPDATE;
    RETURN FOUND;
END $$;
ALTER FUNCTION refunds_hold(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION refunds_hold(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refunds_hold(bigint) TO :app;
