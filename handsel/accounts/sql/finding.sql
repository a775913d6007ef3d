-- Accounts that one might do without (ACC-7): those without any activity, and those that look like another.
-- Both read the asker's own rows only, under row security, and give one page with the number of all there are.

-- Listed accounts of p_seller where since p_since nobody ordered, paid or logged in, those quiet for longest first; an
-- account that came since is not among them. Times are null where there was none.
CREATE FUNCTION accounts_inactive(p_seller bigint, p_since timestamptz, p_limit int, p_offset int)
RETURNS TABLE (account_id bigint, joined_at timestamptz, ordered_at timestamptz, paid_on date, logged_in_at timestamptz,
               total bigint)
LANGUAGE sql STABLE AS $$
    WITH seen AS (
        SELECT a.id, a.joined_at,
               (SELECT max(l.placed_at) FROM orders_leg l
                 WHERE l.seller_id = a.seller_id AND l.buyer_id = a.id) AS ordered_at,
               (SELECT max(r.received_on) FROM ledger_receipt r
                 WHERE r.seller_id = a.seller_id AND r.buyer_id = a.id) AS paid_on,
               (SELECT max(u.last_login) FROM identity_seat s JOIN identity_user u ON u.id = s.user_id
                 WHERE s.seller_id = a.seller_id AND s.buyer_id = a.id) AS logged_in_at
          FROM accounts_account a
         WHERE a.seller_id = p_seller AND a.id <> p_seller AND a.is_listed AND a.joined_at < p_since
           AND (SELECT handsel_buyer()) IS NULL
    )
    SELECT seen.*, count(*) OVER () FROM seen
     WHERE (ordered_at IS NULL OR ordered_at < p_since) AND (paid_on IS NULL OR paid_on < p_since::date)
       AND (logged_in_at IS NULL OR logged_in_at < p_since)
     ORDER BY greatest(joined_at, ordered_at, paid_on, logged_in_at), id
     LIMIT p_limit OFFSET p_offset
$$;

-- Pairs of listed accounts of p_seller that look like one, with why: email, phone (its digits), tax_number, and name,
-- where name and address are nearly the same. Many with the same value make a pair each with the oldest of them.
-- Trigrams overlook signs between words. Names are compared only with their neighbours in the order of names at the same
-- place, so that the work grows with the number of accounts and not with its square.
CREATE FUNCTION accounts_duplicates(p_seller bigint, p_limit int, p_offset int)
RETURNS TABLE (first_id bigint, second_id bigint, reasons text[], total bigint)
LANGUAGE sql STABLE AS $$
    WITH own AS MATERIALIZED (
        SELECT a.id, a.email, a.country, a.postcode,
               ltrim(regexp_replace(a.phone, '\D', '', 'g'), '0') AS phone,
               upper(regexp_replace(a.tax_number, '[^[:alnum:]]', '', 'g')) AS tax_number,
               lower(unaccent(a.name)) AS name, lower(unaccent(a.address)) AS address, lower(unaccent(a.city)) AS city
          FROM accounts_account a
         WHERE a.seller_id = p_seller AND a.id <> p_seller AND a.is_listed AND (SELECT handsel_buyer()) IS NULL
    ), placed AS (
        SELECT id, name, address,
               array_agg(id) OVER nearby AS ids, array_agg(name) OVER nearby AS names,
               array_agg(address) OVER nearby AS addresses
          FROM (SELECT format('%s %s %s', country, postcode, left(address, 4)) AS place, id, name, address
                  FROM own WHERE postcode <> '' AND address <> ''
                UNION ALL
                SELECT format('%s/%s/%s', city, left(name, 4), left(address, 4)), id, name, address
                  FROM own WHERE city <> '' AND address <> '') AS at
        WINDOW nearby AS (PARTITION BY place ORDER BY name, id ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING)
    ), alike AS (
        SELECT min(id) OVER (PARTITION BY email) AS first_id, id AS second_id, 'email' AS reason
          FROM own WHERE email <> ''
        UNION ALL
        SELECT min(id) OVER (PARTITION BY phone), id, 'phone' FROM own WHERE length(phone) >= 7
        UNION ALL
        SELECT min(id) OVER (PARTITION BY tax_number), id, 'tax_number' FROM own WHERE tax_number <> ''
        UNION ALL
        SELECT least(one.id, other.id), greatest(one.id, other.id), 'name'
          FROM placed one CROSS JOIN LATERAL unnest(one.ids, one.names, one.addresses) AS other (id, name, address)
         WHERE abs(length(one.name) - length(other.name)) <= 15 AND abs(length(one.address) - length(other.address)) <= 10
           AND similarity(one.name, other.name) >= 0.5 AND similarity(one.address, other.address) >= 0.5
    )
    SELECT first_id, second_id, array_agg(DISTINCT reason), count(*) OVER ()
      FROM alike WHERE first_id <> second_id
     GROUP BY first_id, second_id
     ORDER BY count(DISTINCT reason) DESC, first_id, second_id
     LIMIT p_limit OFFSET p_offset
$$;
