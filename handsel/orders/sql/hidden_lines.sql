-- Who reads a line of an order: who reads its leg (hidden.sql). Each line says itself whether its leg is hidden, so that no
-- leg is looked up for the lines of a list.
CREATE OR REPLACE FUNCTION orders_hide_lines() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE orders_legline SET is_hidden = new.is_hidden WHERE seller_id = new.seller_id AND leg_id = new.id;
    RETURN NULL;
END $$;
ALTER FUNCTION orders_hide_lines() OWNER TO :chain;
REVOKE ALL ON FUNCTION orders_hide_lines() FROM PUBLIC;
CREATE OR REPLACE TRIGGER leg_hides_its_lines AFTER UPDATE OF is_hidden ON orders_leg FOR EACH ROW
    WHEN (old.is_hidden <> new.is_hidden) EXECUTE FUNCTION orders_hide_lines();

ALTER POLICY reading ON orders_legline USING (
    (CASE WHEN seller_id = ANY ((SELECT handsel_scope())::bigint[])
               AND ((SELECT handsel_buyer()) IS NULL OR buyer_id = (SELECT handsel_buyer()) AND NOT is_hidden)
               OR (SELECT handsel_buyer()) IS NULL AND buyer_id = ANY ((SELECT handsel_scope())::bigint[]) AND NOT is_hidden
          THEN true END) IS NOT NULL);
