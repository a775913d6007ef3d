-- The products that p_seller sells, its own and those of the tiers above, by name, with the category that its supplier
-- gives each and the one that the seller says itself: all, one p_product, or a page. What it buys is priced only as far as
-- it is looked at: total counts up to p_counted or the end of the page, and is_more says that there are more.
DROP FUNCTION IF EXISTS tax_products(bigint, timestamptz);
DROP FUNCTION IF EXISTS tax_products(bigint, timestamptz, bigint, int, int, int);
CREATE FUNCTION tax_products(p_seller bigint, p_at timestamptz, p_product bigint, p_limit int, p_offset int, p_counted int)
RETURNS TABLE (product_id bigint, sku text, product text, is_own boolean, supplied text, said text, total int,
               is_more boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    named bigint[];
    batch bigint[];
    sold bigint[] := '{}';
    first int := 1;
    most int := greatest(p_counted, p_offset + p_limit);
BEGIN
    IF NOT handsel_sees(p_seller) OR handsel_buyer() IS NOT NULL THEN
        RAISE EXCEPTION 'seller % is out of scope', p_seller USING ERRCODE = 'insufficient_privilege';
    END IF;
    named := ARRAY(
        SELECT o.id FROM catalog_product o
         WHERE o.withdrawn_at IS NULL AND (p_product IS NULL OR o.id = p_product)
           AND o.seller_id = ANY (SELECT unnest(string_to_array(rtrim(a.path, '.'), '.')::bigint[])
                                    FROM accounts_account a WHERE a.id = p_seller)
         ORDER BY o.name, o.sku, o.id);
    WHILE first <= cardinality(named) AND (p_limit IS NULL OR cardinality(sold) <= most) LOOP
        batch := named[first:CASE WHEN p_limit IS NULL THEN cardinality(named) ELSE first + p_counted END];
        sold := sold || ARRAY(
            SELECT c.id FROM unnest(batch) WITH ORDINALITY AS c (id, place) JOIN catalog_product o ON o.id = c.id
             WHERE o.seller_id = p_seller OR o.id IN (
                   SELECT f.product_id FROM accounts_account a
                    CROSS JOIN LATERAL catalog_offers(
                        a.id, ARRAY(SELECT p.id FROM catalog_plan p WHERE p.product_id = ANY (batch)), p_at) f
                    WHERE a.id = p_seller AND a.seller_id <> a.id)
             ORDER BY c.place);
        first := first + cardinality(batch);
    END LOOP;
    RETURN QUERY
        SELECT o.id, o.sku::text, o.name::text, o.seller_id = p_seller,
               coalesce(CASE WHEN o.seller_id <> p_seller THEN
                   (SELECT t.category FROM tax_producttax t WHERE t.seller_id = o.seller_id AND t.product_id = o.id) END,
                   'standard')::text,
               (SELECT t.category FROM tax_producttax t WHERE t.seller_id = p_seller AND t.product_id = o.id)::text,
               least(cardinality(sold), most), cardinality(sold) > most
          FROM unnest(CASE WHEN p_limit IS NULL THEN sold ELSE sold[p_offset + 1:p_offset + p_limit] END)
               WITH ORDINALITY AS c (id, place)
          JOIN catalog_product o ON o.id = c.id
         ORDER BY c.place;
END $$;
ALTER FUNCTION tax_products(bigint, timestamptz, bigint, int, int, int) OWNER TO :chain;
REVOKE ALL ON FUNCTION tax_products(bigint, timestamptz, bigint, int, int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tax_products(bigint, timestamptz, bigint, int, int, int) TO :app;
