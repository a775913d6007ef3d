-- What a buyer owes for orders that were settled on credit (decision 0027). A leg owes what of its debit took the wallet
-- below zero; what comes into that wallet pays it. What was recorded for an order that is not settled yet is kept for that
-- order and pays nothing else. So the legs of a wallet never owe more together than the wallet, without what is kept, is
-- below zero. All of it happens with the wallet locked, so two payments at once pay one after the other.
--   orders_paid_for       what was recorded for a leg
--   orders_kept           what was recorded for the orders of a wallet that are not settled
--   orders_owes           what a leg owes, when its wallet was just debited for it
--   orders_pay            lets an amount pay the legs of a wallet, the one chosen before the oldest, and tells what is paid
--   orders_say_settled    says of each leg of an order that was just debited what it owes
--   orders_let_go_paid    lets what was recorded for an order that ends pay what else is owed
--   orders_credited       pays whenever a wallet is credited
--   orders_owed_again     owes again, or keeps less, when a payment that was recorded for an order is taken back
--   orders_owing_faults   what does not hold

CREATE OR REPLACE FUNCTION orders_paid_word(p_owed bigint, p_gross bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE p_owed WHEN 0 THEN 'paid' WHEN p_gross THEN 'unpaid' ELSE 'partly_paid' END
$$;

-- What was recorded for a leg and not taken back.
CREATE OR REPLACE FUNCTION orders_paid_for(p_leg orders_leg) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(p.amount_minor), 0)::bigint
      FROM orders_orderpayment p JOIN ledger_receipt r ON r.id = p.receipt_id
     WHERE p.seller_id = p_leg.seller_id AND p.leg_id = p_leg.id
       AND NOT EXISTS (SELECT FROM ledger_transfer t WHERE t.reverses_id = r.transfer_id)
$$;

CREATE OR REPLACE FUNCTION orders_kept(p_seller bigint, p_buyer bigint, p_currency text, p_without bigint) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(orders_paid_for(l)), 0)::bigint
      FROM (SELECT DISTINCT leg_id FROM orders_orderpayment
             WHERE seller_id = p_seller AND buyer_id = p_buyer AND currency = p_currency) paid
      JOIN orders_leg l ON l.id = paid.leg_id
     WHERE l.settled_at IS NULL AND l.fulfilment <> 'canceled' AND l.id IS DISTINCT FROM p_without
$$;

