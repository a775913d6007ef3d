-- End an order on every leg: held money goes back, and what cards have reserved is let go. The reason is told on the leg
-- refused; the tiers below and above read that it ended, not why. It is withdrawn where its buyer ends it, be that a customer or a
-- reseller that buys. Called with the legs locked.
CREATE OR REPLACE FUNCTION orders_end(refused orders_leg, p_reason text, p_actor_name text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM orders_let_go_paid(refused.order_id, p_at);
    PERFORM ledger_release(ARRAY(SELECT orders_hold_key(l) FROM orders_leg l WHERE order_id = refused.order_id)
                           || orders_part_key(refused.order_id), p_at);
    PERFORM orders_let_go_cards(refused.order_id, true, p_at);
    PERFORM orders_tell('order.canceled', l, CASE WHEN id = refused.id THEN p_actor_name ELSE 'Handsel' END, p_at)
       FROM orders_leg l WHERE order_id = refused.order_id AND asked_at IS NOT NULL;
    UPDATE orders_leg
       SET fulfilment = 'canceled', canceled_at = p_at, payment = 'unpaid',
           approval = CASE WHEN id = refused.id AND approval IN ('pending', 'with_buyer') THEN 'rejected' ELSE approval END,
           decided_at = CASE WHEN id = refused.id AND approval IN ('pending', 'with_buyer') THEN p_at ELSE decided_at END,
           decided_by_name = CASE WHEN id = refused.id AND approval IN ('pending', 'with_buyer') THEN p_actor_name
                                  ELSE decided_by_name END,
           canceled_by_name = CASE WHEN id = refused.id THEN p_actor_name ELSE '' END,
           is_withdrawn = id = refused.id AND coalesce(handsel_buyer() = buyer_id, NOT handsel_sees(seller_id)),
           cancel_reason = CASE WHEN id = refused.id THEN p_reason
                                WHEN position < refused.position THEN 'It cannot be delivered at the moment.'
                                ELSE 'The buyer''s order was canceled.' END
     WHERE order_id = refused.order_id;
END $$;
ALTER FUNCTION orders_end(orders_leg, text, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_end(orders_leg, text, text, timestamptz) FROM PUBLIC;

-- End an order that is not settled: the seller of p_leg says no. Returns false when it was settled or ended before.
CREATE OR REPLACE FUNCTION orders_cancel(p_leg bigint, p_reason text, p_actor_name text, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    refused orders_leg;
BEGIN
    SELECT * INTO STRICT refused FROM orders_leg WHERE id = p_leg;
    IF NOT handsel_sees(refused.seller_id) OR handsel_buyer() IS NOT NULL THEN
        RAISE EXCEPTION 'leg % is out of scope', p_leg USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM 1 FROM orders_leg WHERE order_id = refused.order_id ORDER BY position FOR UPDATE;
    IF EXISTS (SELECT 1 FROM orders_leg
                WHERE order_id = refused.order_id AND (settled_at IS NOT NULL OR fulfilment = 'canceled')) THEN
        RETURN false;
    END IF;
    PERFORM orders_end(refused, p_reason, p_actor_name, p_at);
    RETURN true;
END $$;
ALTER FUNCTION orders_cancel(bigint, text, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_cancel(bigint, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_cancel(bigint, text, text, timestamptz) TO :app;
