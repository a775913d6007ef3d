-- Try again an order that waits for money, as somebody who takes part in it wishes: a card that was refused on a leg of
-- theirs is asked once more. Returns where it stands, as orders_advance does.
CREATE OR REPLACE FUNCTION orders_try_again(p_order bigint, p_at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT orders_concerns(p_order) THEN
        RAISE EXCEPTION 'order % is out of scope', p_order USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM 1 FROM orders_leg WHERE order_id = p_order ORDER BY position FOR UPDATE;
    UPDATE gateways_charge c
       SET aim = 'void', check_at = CASE WHEN c.state = 'needs_holder' THEN p_at ELSE c.check_at END
      FROM orders_leg l
     WHERE l.order_id = p_order AND c.seller_id = l.seller_id AND c.order_number = l.number AND c.edge_id = l.edge_id
       AND c.aim = 'authorise' AND c.state NOT IN ('started', 'unknown', 'authorised')
       AND (handsel_sees(l.seller_id) AND coalesce(handsel_buyer(), l.buyer_id) = l.buyer_id
            OR handsel_buyer() IS NULL AND handsel_sees(l.buyer_id));
    RETURN orders_advance(p_order, p_at);
END $$;
ALTER FUNCTION orders_try_again(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_try_again(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_try_again(bigint, timestamptz) TO :app;
