DROP FUNCTION accounts_new_reference();
