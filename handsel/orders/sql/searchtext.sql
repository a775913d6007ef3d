-- Text search over orders (ORD-8, safety T5): one line of folded text for each leg, in a table that only the search role
-- may read; the application reads the view, which asks first what of it the caller may see. Row security on the legs
-- themselves would keep the trigram index from being used.
-- What stands in the text of a leg says deliveries/sql/searchtext.sql. The buyer's own name is found through accounts_match.
CREATE TABLE orders_searchtext (
    id bigint PRIMARY KEY,
    seller_id bigint NOT NULL,
    buyer_id bigint NOT NULL,
    text text NOT NULL
);
ALTER TABLE orders_searchtext ADD CONSTRAINT orders_searchtext_within_seller UNIQUE (seller_id, id);
CREATE INDEX orders_searchtext_trigram ON orders_searchtext USING gin (text gin_trgm_ops);
ALTER TABLE orders_searchtext ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders_searchtext FORCE ROW LEVEL SECURITY;
CREATE POLICY migrations ON orders_searchtext TO :owner USING (true) WITH CHECK (true);
CREATE POLICY search ON orders_searchtext TO :search USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON orders_searchtext TO :search;

GRANT SELECT ON orders_leg, orders_legline, orders_particulars, accounts_site TO :search;
CREATE POLICY search ON orders_leg FOR SELECT TO :search USING (true);
CREATE POLICY search ON orders_legline FOR SELECT TO :search USING (true);
CREATE POLICY search ON orders_particulars FOR SELECT TO :search USING (true);
CREATE POLICY search ON accounts_site FOR SELECT TO :search USING (true);

-- The lines of a leg are all written at once, when the order is placed: after its particulars.
CREATE FUNCTION orders_note_searchtext() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM orders_write_searchtext((SELECT array_agg(DISTINCT leg_id) FROM fresh));
    RETURN NULL;
END $$;
ALTER FUNCTION orders_note_searchtext() OWNER TO :search;
REVOKE ALL ON FUNCTION orders_note_searchtext() FROM PUBLIC;
CREATE TRIGGER leg_gets_its_searchtext AFTER INSERT ON orders_legline REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION orders_note_searchtext();

-- What was said about a placed order, should it ever change; and the domain of its site. Those of a cart have no leg.
CREATE FUNCTION orders_keep_searchtext() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF tg_table_name = 'orders_particulars' THEN
        PERFORM orders_write_searchtext((SELECT array_agg(id) FROM orders_leg
                                          WHERE order_id = new.order_id AND position = 0));
    ELSE
        PERFORM orders_write_searchtext((
            SELECT array_agg(l.id) FROM orders_particulars p
              JOIN orders_leg l ON l.order_id = p.order_id AND l.position = 0
             WHERE p.seller_id = new.seller_id AND p.site_id = new.id));
    END IF;
    RETURN NULL;
END $$;
ALTER FUNCTION orders_keep_searchtext() OWNER TO :search;
REVOKE ALL ON FUNCTION orders_keep_searchtext() FROM PUBLIC;
CREATE TRIGGER site_keeps_searchtext AFTER UPDATE OF domain ON accounts_site FOR EACH ROW
    WHEN (old.domain <> new.domain) EXECUTE FUNCTION orders_keep_searchtext();

-- The walls of the legs are the same as before, told in this way.
ALTER POLICY reading ON orders_leg USING (
    (CASE WHEN seller_id = ANY ((SELECT handsel_scope())::bigint[])
               AND ((SELECT handsel_buyer()) IS NULL OR buyer_id = (SELECT handsel_buyer()))
               OR (SELECT handsel_buyer()) IS NULL AND buyer_id = ANY ((SELECT handsel_scope())::bigint[])
          THEN true END) IS NOT NULL);
ALTER POLICY own_accounts ON orders_leg USING (
    (CASE WHEN (SELECT handsel_manager()) IS NULL OR buyer_id = ANY ((SELECT handsel_own_accounts())::bigint[])
          THEN true END) IS NOT NULL);
