-- The seller wants another price than the order was placed at, and its buyer says whether it does (ORD-13).
--   orders_ask_buyer      gives an order that waits for its seller back to its buyer; its money stays set aside
--   orders_confirm_price  the buyer agrees: every leg gets today's prices, and the order goes on, accepted
--   orders_decline_price  the buyer does not: the order ends
-- Only where the order was placed: no tier above has been asked then.

CREATE OR REPLACE FUNCTION orders_ask_buyer(p_leg bigint, p_actor_name text, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    asked orders_leg;
BEGIN
    SELECT * INTO STRICT asked FROM orders_leg WHERE id = p_leg;
    IF NOT handsel_sees(asked.seller_id) OR handsel_buyer() IS NOT NULL THEN
        RAISE EXCEPTION 'leg % is out of scope', p_leg USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM 1 FROM orders_leg WHERE order_id = asked.order_id ORDER BY position FOR UPDATE;
    UPDATE orders_leg SET approval = 'with_buyer', decided_at = p_at, decided_by_name = p_actor_name
     WHERE id = p_leg AND position = 0 AND approval = 'pending' AND payment IN ('paid', 'on_card') AND fulfilment = 'none';
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM orders_tell('order.price_asked', l, p_actor_name, p_at) FROM orders_leg l WHERE l.id = p_leg;
    RETURN true;
END $$;
ALTER FUNCTION orders_ask_buyer(bigint, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_ask_buyer(bigint, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_ask_buyer(bigint, text, timestamptz) TO :app;

-- The leg of an order that its buyer, who is the caller, is asked about; the legs are locked. None when it is not asked
-- (any more).
CREATE OR REPLACE FUNCTION orders_asked_leg(p_leg bigint) RETURNS orders_leg LANGUAGE plpgsql AS $$
DECLARE
    asked orders_leg;
BEGIN
    SELECT * INTO STRICT asked FROM orders_leg WHERE id = p_leg;
    IF NOT (CASE WHEN handsel_buyer() IS NULL THEN handsel_sees(asked.buyer_id)
                 ELSE handsel_buyer() = asked.buyer_id AND handsel_sees(asked.seller_id) END) THEN
        RAISE EXCEPTION 'leg % is out of scope', p_leg USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM 1 FROM orders_leg WHERE order_id = asked.order_id ORDER BY position FOR UPDATE;
    SELECT * INTO asked FROM orders_leg WHERE id = p_leg AND approval = 'with_buyer' AND fulfilment = 'none';
    RETURN asked;
END $$;
ALTER FUNCTION orders_asked_leg(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_asked_leg(bigint) FROM PUBLIC;

-- Returns where the order stands then, as orders_advance does; over when the buyer is not asked (any more); changed when
-- a line has no price any more, or the order costs the buyer something else than p_gross now: then the caller must roll back.
CREATE OR REPLACE FUNCTION orders_confirm_price(p_leg bigint, p_gross bigint, p_currency text, p_actor_name text, p_at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    asked orders_leg := orders_asked_leg(p_leg);
BEGIN
    IF asked.id IS NULL THEN
        RETURN 'over';
    END IF;
    PERFORM ledger_release(ARRAY(SELECT orders_hold_key(l) FROM orders_leg l WHERE order_id = asked.order_id), p_at);
    PERFORM orders_fix_prices(asked.order_id, asked.buyer_id, asked.number, false, asked.placer_id, p_at);
    IF EXISTS (SELECT FROM orders_leg WHERE order_id = asked.order_id AND repriced_at IS DISTINCT FROM p_at)
       OR NOT EXISTS (SELECT FROM orders_leg WHERE id = p_leg AND gross_minor = p_gross AND currency = p_currency)
       OR EXISTS (SELECT FROM orders_leg l WHERE l.order_id = asked.order_id AND l.gross_minor IS DISTINCT FROM (
                   SELECT sum(gross_minor) FROM orders_legline WHERE leg_id = l.id)) THEN
        RETURN 'changed';
    END IF;
    UPDATE orders_leg SET approval = 'approved', payment = 'unpaid' WHERE id = p_leg;
    PERFORM orders_tell('order.price_confirmed', l, p_actor_name, p_at) FROM orders_leg l WHERE l.id = p_leg;
    RETURN orders_go_on(asked.order_id, p_at);
END $$;
ALTER FUNCTION orders_confirm_price(bigint, bigint, text, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_confirm_price(bigint, bigint, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_confirm_price(bigint, bigint, text, text, timestamptz) TO :app;

CREATE OR REPLACE FUNCTION orders_decline_price(p_leg bigint, p_reason text, p_actor_name text, p_at timestamptz)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    asked orders_leg := orders_asked_leg(p_leg);
BEGIN
    IF asked.id IS NULL THEN
        RETURN false;
    END IF;
    PERFORM orders_end(asked, p_reason, p_actor_name, p_at);
    RETURN true;
END $$;
ALTER FUNCTION orders_decline_price(bigint, text, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_decline_price(bigint, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_decline_price(bigint, text, text, timestamptz) TO :app;
