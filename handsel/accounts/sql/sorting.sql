CREATE EXTENSION IF NOT EXISTS unaccent;

-- How names and cities are sorted: as people look them up, without case, accents and leading marks. Stored beside the
-- words, because row security keeps the result of a function from being looked up in an index.
CREATE FUNCTION accounts_sort_key(p_text text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT left(ltrim(lower(public.unaccent('public.unaccent'::regdictionary, p_text)), ' "''`.,;:!?()[]<>#*-_&+„“”«»‚‘’'), 100)
$$;
