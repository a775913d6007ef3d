CREATE OR REPLACE FUNCTION reports_new_accounts(p_seller bigint, p_borders timestamptz[], p_below boolean)
RETURNS TABLE (place int, joined bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM handsel_oversees(p_seller);
    RETURN QUERY WITH RECURSIVE sellers AS (
        SELECT p_seller AS id
        UNION
        SELECT r.id FROM sellers s
          JOIN accounts_account r ON r.seller_id = s.id AND r.kind = 'reseller' AND r.is_listed
         WHERE p_below
    )
    SELECT width_bucket(c.joined_at, p_borders), count(*)
      FROM sellers s JOIN accounts_account c ON c.seller_id = s.id AND c.kind = 'customer' AND c.is_listed
       AND c.joined_at >= p_borders[1] AND c.joined_at < p_borders[array_upper(p_borders, 1)]
     GROUP BY 1;
END $$;
