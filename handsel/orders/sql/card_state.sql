-- How a leg is paid now:
--   wallet   from the wallet, which has the whole amount or keeps it; credit counts only where no card can be charged,
--            because the seller has no gateway; so does every leg whose payment method is another
--   ready    the gateway has reserved the amount
--   asked    the gateway is being asked
--   free     there is a card that can be asked
--   refused  the card on file was asked and said no
--   missing  there is no card on file that could be asked
--   owing    the wallet is locked, or below zero: that comes first
CREATE OR REPLACE FUNCTION orders_card_state(p_leg orders_leg, p_at timestamptz) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    wallet ledger_wallet;
    charge gateways_charge;
    card gateways_savedcard;
BEGIN
    IF p_leg.payment_method <> 'card' OR p_leg.gross_minor = 0 OR p_leg.settled_at IS NOT NULL
       OR EXISTS (SELECT FROM ledger_hold WHERE key = orders_hold_key(p_leg) AND ended_at IS NULL) THEN
        RETURN 'wallet';
    END IF;
    SELECT * INTO STRICT wallet FROM ledger_wallet
     WHERE seller_id = p_leg.seller_id AND buyer_id = p_leg.buyer_id AND currency = p_leg.currency;
    -- What came in as a part is kept for this very order.
    wallet.held_minor := wallet.held_minor - coalesce((
        SELECT sum(amount_minor) FROM ledger_hold
         WHERE key = orders_hold_key(p_leg) || ':part' AND ended_at IS NULL), 0);
    IF wallet.locked_at IS NOT NULL
       OR wallet.balance_minor - wallet.held_minor + wallet.credit_limit_minor < 0 THEN
        RETURN 'owing';
    END IF;
    charge := orders_charge_of(p_leg);
    IF charge.state = 'authorised' THEN
        RETURN 'ready';
    ELSIF wallet.balance_minor - wallet.held_minor >= p_leg.gross_minor THEN
        RETURN 'wallet';
    ELSIF charge.state IN ('started', 'unknown') THEN
        RETURN 'asked';
    END IF;
    IF wallet.balance_minor - wallet.held_minor + wallet.credit_limit_minor >= p_leg.gross_minor
       AND NOT EXISTS (SELECT FROM gateways_sellergateway WHERE seller_id = p_leg.seller_id AND is_on) THEN
        RETURN 'wallet';
    END IF;
    card := orders_card_of(p_leg.edge_id, p_at);
    RETURN CASE WHEN card.id IS NULL THEN 'missing' WHEN card.id = charge.card_id THEN 'refused' ELSE 'free' END;
END $$;
ALTER FUNCTION orders_card_state(orders_leg, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_card_state(orders_leg, timestamptz) FROM PUBLIC;
