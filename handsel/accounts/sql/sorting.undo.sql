DROP FUNCTION accounts_sort_key(text);
