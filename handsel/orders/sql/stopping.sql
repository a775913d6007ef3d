-- A branch that is suspended buys nothing (ACC-6, ORD-13): an order goes no further while its buyer, or anybody above
-- its buyer, is not active, whether it is placed, accepted or tried again.

-- May the buyer of p_order, with all above it, buy now? Nobody's standing changes after this until the transaction ends.
-- Called with the legs locked and no wallet yet.
CREATE FUNCTION orders_is_stopped(p_order bigint, p_at timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    buyer bigint;
BEGIN
    SELECT buyer_id INTO STRICT buyer FROM orders_leg WHERE order_id = p_order AND position = 0;
    PERFORM accounts_keep_standing(buyer);
    RETURN EXISTS (SELECT FROM accounts_line(buyer, p_at) WHERE standing <> 'active');
END $$;
ALTER FUNCTION orders_is_stopped(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_is_stopped(bigint, timestamptz) FROM PUBLIC;
