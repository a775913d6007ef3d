-- Glass walls (ACC-25): how much a seller sees of the accounts below its buyer. The level stands on the edge between the
-- two; the buyer alone sets it. Through several edges the strictest counts, worked out when it is asked for.
--   accounts_set_wall        the buyer sets the level, and its seller is told
--   accounts_wall_between    what the seller of p_child sees of the accounts of p_node, which is p_child or below it
--   accounts_branch          the sellers below, each with what is seen of its accounts
--   accounts_seen_by_parent  one account below p_child as the seller of p_child may see it
--   accounts_look_below      where one looks: what is seen there, and the way to it
--   accounts_below           the accounts there, as the level lets them through
-- These read across tenants (safety T7). Each asks whether its caller is the seller of p_child, or p_child itself, which may
-- see what its seller sees. Storefront sessions get none of it.

CREATE POLICY wall ON accounts_edge AS RESTRICTIVE FOR INSERT TO :app WITH CHECK (wall = 'counts');
GRANT UPDATE (wall) ON accounts_edge TO :chain;

-- 1 nothing, 2 counts, 3 masked, 4 names.
CREATE FUNCTION accounts_wall_rank(p_wall text) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_position(ARRAY['nothing', 'counts', 'masked', 'names'], p_wall)
$$;

-- Set what the seller of p_buyer sees, as p_buyer itself. Returns what it was; null where nobody sells to it.
CREATE FUNCTION accounts_set_wall(p_buyer bigint, p_wall text, p_at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    edge accounts_edge;
BEGIN
    IF handsel_buyer() IS NOT NULL OR NOT handsel_sees(p_buyer) THEN
        RAISE EXCEPTION 'the wall of % is out of scope', p_buyer USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT * INTO edge FROM accounts_edge WHERE buyer_id = p_buyer AND ended_at IS NULL FOR NO KEY UPDATE;
    IF edge.wall <> p_wall THEN
        UPDATE accounts_edge SET wall = p_wall WHERE id = edge.id;
        PERFORM timeline_record(edge.seller_id, 'wall.changed', p_at, p_buyer, 'edge', edge.id,
                                (SELECT name FROM accounts_account WHERE id = p_buyer),
                                jsonb_build_object('before', edge.wall, 'wall', p_wall));
    END IF;
    RETURN edge.wall;
END $$;
ALTER FUNCTION accounts_set_wall(bigint, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_set_wall(bigint, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_set_wall(bigint, text, timestamptz) TO :app;
-- May the caller look below p_child: as its seller, or as p_child to see what its seller sees? True, or an error. That shows
-- all accounts, so an account manager who sees their own accounts only does not look at it (USR-5).
CREATE FUNCTION accounts_may_look_below(p_child bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF handsel_buyer() IS NOT NULL OR NOT EXISTS (
        SELECT FROM accounts_account
         WHERE id = p_child AND kind = 'reseller'
           AND (handsel_sees(seller_id) AND handsel_serves(id) OR handsel_sees(id) AND handsel_manager() IS NULL)) THEN
        RAISE EXCEPTION 'what is below % is out of scope', p_child USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN true;
END $$;
ALTER FUNCTION accounts_may_look_below(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_may_look_below(bigint) FROM PUBLIC;

-- What the seller of p_child sees of the accounts of p_node: the strictest wall on the way. Null where p_node is not
-- p_child or below it, or somebody below p_child on the way left the lists.
CREATE FUNCTION accounts_wall_between(p_child bigint, p_node bigint) RETURNS int LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN bool_and(a.is_listed OR a.id = p_child) THEN min(accounts_wall_rank(e.wall)) END
      FROM (SELECT string_to_array(rtrim(path, '.'), '.')::bigint[] AS ids
              FROM accounts_account WHERE id = p_node) AS line
      JOIN accounts_account a ON a.id = ANY (line.ids[array_position(line.ids, p_child):])
      JOIN accounts_edge e ON e.buyer_id = a.id AND e.ended_at IS NULL
$$;
ALTER FUNCTION accounts_wall_between(bigint, bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_wall_between(bigint, bigint) FROM PUBLIC;

-- The sellers from p_node down, each with what the seller of p_child sees of its accounts. Behind one that shows nothing
-- nobody is looked for. `is_cut` marks those that show nothing.
CREATE FUNCTION accounts_branch(p_child bigint, p_node bigint) RETURNS TABLE (seller_id bigint, level int, is_cut boolean)
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE branch AS (
        SELECT p_node AS id, accounts_wall_between(p_child, p_node) AS level
        UNION ALL
        SELECT r.id, least(b.level, accounts_wall_rank(e.wall))
          FROM branch b
          JOIN accounts_account r ON r.seller_id = b.id AND r.kind = 'reseller' AND r.is_listed
          JOIN accounts_edge e ON e.buyer_id = r.id AND e.ended_at IS NULL
         WHERE b.level > 1
    )
    SELECT id, level, level = 1 FROM branch WHERE level IS NOT NULL
$$;
ALTER FUNCTION accounts_branch(bigint, bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_branch(bigint, bigint) FROM PUBLIC;

-- A name of which the first and the last letter are left: the dots are always four, so that its length is not told.
CREATE FUNCTION accounts_masked(p_name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT left(p_name, 1) || '••••' || CASE WHEN length(p_name) > 3 THEN right(p_name, 1) ELSE '' END
$$;

-- An account as it is seen at p_level, 3 or 4. Columns that a level does not show are null.
CREATE FUNCTION accounts_through_glass(p_account accounts_account, p_level int, p_at timestamptz)
RETURNS TABLE (reference text, kind text, name text, contact text, number int, city text, country text, joined_on date,
               standing text) LANGUAGE sql STABLE AS $$
    SELECT p_account.reference::text, p_account.kind::text,
           CASE WHEN p_level = 4 THEN p_account.name::text ELSE accounts_masked(p_account.name) END,
           CASE WHEN p_level = 4 AND p_account.company_name <> '' THEN p_account.contact_name::text END,
           CASE WHEN p_level = 4 THEN p_account.number END,
           CASE WHEN p_level = 4 THEN p_account.city::text END,
           p_account.country::text,
           CASE WHEN p_level = 4 THEN p_account.joined_at AT TIME ZONE 'UTC'
                ELSE date_trunc('month', p_account.joined_at AT TIME ZONE 'UTC') END::date,
           accounts_own_standing(p_account, p_at)
$$;
ALTER FUNCTION accounts_through_glass(accounts_account, int, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_through_glass(accounts_account, int, timestamptz) FROM PUBLIC;

-- One account below p_child as the seller of p_child may see it: its reference always; the rest as the level lets through,
-- null otherwise. No row where it does not stand below p_child. For other functions too, which ask for themselves.
CREATE FUNCTION accounts_seen(p_child bigint, p_account bigint, p_at timestamptz)
RETURNS TABLE (wall text, reference text, kind text, name text, contact text, number int, city text, country text,
               joined_on date, standing text) LANGUAGE sql STABLE AS $$
    SELECT (ARRAY['nothing', 'counts', 'masked', 'names'])[between_them.level], a.reference::text, seen.kind, seen.name,
           seen.contact, seen.number, seen.city, seen.country, seen.joined_on, seen.standing
      FROM accounts_account a
     CROSS JOIN LATERAL (SELECT accounts_wall_between(p_child, a.seller_id) AS level) between_them
      LEFT JOIN LATERAL accounts_through_glass(a, between_them.level, p_at) seen ON between_them.level > 2
     WHERE a.id = p_account AND a.id <> p_child AND between_them.level IS NOT NULL
$$;
ALTER FUNCTION accounts_seen(bigint, bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_seen(bigint, bigint, timestamptz) FROM PUBLIC;

CREATE FUNCTION accounts_seen_by_parent(p_child bigint, p_account bigint, p_at timestamptz)
RETURNS TABLE (wall text, reference text, kind text, name text, contact text, number int, city text, country text,
               joined_on date, standing text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.* FROM accounts_seen(p_child, p_account, p_at) s WHERE accounts_may_look_below(p_child)
$$;
ALTER FUNCTION accounts_seen_by_parent(bigint, bigint, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_seen_by_parent(bigint, bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_seen_by_parent(bigint, bigint, timestamptz) TO :app;

-- The seller below p_child that p_reference stands for, p_child itself where it is empty. Null where there is none, or
-- where the accounts of its own seller are not listed to the asker: nobody gets there by a reference alone.
CREATE FUNCTION accounts_node_below(p_child bigint, p_reference text) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT p_child WHERE p_reference = ''
    UNION ALL
    SELECT a.id FROM accounts_branch(p_child, p_child) b
      JOIN accounts_account a ON a.seller_id = b.seller_id AND a.kind = 'reseller' AND a.reference = p_reference
                             AND a.is_listed
     WHERE b.level > 2
     LIMIT 1
$$;
ALTER FUNCTION accounts_node_below(bigint, text) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_node_below(bigint, text) FROM PUBLIC;

-- Where one looks: what is seen of the accounts there, and the way to it from the first below p_child, as
-- [{reference, name}], each name as the level before it lets through. No row where there is no such place.
CREATE FUNCTION accounts_look_below(p_child bigint, p_reference text)
RETURNS TABLE (wall text, way jsonb) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    node bigint;
    ids bigint[];
BEGIN
    PERFORM accounts_may_look_below(p_child);
    node := accounts_node_below(p_child, p_reference);
    SELECT string_to_array(rtrim(path, '.'), '.')::bigint[] INTO ids FROM accounts_account WHERE id = node;
    RETURN QUERY
        SELECT (ARRAY['nothing', 'counts', 'masked', 'names'])[accounts_wall_between(p_child, node)],
               (SELECT coalesce(jsonb_agg(jsonb_build_object('reference', a.reference, 'name',
                       CASE accounts_wall_between(p_child, a.seller_id) WHEN 4 THEN a.name
                            ELSE accounts_masked(a.name) END) ORDER BY step.n), '[]')
                  FROM unnest(ids) WITH ORDINALITY AS step (id, n) JOIN accounts_account a ON a.id = step.id
                 WHERE step.n > array_position(ids, p_child))
         WHERE node IS NOT NULL;
END $$;
ALTER FUNCTION accounts_look_below(bigint, text) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_look_below(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_look_below(bigint, text) TO :app;

-- A page of the accounts there of one kind: where names show in the order of names, else in that of their references,
-- which says nothing. It begins behind the account with the reference p_after, in the other direction where p_back.
-- p_words are patterns of folded words that must all stand in company or contact name; where names do not show they find
-- nothing.
-- Nothing else is searched, since what is found by an e-mail address would be known by it.
CREATE FUNCTION accounts_below(p_child bigint, p_reference text, p_kind text, p_words text[], p_after text, p_back boolean,
                               p_limit int, p_at timestamptz)
RETURNS TABLE (reference text, kind text, name text, contact text, number int, city text, country text, joined_on date,
               standing text) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    node bigint;
    level int;
    start accounts_account;
BEGIN
    PERFORM accounts_may_look_below(p_child);
    node := accounts_node_below(p_child, p_reference);
    level := accounts_wall_between(p_child, node);
    IF level IS NULL OR level < 3 OR level = 3 AND p_words <> '{}' THEN
        RETURN;
    END IF;
    SELECT * INTO start FROM accounts_account a
     WHERE a.seller_id = node AND a.kind = p_kind AND a.is_listed AND a.reference = p_after;
    IF p_after <> '' AND start.id IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE format(
        'SELECT seen.* FROM (
             SELECT a FROM accounts_account a
              WHERE a.seller_id = $1 AND a.kind = $2 AND a.is_listed %s
                AND (a.sort_name LIKE ALL ($3) OR a.sort_name || '' '' || lower(
                     CASE WHEN octet_length(a.contact_name) = length(a.contact_name) THEN a.contact_name
                          ELSE unaccent(a.contact_name) END) LIKE ALL ($3))
              ORDER BY %s LIMIT $4) page
           CROSS JOIN LATERAL accounts_through_glass(page.a, $5, $6) seen',
        CASE WHEN start.id IS NULL THEN ''
             ELSE format('AND (%s, a.id) %s ($7, $8)', CASE level WHEN 4 THEN 'a.sort_name' ELSE 'a.reference' END,
                         CASE WHEN p_back THEN '<' ELSE '>' END) END,
        format('%1$s %2$s, a.id %2$s', CASE level WHEN 4 THEN 'a.sort_name' ELSE 'a.reference' END,
               CASE WHEN p_back THEN 'DESC' ELSE 'ASC' END))
        USING node, p_kind, p_words, p_limit, level, p_at,
              CASE level WHEN 4 THEN start.sort_name ELSE start.reference END, start.id;
END $$;
ALTER FUNCTION accounts_below(bigint, text, text, text[], text, boolean, int, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION accounts_below(bigint, text, text, text[], text, boolean, int, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_below(bigint, text, text, text[], text, boolean, int, timestamptz) TO :app;
