-- What a buyer owes for orders that were settled on credit (decision 0027). A leg owes what of its debit took the wallet
-- below zero; what comes into that wallet pays it. So the legs of a wallet never owe more together than the wallet is
-- below zero. All of it happens with the wallet locked, so two payments at once pay one after the other.
--   orders_owes           what a leg owes, when its wallet was just debited for it
--   orders_pay            lets an amount pay the legs of a wallet, the one chosen before the oldest
--   orders_credited       does so whenever a wallet is credited
--   orders_owing_faults   what does not hold

CREATE FUNCTION orders_paid_word(p_owed bigint, p_gross bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE p_owed WHEN 0 THEN 'paid' WHEN p_gross THEN 'unpaid' ELSE 'partly_paid' END
$$;

-- p_paid came in for this very leg before it was debited, and has paid nothing else yet: it counts as though it came after.
-- What a card has paid is never owed.
CREATE FUNCTION orders_owes(p_leg orders_leg, p_paid bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p_leg.payment_method = 'card' AND EXISTS (
                    SELECT FROM gateways_charge c WHERE c.seller_id = p_leg.seller_id AND c.order_number = p_leg.number
                                                    AND c.edge_id = p_leg.edge_id AND c.aim = 'capture')
                THEN 0 ELSE least(p_leg.gross_minor, greatest(0, p_paid - w.balance_minor)) END
      FROM ledger_wallet w
     WHERE w.seller_id = p_leg.seller_id AND w.buyer_id = p_leg.buyer_id AND w.currency = p_leg.currency
$$;

-- Called with the wallet locked; what a leg owes changes behind that lock only.
CREATE FUNCTION orders_pay(p_seller bigint, p_buyer bigint, p_currency text, p_minor bigint, p_first bigint) RETURNS void
LANGUAGE sql AS $$
    WITH line AS MATERIALIZED (
        SELECT id, p_minor + owed_minor
                   - sum(owed_minor) OVER (ORDER BY id IS DISTINCT FROM p_first, settled_at, id) AS there
          FROM orders_leg
         WHERE seller_id = p_seller AND buyer_id = p_buyer AND currency = p_currency AND owed_minor > 0
    )
    UPDATE orders_leg l
       SET owed_minor = greatest(0, l.owed_minor - line.there),
           payment = orders_paid_word(greatest(0, l.owed_minor - line.there)::bigint, l.gross_minor)
      FROM line WHERE l.id = line.id AND line.there > 0
$$;

-- A credit note for a line pays the leg of that line first. A reversal takes a debit back that was no order's, so it pays
-- only what would else be owed beyond the debt. Who has said handsel.pays lets the amount pay by itself (receiving, cards).
CREATE FUNCTION orders_credited() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    owed bigint;
    moved ledger_transfer;
    told text[];
BEGIN
    SELECT sum(owed_minor) INTO owed FROM orders_leg
     WHERE seller_id = new.seller_id AND buyer_id = new.buyer_id AND currency = new.currency AND owed_minor > 0;
    IF owed IS NULL OR coalesce(current_setting('handsel.pays', true), '') <> '' THEN
        RETURN NULL;
    END IF;
    SELECT * INTO STRICT moved FROM ledger_transfer WHERE id = new.transfer_id;
    told := regexp_match(moved.key, '^order:(\d+):back:\d+:(\d+):');
    PERFORM orders_pay(new.seller_id, new.buyer_id, new.currency,
                       CASE WHEN moved.document = 'reversal' THEN owed - greatest(0, -new.balance_after_minor)
                            ELSE new.amount_minor END,
                       (SELECT id FROM orders_leg WHERE order_id = told[1]::bigint AND position = told[2]::int));
    RETURN NULL;
END $$;
CREATE TRIGGER entry_pays_what_is_owed AFTER INSERT ON ledger_entry FOR EACH ROW
    WHEN (new.buyer_id IS NOT NULL AND new.amount_minor > 0) EXECUTE FUNCTION orders_credited();

CREATE FUNCTION orders_owing_faults(p_seller bigint) RETURNS TABLE (fault text)
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
$$;

DO $$
DECLARE
    signature text;
BEGIN
    FOREACH signature IN ARRAY ARRAY[
        'orders_paid_word(bigint, bigint)', 'orders_owes(orders_leg, bigint)',
        'orders_pay(bigint, bigint, text, bigint, bigint)', 'orders_credited()', 'orders_owing_faults(bigint)'] LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO :chain', signature);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', signature);
    END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION orders_owing_faults(bigint) TO :app;
