-- External numbers are given once per seller, also beside accounts that an account manager who is narrowed does not see
-- (USR-5, ACC-22). So that one such number fails one row of a file and not all of it, this tells which of the numbers that
-- somebody sends are of no use to them; not whose they are. Who sees all accounts gets no answer, and finds them by looking.
CREATE FUNCTION accounts_numbers_elsewhere(p_seller bigint, p_numbers text[]) RETURNS TABLE (number text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT external_number FROM accounts_account
     WHERE seller_id = p_seller AND handsel_sees(p_seller) AND handsel_buyer() IS NULL AND handsel_manager() IS NOT NULL
       AND external_number <> '' AND external_number = ANY (p_numbers) AND deleted_at IS NULL AND NOT handsel_serves(id)
$$;
ALTER FUNCTION accounts_numbers_elsewhere(bigint, text[]) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_numbers_elsewhere(bigint, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_numbers_elsewhere(bigint, text[]) TO :app;
