-- For which end customer a leg is (USR-6): on a leg above the first it is the account just below the leg's buyer, on the
-- way down to the one who ordered; on the first leg it is the one that the order names, where it names one.

CREATE FUNCTION orders_name_end_customer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    line bigint[];
BEGIN
    IF new.position = 0 THEN
        SELECT o.end_customer_id INTO new.end_customer_id FROM orders_order o WHERE o.id = new.order_id;
    ELSE
        SELECT string_to_array(rtrim(a.path, '.'), '.')::bigint[] INTO line
          FROM orders_order o JOIN accounts_account a ON a.id = o.buyer_id WHERE o.id = new.order_id;
        new.end_customer_id := accounts_know_end_customer(
            new.seller_id, new.buyer_id, line[array_position(line, new.buyer_id) + 1], new.placed_at);
    END IF;
    RETURN new;
END $$;
ALTER FUNCTION orders_name_end_customer() OWNER TO :chain;
CREATE TRIGGER leg_names_its_end_customer BEFORE INSERT ON orders_leg
    FOR EACH ROW EXECUTE FUNCTION orders_name_end_customer();
