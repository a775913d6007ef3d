DROP TRIGGER portal_gives_a_default_list ON accounts_portal;
DROP FUNCTION catalog_give_default_list();