-- p_paid was recorded for this very leg before it was debited, and has paid nothing else: this is what the leg would owe
-- without. What a card has paid is never owed.
CREATE OR REPLACE FUNCTION orders_owes(p_leg orders_leg, p_paid bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p_leg.payment_method = 'card' AND EXISTS (
                    SELECT FROM gateways_charge c WHERE c.seller_id = p_leg.seller_id AND c.order_number = p_leg.number
                                                    AND c.edge_id = p_leg.edge_id AND c.aim = 'capture')
                THEN 0
                ELSE least(p_leg.gross_minor, greatest(0, p_paid - w.balance_minor + orders_kept(
                         p_leg.seller_id, p_leg.buyer_id, p_leg.currency, p_leg.id))) END
      FROM ledger_wallet w
     WHERE w.seller_id = p_leg.seller_id AND w.buyer_id = p_leg.buyer_id AND w.currency = p_leg.currency
$$;

-- Called with the wallet locked; what a leg owes changes behind that lock only. Of each leg that owes nothing any more it is
-- told, but for p_untold: of what was given back nobody says that it was paid.
DROP FUNCTION IF EXISTS orders_pay(bigint, bigint, text, bigint, bigint);
CREATE OR REPLACE FUNCTION orders_pay(p_seller bigint, p_buyer bigint, p_currency text, p_minor bigint, p_first bigint,
                                      p_at timestamptz, p_untold bigint DEFAULT NULL) RETURNS void
LANGUAGE sql AS $$
    WITH line AS MATERIALIZED (
        SELECT id, p_minor + owed_minor
                   - sum(owed_minor) OVER (ORDER BY id IS DISTINCT FROM p_first, settled_at, id) AS there
          FROM orders_leg
         WHERE seller_id = p_seller AND buyer_id = p_buyer AND currency = p_currency AND owed_minor > 0
    ), paid AS (
        UPDATE orders_leg l
           SET owed_minor = greatest(0, l.owed_minor - line.there),
               payment = orders_paid_word(greatest(0, l.owed_minor - line.there)::bigint, l.gross_minor)
          FROM line WHERE l.id = line.id AND line.there > 0
        RETURNING l AS leg
    )
    SELECT orders_tell('order.paid_in_full', leg, 'Handsel', p_at) FROM paid
     WHERE (leg).owed_minor = 0 AND (leg).id IS DISTINCT FROM p_untold ORDER BY (leg).id
$$;

-- What was recorded for a leg before pays it now, as though it came after the debit, and then what else is owed. Called
-- with the wallets locked that were just debited.
CREATE OR REPLACE FUNCTION orders_say_settled(p_order bigint, p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE orders_leg l
       SET asked_at = coalesce(asked_at, p_at), is_hidden = false, fulfilment = 'in_progress', settled_at = p_at,
           owed_minor = owes.minor, payment = orders_paid_word(owes.minor, l.gross_minor)
      FROM (SELECT b.id, greatest(0, orders_owes(b, paid) - paid) AS minor
              FROM orders_leg b CROSS JOIN LATERAL orders_paid_for(b) paid WHERE b.order_id = p_order) owes
     WHERE l.id = owes.id;
    PERFORM orders_pay(l.seller_id, l.buyer_id, l.currency, paid - orders_owes(l, paid), NULL, p_at)
       FROM orders_leg l CROSS JOIN LATERAL orders_paid_for(l) paid
      WHERE l.order_id = p_order AND paid > 0 AND paid > orders_owes(l, paid);
END $$;

-- Called with the legs locked, when an order that was not settled ends; locks the wallets where anything was recorded.
DROP FUNCTION IF EXISTS orders_let_go_paid(bigint);
CREATE OR REPLACE FUNCTION orders_let_go_paid(p_order bigint, p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM orders_leg l WHERE order_id = p_order AND orders_paid_for(l) > 0) THEN
        PERFORM ledger_short(orders_debits(p_order, (SELECT max(position) FROM orders_leg WHERE order_id = p_order)));
        PERFORM orders_pay(l.seller_id, l.buyer_id, l.currency, paid, NULL, p_at)
           FROM orders_leg l CROSS JOIN LATERAL orders_paid_for(l) paid WHERE l.order_id = p_order AND paid > 0;
    END IF;
END $$;

-- A credit note for a line pays the leg of that line first. A reversal takes a debit back that was no order's, so it pays
-- only what would else be owed beyond the debt. Who has said handsel.pays lets the amount pay by itself (receiving, cards).
CREATE OR REPLACE FUNCTION orders_credited() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    owed bigint;
    moved ledger_transfer;
    told text[];
    given_back bigint;
BEGIN
    SELECT sum(owed_minor) INTO owed FROM orders_leg
     WHERE seller_id = new.seller_id AND buyer_id = new.buyer_id AND currency = new.currency AND owed_minor > 0;
    IF owed IS NULL OR coalesce(current_setting('handsel.pays', true), '') <> '' THEN
        RETURN NULL;
    END IF;
    SELECT * INTO STRICT moved FROM ledger_transfer WHERE id = new.transfer_id;
    told := regexp_match(moved.key, '^order:(\d+):back:\d+:(\d+):');
    SELECT id INTO given_back FROM orders_leg WHERE order_id = told[1]::bigint AND position = told[2]::int;
    PERFORM orders_pay(new.seller_id, new.buyer_id, new.currency,
                       CASE WHEN moved.document = 'reversal'
                                 THEN owed - greatest(0, orders_kept(new.seller_id, new.buyer_id, new.currency, NULL)
                                                         - new.balance_after_minor)
                            ELSE new.amount_minor END, given_back, moved.at, given_back);
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER entry_pays_what_is_owed AFTER INSERT ON ledger_entry FOR EACH ROW
    WHEN (new.buyer_id IS NOT NULL AND new.amount_minor > 0) EXECUTE FUNCTION orders_credited();

-- What was recorded for a settled order and is taken back is owed by it again, as far as the wallet is below zero by it. For
-- one that still waits it is kept no longer. Here the wallet is locked before the leg: where both ways meet, one of the two
-- operations is tried again.
CREATE OR REPLACE FUNCTION orders_owed_again() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    moved ledger_transfer;
BEGIN
    -- Each order debits wallets, and few debits take anything back.
    SELECT * INTO STRICT moved FROM ledger_transfer WHERE id = new.transfer_id;
    IF moved.reverses_id IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE orders_leg l
       SET owed_minor = l.owed_minor + again.minor, payment = orders_paid_word(l.owed_minor + again.minor, l.gross_minor)
      FROM (SELECT b.id, least(-new.amount_minor, b.gross_minor - b.owed_minor,
                               orders_kept(b.seller_id, b.buyer_id, b.currency, NULL) - new.balance_after_minor
                               - (SELECT coalesce(sum(o.owed_minor), 0) FROM orders_leg o
                                   WHERE o.seller_id = b.seller_id AND o.buyer_id = b.buyer_id
                                     AND o.currency = b.currency AND o.owed_minor > 0))::bigint AS minor
              FROM ledger_receipt r
              JOIN orders_orderpayment p ON p.receipt_id = r.id
              JOIN orders_leg b ON b.id = p.leg_id
             WHERE r.transfer_id = moved.reverses_id AND b.settled_at IS NOT NULL AND b.payment <> 'refunded') again
     WHERE l.id = again.id AND again.minor > 0;
    UPDATE orders_leg l
       SET payment = CASE WHEN orders_keep_part(l.order_id, moved.at) > 0 THEN 'partly_paid' ELSE 'unpaid' END
      FROM ledger_receipt r JOIN orders_orderpayment p ON p.receipt_id = r.id
     WHERE r.transfer_id = moved.reverses_id AND l.id = p.leg_id AND l.position = 0 AND l.settled_at IS NULL
       AND l.payment = 'partly_paid';
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER entry_owes_again AFTER INSERT ON ledger_entry FOR EACH ROW
    WHEN (new.buyer_id IS NOT NULL AND new.amount_minor < 0) EXECUTE FUNCTION orders_owed_again();

-- Legs owe no more than the wallet is below zero, and no less than what its orders took of that: the rest was taken by what
-- is no order's.
CREATE OR REPLACE FUNCTION orders_owing_faults(p_seller bigint) RETURNS TABLE (fault text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT '' WHERE NOT handsel_oversees(p_seller)
    UNION ALL
    SELECT format('the orders of buyer %s at seller %s owe %s %s, and the wallet is at %s', l.buyer_id, l.seller_id,
                  sum(l.owed_minor), l.currency, w.balance_minor)
      FROM orders_leg l
      JOIN ledger_wallet w ON w.seller_id = l.seller_id AND w.buyer_id = l.buyer_id AND w.currency = l.currency
     WHERE (p_seller IS NULL OR l.seller_id = p_seller) AND l.owed_minor > 0
     GROUP BY l.seller_id, l.buyer_id, l.currency, w.balance_minor
    HAVING sum(l.owed_minor) > greatest(0, -w.balance_minor)
       AND sum(l.owed_minor) > greatest(0, orders_kept(l.seller_id, l.buyer_id, l.currency, NULL) - w.balance_minor)
    UNION ALL
    SELECT format('the orders of buyer %s at seller %s owe %s %s, and credit lent %s, %s of it for what is no order',
                  lent.buyer_id, lent.seller_id, lent.owed, lent.currency, lent.minor, other.minor)
      FROM (SELECT w.*, orders_kept(w.seller_id, w.buyer_id, w.currency, NULL) - w.balance_minor AS minor,
                   (SELECT coalesce(sum(l.owed_minor), 0) FROM orders_leg l
                     WHERE l.seller_id = w.seller_id AND l.buyer_id = w.buyer_id AND l.currency = w.currency
                       AND l.owed_minor > 0) AS owed
              FROM ledger_wallet w
             WHERE (p_seller IS NULL OR w.seller_id = p_seller) AND w.balance_minor < 0) lent
     CROSS JOIN LATERAL (SELECT coalesce(sum(p.amount_minor), 0) AS minor FROM orders_orderpayment p
                          WHERE p.seller_id = lent.seller_id AND p.buyer_id = lent.buyer_id
                            AND p.currency = lent.currency) ever_kept
     CROSS JOIN LATERAL (SELECT coalesce(sum(least(-e.amount_minor,
                                                   greatest(0, ever_kept.minor - e.balance_after_minor))), 0) AS minor
                           FROM ledger_entry e JOIN ledger_transfer t ON t.id = e.transfer_id
                          WHERE e.ledger_account_id = lent.ledger_account_id AND e.amount_minor < 0
                            AND (t.key NOT LIKE 'order:%' OR t.reverses_id IS NOT NULL)) other
     WHERE lent.minor > lent.owed AND lent.minor - lent.owed > other.minor
$$;

DO $$
DECLARE
    signature text;
BEGIN
    FOREACH signature IN ARRAY ARRAY[
        'orders_paid_word(bigint, bigint)', 'orders_paid_for(orders_leg)', 'orders_kept(bigint, bigint, text, bigint)',
        'orders_owes(orders_leg, bigint)', 'orders_pay(bigint, bigint, text, bigint, bigint, timestamptz, bigint)',
        'orders_say_settled(bigint, timestamptz)', 'orders_let_go_paid(bigint, timestamptz)', 'orders_credited()',
        'orders_owed_again()', 'orders_owing_faults(bigint)'] LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO :chain', signature);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', signature);
    END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION orders_owing_faults(bigint) TO :app;
