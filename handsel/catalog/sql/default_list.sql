-- Every seller has one default price list from its first day, so that what its parent offers has a price.
CREATE FUNCTION catalog_give_default_list() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO catalog_pricelist (seller_id, name, is_default, markup_percent, version)
    VALUES (new.seller_id, 'Standard', true, 20, 1);
    RETURN NULL;
END $$;
GRANT INSERT ON catalog_pricelist TO :chain;
ALTER FUNCTION catalog_give_default_list() OWNER TO :chain;
REVOKE ALL ON FUNCTION catalog_give_default_list() FROM PUBLIC;
CREATE TRIGGER portal_gives_a_default_list AFTER INSERT ON accounts_portal
    FOR EACH ROW EXECUTE FUNCTION catalog_give_default_list();
