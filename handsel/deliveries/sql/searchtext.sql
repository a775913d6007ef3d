-- What an order is found by (ORD-8): a leg's text is what both its ends read of it. At this edge, number, products with
-- their plans, what was filled in, and what was delivered; and, where the buyer itself ordered, what it said:
-- purchase-order number, note, site, and the addresses. So no tier finds an order by anything that only another tier, or
-- only its seller, knows. Of each thing that was delivered the beginning is enough: certificates are long.
-- Nobody reads a leg that is hidden, so it has no text.
GRANT SELECT ON deliveries_delivery TO :search;
DROP POLICY IF EXISTS search ON deliveries_delivery;
CREATE POLICY search ON deliveries_delivery FOR SELECT TO :search USING (true);

-- Write the text of these legs, whatever of them changed.
CREATE OR REPLACE FUNCTION orders_write_searchtext(p_legs bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO orders_searchtext (id, seller_id, buyer_id, text)
    SELECT l.id, l.seller_id, l.buyer_id, ' ' || regexp_replace(lower(unaccent(concat_ws(' ',
               l.number, lines.said, p.po_number, s.code, s.domain, places.said, p.note))), '\s+', ' ', 'g')
      FROM orders_leg l
     CROSS JOIN LATERAL (
           SELECT string_agg(concat_ws(' ', n.product, n.plan_name, filled.said, delivered.said), ' ') AS said
             FROM orders_legline n
            CROSS JOIN LATERAL (SELECT string_agg(concat_ws(' ', o ->> 'value', o ->> 'shown'), ' ') AS said
                                  FROM jsonb_array_elements(n.options) o) AS filled
            CROSS JOIN LATERAL (SELECT string_agg(left(told ->> 'value', 200), ' ') AS said
                                  FROM deliveries_delivery d CROSS JOIN jsonb_array_elements(d.service) told
                                 WHERE d.leg_line_id = n.id AND d.state = 'delivered') AS delivered
            WHERE n.leg_id = l.id AND n.seller_id = l.seller_id) AS lines
      LEFT JOIN orders_particulars p ON l.position = 0 AND p.order_id = l.order_id AND p.seller_id = l.seller_id
                                    AND p.buyer_id = l.buyer_id
      LEFT JOIN accounts_site s ON s.id = p.site_id AND s.seller_id = p.seller_id
     CROSS JOIN LATERAL (
           SELECT string_agg(DISTINCT part.value, ' ') AS said
             FROM (VALUES (p.billing), (p.delivery)) AS address (told) CROSS JOIN jsonb_each_text(told) part
            WHERE part.key IN ('company_name', 'contact_name', 'address', 'postcode', 'city', 'state')) AS places
     WHERE l.id = ANY (p_legs) AND NOT l.is_hidden
    ON CONFLICT (id) DO UPDATE SET text = excluded.text
$$;
ALTER FUNCTION orders_write_searchtext(bigint[]) OWNER TO :search;
REVOKE ALL ON FUNCTION orders_write_searchtext(bigint[]) FROM PUBLIC;

CREATE OR REPLACE TRIGGER particulars_keep_searchtext AFTER UPDATE OF po_number, note, site_id, billing, delivery
    ON orders_particulars FOR EACH ROW
    WHEN (old.billing <> '{}' AND (old.po_number, old.note, old.site_id, old.billing, old.delivery) IS DISTINCT FROM
                                  (new.po_number, new.note, new.site_id, new.billing, new.delivery))
    EXECUTE FUNCTION orders_keep_searchtext();

CREATE OR REPLACE FUNCTION orders_keep_searchtext_of_leg() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF tg_table_name = 'deliveries_delivery' THEN
        PERFORM orders_write_searchtext(ARRAY[new.leg_id]);
    ELSIF new.is_hidden THEN
        DELETE FROM orders_searchtext WHERE id = new.id;
    ELSE
        PERFORM orders_write_searchtext(ARRAY[new.id]);
    END IF;
    RETURN NULL;
END $$;
ALTER FUNCTION orders_keep_searchtext_of_leg() OWNER TO :search;
REVOKE ALL ON FUNCTION orders_keep_searchtext_of_leg() FROM PUBLIC;
CREATE OR REPLACE TRIGGER leg_keeps_searchtext AFTER UPDATE OF is_hidden ON orders_leg FOR EACH ROW
    WHEN (old.is_hidden <> new.is_hidden) EXECUTE FUNCTION orders_keep_searchtext_of_leg();
CREATE OR REPLACE TRIGGER delivery_keeps_searchtext AFTER UPDATE OF service, state ON deliveries_delivery FOR EACH ROW
    WHEN ((old.service <> '[]' OR new.service <> '[]')
          AND ((old.state = 'delivered') <> (new.state = 'delivered') OR old.service <> new.service))
    EXECUTE FUNCTION orders_keep_searchtext_of_leg();

-- The orders there are already.
DELETE FROM orders_searchtext t USING orders_leg l WHERE l.id = t.id AND l.is_hidden;
SELECT orders_write_searchtext(array_agg(id)) FROM orders_leg GROUP BY id / 10000;
