-- How an account is called where its name is not told (ACC-25): twelve signs that say nothing of it, and stay.
CREATE FUNCTION accounts_new_reference() RETURNS text LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
    SELECT upper(left(replace(gen_random_uuid()::text, '-', ''), 12))
$$;
