-- The same counts (below.sql) for an account manager who sees their own accounts only (USR-5): their customers, and those
-- below the sub-resellers that are theirs.

CREATE FUNCTION reports_new_accounts(p_seller bigint, p_borders timestamptz[], p_below boolean)
RETURNS TABLE (place int, joined bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM handsel_oversees(p_seller);
    RETURN QUERY WITH sellers AS (
        SELECT p_seller AS id
        UNION ALL
        SELECT b.seller_id FROM accounts_account c CROSS JOIN LATERAL accounts_branch(c.id, c.id) b
         WHERE p_below AND c.seller_id = p_seller AND c.kind = 'reseller' AND c.is_listed AND NOT b.is_cut
           AND (handsel_manager() IS NULL OR c.manager_id = handsel_manager())
    )
    SELECT width_bucket(c.joined_at, p_borders), count(*)
      FROM sellers s JOIN accounts_account c ON c.seller_id = s.id AND c.kind = 'customer' AND c.is_listed
       AND c.joined_at >= p_borders[1] AND c.joined_at < p_borders[array_upper(p_borders, 1)]
       AND (c.seller_id <> p_seller OR handsel_manager() IS NULL OR c.manager_id = handsel_manager())
     GROUP BY 1;
END $$;
ALTER FUNCTION reports_new_accounts(bigint, timestamptz[], boolean) OWNER TO :chain;
REVOKE ALL ON FUNCTION reports_new_accounts(bigint, timestamptz[], boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reports_new_accounts(bigint, timestamptz[], boolean) TO :app;
