-- What is open at gateways, of all sellers, for the worker.
--   gateways_due     charges, forms, refunds and cards to ask a gateway about, the longest due first
--   gateways_take_cards  whether a seller's buyers can pay by card
--   gateways_forget  removes what was heard so long ago that it will not be told again

GRANT SELECT ON gateways_charge, gateways_cardform, gateways_cardrefund, gateways_savedcard TO :chain;
CREATE POLICY chain ON gateways_charge FOR SELECT TO :chain USING (true);
CREATE POLICY chain ON gateways_cardform FOR SELECT TO :chain USING (true);
CREATE POLICY chain ON gateways_cardrefund FOR SELECT TO :chain USING (true);
CREATE POLICY chain ON gateways_savedcard FOR SELECT TO :chain USING (true);
GRANT SELECT, DELETE ON gateways_heardnotice TO :chain;
CREATE POLICY chain ON gateways_heardnotice TO :chain USING (true);

CREATE FUNCTION gateways_due(p_at timestamptz, p_limit int) RETURNS TABLE (what text, id bigint, seller_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT due.what, due.id, due.seller_id FROM (
        SELECT 'charge' AS what, c.id, c.seller_id, c.check_at FROM gateways_charge c WHERE c.check_at <= p_at
        UNION ALL
        SELECT 'form', f.id, f.seller_id, f.check_at FROM gateways_cardform f WHERE f.check_at <= p_at
        UNION ALL
        SELECT 'refund', r.id, r.seller_id, r.check_at FROM gateways_cardrefund r WHERE r.check_at <= p_at
        UNION ALL
        SELECT 'card', s.id, s.seller_id, s.forget_at FROM gateways_savedcard s WHERE s.forget_at <= p_at
    ) AS due
     WHERE handsel_oversees(NULL) ORDER BY due.check_at, due.id LIMIT p_limit
$$;
ALTER FUNCTION gateways_due(timestamptz, int) OWNER TO :chain;
REVOKE ALL ON FUNCTION gateways_due(timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gateways_due(timestamptz, int) TO :app;

CREATE FUNCTION gateways_forget(p_before timestamptz) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    gone int;
BEGIN
    PERFORM handsel_oversees(NULL);
    DELETE FROM gateways_heardnotice WHERE id IN (
        SELECT n.id FROM gateways_heardnotice n WHERE n.heard_at < p_before LIMIT 1000);
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
ALTER FUNCTION gateways_forget(timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION gateways_forget(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gateways_forget(timestamptz) TO :app;

-- Asked by the layer below, which decides how a buyer pays.
CREATE FUNCTION gateways_take_cards(p_seller bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM gateways_sellergateway WHERE seller_id = p_seller AND is_on)
$$;
REVOKE ALL ON FUNCTION gateways_take_cards(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gateways_take_cards(bigint) TO :app;
