-- Figures of the tiers below as far as the glass walls let them through (ACC-25, ACC-19): counts, never names. Who left the
-- lists (archived, in the bin) does not count, nor who stands below such a reseller; nor who stands below one that shows
-- nothing, and how many of those were left out is told instead.

GRANT SELECT ON segments_tally TO :chain;

CREATE FUNCTION reports_cut_below(p_seller bigint) RETURNS int
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM handsel_oversees(p_seller);
    RETURN (SELECT count(*) FROM accounts_account c CROSS JOIN LATERAL accounts_branch(c.id, c.id) b
             WHERE c.seller_id = p_seller AND c.kind = 'reseller' AND c.is_listed AND b.is_cut
               AND (handsel_manager() IS NULL OR c.manager_id = handsel_manager()));
END $$;
ALTER FUNCTION reports_cut_below(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION reports_cut_below(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reports_cut_below(bigint) TO :app;

-- At the place below p_child that p_reference stands for: how many customers and resellers there are, how many customers
-- have something running, how many joined since p_since; there, and with all below it; and how many resellers below it
-- show nothing. No row where the place does not show counts. The asker is p_child's seller, or p_child itself.
CREATE FUNCTION reports_below(p_child bigint, p_reference text, p_since timestamptz)
RETURNS TABLE (customers bigint, resellers bigint, transacting bigint, joined bigint, all_customers bigint,
               all_resellers bigint, all_transacting bigint, all_joined bigint, cut bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    node bigint;
BEGIN
    PERFORM accounts_may_look_below(p_child);
    node := accounts_node_below(p_child, p_reference);
    RETURN QUERY
        SELECT sum(n.customers) FILTER (WHERE b.seller_id = node)::bigint,
               sum(n.resellers) FILTER (WHERE b.seller_id = node)::bigint,
               sum(n.transacting) FILTER (WHERE b.seller_id = node)::bigint,
               sum(n.joined) FILTER (WHERE b.seller_id = node)::bigint,
               sum(n.customers)::bigint, sum(n.resellers)::bigint, sum(n.transacting)::bigint, sum(n.joined)::bigint,
               count(*) FILTER (WHERE b.is_cut)
          FROM accounts_branch(p_child, node) b
         CROSS JOIN LATERAL (
            SELECT coalesce(sum(t.listed_count) FILTER (WHERE t.kind = 'customer'), 0) AS customers,
                   coalesce(sum(t.listed_count) FILTER (WHERE t.kind = 'reseller'), 0) AS resellers,
                   coalesce(sum(t.transacting_count) FILTER (WHERE t.kind = 'customer'), 0) AS transacting,
                   (SELECT count(*) FROM accounts_account a
                     WHERE a.seller_id = b.seller_id AND a.kind = 'customer' AND a.is_listed
                       AND a.joined_at >= p_since) AS joined
              FROM segments_tally t WHERE t.seller_id = b.seller_id AND NOT b.is_cut) n
        HAVING bool_and(NOT b.is_cut) FILTER (WHERE b.seller_id = node);
END $$;
ALTER FUNCTION reports_below(bigint, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION reports_below(bigint, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reports_below(bigint, text, timestamptz) TO :app;
