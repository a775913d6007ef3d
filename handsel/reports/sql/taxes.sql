-- What the books of p_seller say of tax from p_from up to, and without, p_until (CAT-4): what was settled, less what was
-- given back or reversed, line by line as each was taxed when its order was placed. A posting of an order names the leg
-- it is of in its key, and one that gives back a line that line as well. Row security narrows it as it does the books.
CREATE OR REPLACE FUNCTION reports_taxes(p_seller bigint, p_from timestamptz, p_until timestamptz)
RETURNS TABLE (currency text, country text, region text, treatment text, percent numeric, net_minor bigint,
               tax_minor bigint, gross_minor bigint, orders bigint, credit_notes bigint)
LANGUAGE sql STABLE AS $$
    WITH posted AS MATERIALIZED (
        SELECT t.id, (coalesce(r.document, t.document) = 'credit_note') <> (t.document = 'reversal') AS is_back,
               string_to_array(coalesce(r.key, t.key), ':') AS key
          FROM ledger_transfer t LEFT JOIN ledger_transfer r ON r.id = t.reverses_id
         WHERE t.seller_id = p_seller AND t.at >= p_from AND t.at < p_until
           AND coalesce(r.document, t.document) IN ('invoice', 'credit_note')
           AND coalesce(r.key, t.key) LIKE 'order:%'
    ), paper AS (
        SELECT id, is_back, key[2]::bigint AS order_id,
               CASE WHEN key[3] = 'back' THEN key[5]::int ELSE key[3]::int - 1 END AS position,
               CASE WHEN key[3] = 'back' THEN key[4]::bigint END AS line_id
          FROM posted
    )
    SELECT s.currency, s.tax_country, s.tax_region, s.tax_treatment, s.tax_percent,
           sum(CASE WHEN p.is_back THEN -s.net_minor ELSE s.net_minor END)::bigint,
           sum(CASE WHEN p.is_back THEN -s.tax_minor ELSE s.tax_minor END)::bigint,
           sum(CASE WHEN p.is_back THEN -s.gross_minor ELSE s.gross_minor END)::bigint,
           count(DISTINCT p.id) FILTER (WHERE NOT p.is_back), count(DISTINCT p.id) FILTER (WHERE p.is_back)
      FROM paper p
      JOIN orders_leg l ON l.order_id = p.order_id AND l.position = p.position AND l.seller_id = p_seller
      JOIN orders_legline s ON s.leg_id = l.id AND s.seller_id = p_seller
       AND (p.line_id IS NULL OR s.line_id = p.line_id)
     GROUP BY 1, 2, 3, 4, 5
     ORDER BY 1, 2, 3, 4, 5 DESC
$$;
REVOKE ALL ON FUNCTION reports_taxes(bigint, timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reports_taxes(bigint, timestamptz, timestamptz) TO :app;
