-- What the caller calls some of its end customers, as the glass walls let it through (USR-6, ACC-25): a row for each of
-- p_ids that is known to a seller of its scope, stands below its buyer still and, for who is narrowed to own accounts, is
-- a customer of one of them. Storefront sessions get none of it.
CREATE FUNCTION accounts_end_customers(p_ids bigint[], p_at timestamptz)
RETURNS TABLE (id bigint, wall text, reference text, kind text, name text, contact text, number int, city text,
               country text, joined_on date, standing text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.id, s.*
      FROM accounts_endcustomer e CROSS JOIN LATERAL accounts_seen(e.buyer_id, e.account_ref, p_at) s
     WHERE e.id = ANY (p_ids) AND handsel_buyer() IS NULL AND handsel_sees(e.seller_id) AND handsel_serves(e.buyer_id)
$$;
ALTER FUNCTION accounts_end_customers(bigint[], timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_end_customers(bigint[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_end_customers(bigint[], timestamptz) TO :app;

-- The reference by which the seller above knows p_account, a customer of the caller, made on first use: for what the
-- caller orders there. Null where nobody sells to the caller.
CREATE FUNCTION accounts_end_customer_above(p_account bigint, p_at timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    reseller accounts_account;
BEGIN
    SELECT r.* INTO reseller FROM accounts_account a JOIN accounts_account r ON r.id = a.seller_id
     WHERE a.id = p_account AND handsel_buyer() IS NULL AND handsel_sees(r.id) AND handsel_serves(a.id);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'account % is out of scope', p_account USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF reseller.seller_id = reseller.id THEN
        RETURN NULL;
    END IF;
    RETURN accounts_know_end_customer(reseller.seller_id, reseller.id, p_account, p_at);
END $$;
ALTER FUNCTION accounts_end_customer_above(bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_end_customer_above(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_end_customer_above(bigint, timestamptz) TO :app;
