-- Text search over orders (ORD-8, safety T5): one line of folded text for each leg, in a table that only the search role
-- may read; the application reads the view, which asks first what of it the caller may see. Row security on the legs
-- themselves would keep the trigram index from being used.
-- A leg's text is what both its ends read of it: the number, products and what was filled in, at this edge; and, where
-- the buyer itself ordered, what it said: purchase-order number, site, name on the invoice. So no tier finds an order
-- by anything that only another tier knows. The buyer's own name is found through accounts_match.
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

-- Write the text of these legs, whatever of them changed.
CREATE FUNCTION orders_write_searchtext(p_legs bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO orders_searchtext (id, seller_id, buyer_id, text)
    SELECT l.id, l.seller_id, l.buyer_id, ' ' || regexp_replace(lower(unaccent(concat_ws(' ',
               l.number, lines.said, p.po_number, s.code, s.domain, p.billing ->> 'company_name'))), '\s+', ' ', 'g')
      FROM orders_leg l
     CROSS JOIN LATERAL (
           SELECT string_agg(concat_ws(' ', n.product, filled.said), ' ') AS said
             FROM orders_legline n
            CROSS JOIN LATERAL (SELECT string_agg(concat_ws(' ', o ->> 'value', o ->> 'shown'), ' ') AS said
                                  FROM jsonb_array_elements(n.options) o) AS filled
            WHERE n.leg_id = l.id AND n.seller_id = l.seller_id) AS lines
      LEFT JOIN orders_particulars p ON l.position = 0 AND p.order_id = l.order_id AND p.seller_id = l.seller_id
                                    AND p.buyer_id = l.buyer_id
      LEFT JOIN accounts_site s ON s.id = p.site_id AND s.seller_id = p.seller_id
     WHERE l.id = ANY (p_legs)
    ON CONFLICT (id) DO UPDATE SET text = excluded.text
$$;
ALTER FUNCTION orders_write_searchtext(bigint[]) OWNER TO :search;
REVOKE ALL ON FUNCTION orders_write_searchtext(bigint[]) FROM PUBLIC;

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
CREATE TRIGGER particulars_keep_searchtext AFTER UPDATE OF po_number, site_id, billing ON orders_particulars FOR EACH ROW
    WHEN (old.billing <> '{}' AND (old.po_number, old.site_id, old.billing) IS DISTINCT FROM
                                  (new.po_number, new.site_id, new.billing))
    EXECUTE FUNCTION orders_keep_searchtext();
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

-- The orders there are already.
SELECT orders_write_searchtext(array_agg(id)) FROM orders_leg GROUP BY id / 10000;
