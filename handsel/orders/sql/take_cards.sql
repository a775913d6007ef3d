-- Book what the gateways have reserved for the legs of an order: each amount comes into its wallet with a receipt, and
-- the worker takes it from the card. It pays this very order and nothing else that is owed. Called with the wallets
-- locked, in the transaction that settles.
CREATE OR REPLACE FUNCTION orders_take_cards(p_order bigint, p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    leg orders_leg;
    charge gateways_charge;
    key text;
    told text;
    paper ledger_receipt;
BEGIN
    FOR leg IN SELECT l.* FROM orders_leg l WHERE l.order_id = p_order
                  AND orders_card_state(l, p_at) = 'ready' ORDER BY l.position LOOP
        charge := orders_charge_of(leg);
        key := format('funds:%s:card-%s', leg.seller_id, charge.id);
        PERFORM set_config('handsel.pays', 'this order', true);
        SELECT s.brand || ' …' || s.last_four INTO told FROM gateways_savedcard s WHERE s.id = charge.card_id;
        PERFORM ledger_post(key, 'receipt', p_at, NULL, 'Handsel', told, jsonb_build_array(jsonb_build_object(
            'seller', leg.seller_id, 'buyer', leg.buyer_id, 'currency', leg.currency, 'amount', leg.gross_minor,
            'against', jsonb_build_array(jsonb_build_object(
                'role', 'clearing', 'method', 'card', 'amount', -leg.gross_minor)))));
        PERFORM set_config('handsel.pays', '', true);
        INSERT INTO accounts_series AS s (seller_id, name, last) VALUES (leg.seller_id, 'receipt', 1001)
            ON CONFLICT (seller_id, name) DO UPDATE SET last = s.last + 1 RETURNING last INTO paper.number;
        INSERT INTO ledger_receipt (seller_id, buyer_id, transfer_id, number, amount_minor, currency, method,
                                    received_on, reference, note)
        SELECT leg.seller_id, leg.buyer_id, t.id, paper.number, leg.gross_minor, leg.currency, 'card',
               accounts_today(leg.seller_id, p_at), told, ''
          FROM ledger_transfer t WHERE t.key = format('funds:%s:card-%s:1', leg.seller_id, charge.id)
        RETURNING * INTO paper;
        UPDATE gateways_charge SET aim = 'capture', receipt_id = paper.id, check_at = p_at, checks = 0
         WHERE id = charge.id;
        PERFORM timeline_record(leg.seller_id, 'funds.added', p_at, leg.buyer_id, 'receipt', paper.id, 'Handsel',
            jsonb_build_object('number', paper.number, 'amount_minor', paper.amount_minor, 'currency', paper.currency,
                               'method', 'card', 'reference', told, 'received_on', paper.received_on,
                               'mail', leg.position = 0));
    END LOOP;
END $$;
ALTER FUNCTION orders_take_cards(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_take_cards(bigint, timestamptz) FROM PUBLIC;
