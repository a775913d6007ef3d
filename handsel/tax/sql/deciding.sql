-- What a buyer owes on an edge (CAT-4): decided by its seller's settings and what the seller knows of the buyer,
-- whatever the other edges of the order say. docs/rules/tax.md has the tables; tests compute them again.

-- Is this country of the European Union's VAT territory? ISO 3166 alpha-2, so Greece is GR.
CREATE OR REPLACE FUNCTION tax_in_union(p_country text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT p_country IN ('AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IT',
                         'LT', 'LU', 'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK')
$$;

-- Which country of the Union gave out this VAT number, as it is written across borders; empty where none did.
CREATE OR REPLACE FUNCTION tax_number_country(p_number text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN tax_in_union(country) AND p_number ~ '^[A-Z]{2}[0-9A-Z+*]{2,}$' THEN country ELSE '' END
      FROM (SELECT CASE left(p_number, 2) WHEN 'EL' THEN 'GR' WHEN 'GR' THEN '' ELSE left(p_number, 2) END AS country) v
$$;

-- The decision. p_home is where the seller is established (null: it has not set up tax), p_there where the buyer is (empty:
-- nobody said, so at home), p_number_country who gave out the buyer's checked number (empty: none is checked),
-- p_is_rated_there whether the seller charges the tax of the buyer's country.
CREATE OR REPLACE FUNCTION tax_treatment(p_home text, p_is_registered boolean, p_there text, p_number_country text,
                                         p_is_exempt boolean, p_is_rated_there boolean, p_category text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN p_home IS NULL THEN 'none'
        WHEN NOT p_is_registered THEN 'unregistered'
        WHEN p_is_exempt THEN 'exempt_buyer'
        WHEN p_there NOT IN ('', p_home) AND tax_in_union(p_home) AND tax_in_union(p_there)
             AND p_number_country NOT IN ('', p_home) THEN 'reverse_charge'
        WHEN p_there NOT IN ('', p_home) AND NOT (tax_in_union(p_home) AND tax_in_union(p_there))
             AND NOT p_is_rated_there THEN 'export'
        WHEN p_category IN ('zero', 'exempt') THEN p_category
        WHEN p_there NOT IN ('', p_home) AND p_is_rated_there THEN 'destination'
        ELSE 'domestic' END
$$;

-- The rate of p_seller for a kind of product in a place at p_at: the region's before the country's, the kind's own before
-- the standard one. Null where the seller charges nothing there. For other functions only.
CREATE OR REPLACE FUNCTION tax_rate_at(p_seller bigint, p_country text, p_region text, p_category text, p_at timestamptz)
RETURNS TABLE (percent numeric, region text)
LANGUAGE sql STABLE AS $$
    SELECT latest.percent, latest.region::text FROM (
        SELECT DISTINCT ON (r.region, r.category) r.region, r.category, r.percent
          FROM tax_taxrate r
         WHERE r.seller_id = p_seller AND r.country = p_country AND r.region IN ('', p_region)
           AND r.category IN ('standard', p_category) AND r.withdrawn_at IS NULL AND r.starts_at <= p_at
         ORDER BY r.region, r.category, r.starts_at DESC, r.id DESC
    ) AS latest
     WHERE latest.percent IS NOT NULL
     ORDER BY latest.region = '', latest.category <> p_category LIMIT 1
$$;

-- What p_buyer owes p_seller on a product of p_category at p_at: one row, always. For other functions only: it tells of
-- every seller. The buyer is where its default billing address is, or else its record. A checked number counts as long
-- as it is the buyer's number. Without p_buyer it is a visitor, of whom nobody knows where it is.
DROP FUNCTION IF EXISTS tax_of(bigint, bigint, text, timestamptz);
CREATE FUNCTION tax_of(p_seller bigint, p_buyer bigint, p_category text, p_at timestamptz)
RETURNS TABLE (treatment text, percent numeric, country text, region text, words text, seller_number text,
               buyer_country text, buyer_number text, proof text)
LANGUAGE sql STABLE AS $$
    SELECT decided.treatment,
           CASE decided.treatment WHEN 'domestic' THEN coalesce(there.percent, home.percent, 0)
                                  WHEN 'destination' THEN there.percent ELSE 0 END,
           CASE WHEN decided.treatment IN ('none', 'unregistered') THEN ''
                WHEN decided.treatment IN ('destination', 'reverse_charge', 'export') THEN facts.there
                ELSE facts.home END,
           CASE decided.treatment WHEN 'domestic' THEN coalesce(there.region, home.region, '')
                                  WHEN 'destination' THEN there.region ELSE '' END,
           CASE decided.treatment
                WHEN 'unregistered' THEN facts.unregistered_words
                WHEN 'reverse_charge' THEN facts.reverse_charge_words
                WHEN 'export' THEN facts.export_words
                WHEN 'exempt_buyer' THEN format('Exempt from tax: %s, certificate %s.', facts.reason, facts.certificate)
                ELSE '' END,
           coalesce(facts.number, ''), facts.there, facts.buyer_number,
           CASE WHEN decided.treatment = 'reverse_charge' THEN concat_ws(
                    ' ', nullif(facts.consultation, ''), accounts_today(p_seller, facts.checked_at)::text) ELSE '' END
      FROM (
        SELECT s.country::text AS home, s.region::text AS home_region, s.is_registered, s.number::text,
               s.unregistered_words::text, s.reverse_charge_words::text, s.export_words::text,
               coalesce(nullif(p.country, ''), b.country, '')::text AS there,
               coalesce(CASE WHEN p.country <> '' THEN p.state ELSE b.state END, '')::text AS there_region,
               coalesce(b.tax_number, '')::text AS buyer_number,
               CASE WHEN t.state = 'checked' AND t.number = b.tax_number THEN t.number_country ELSE '' END::text
                   AS number_country,
               coalesce(t.exempt_reason <> '' AND (t.exempt_until_at IS NULL OR p_at < t.exempt_until_at), false)
                   AS is_exempt,
               t.exempt_reason::text AS reason, t.exempt_certificate::text AS certificate,
               t.consultation, t.checked_at
          FROM (VALUES (p_buyer)) who (id)
          LEFT JOIN accounts_account b ON b.id = who.id
          LEFT JOIN tax_taxsetup s ON s.seller_id = p_seller
          LEFT JOIN tax_buyertax t ON t.seller_id = p_seller AND t.account_id = b.id
          LEFT JOIN accounts_address p ON p.seller_id = p_seller AND p.account_id = b.id
                                      AND p.default_for @> ARRAY['billing'::varchar(10)]
      ) AS facts
      LEFT JOIN LATERAL tax_rate_at(p_seller, coalesce(nullif(facts.there, ''), facts.home), facts.there_region,
                                    p_category, p_at) there ON facts.is_registered
      LEFT JOIN LATERAL tax_rate_at(p_seller, facts.home, facts.home_region, p_category, p_at) home
             ON facts.is_registered AND there.percent IS NULL
     CROSS JOIN LATERAL (
        SELECT tax_treatment(facts.home, facts.is_registered, facts.there, facts.number_country, facts.is_exempt,
                             there.percent IS NOT NULL, p_category) AS treatment) decided
$$;

-- Which category a product falls into for a seller: what the seller says, or else its supplier, or else standard. For
-- other functions only.
CREATE OR REPLACE FUNCTION tax_category_of(p_seller bigint, p_product bigint, p_supplier bigint) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT t.category FROM tax_producttax t WHERE t.seller_id = p_seller AND t.product_id = p_product),
                    (SELECT t.category FROM tax_producttax t WHERE t.seller_id = p_supplier AND t.product_id = p_product),
                    'standard')
$$;

-- The tax on what p_buyer is about to buy from its seller: one row for each of p_plans with its net, in their order. For
-- staff of the seller, for staff of the buyer when it is a reseller, and for a storefront session of that buyer.
DROP FUNCTION IF EXISTS tax_quote(bigint, bigint[], bigint[], timestamptz);
CREATE FUNCTION tax_quote(p_buyer bigint, p_plans bigint[], p_nets bigint[], p_at timestamptz)
RETURNS TABLE (category text, treatment text, percent numeric, country text, region text, words text, net_minor bigint,
               tax_minor bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    buyer accounts_account;
BEGIN
    SELECT * INTO STRICT buyer FROM accounts_account WHERE id = p_buyer;
    IF NOT (handsel_sees(buyer.seller_id) AND coalesce(handsel_buyer(), p_buyer) = p_buyer
            OR handsel_sees(p_buyer) AND handsel_buyer() IS NULL) THEN
        RAISE EXCEPTION 'account % is out of scope', p_buyer USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY SELECT * FROM tax_owed(buyer.seller_id, p_buyer, p_plans, p_nets, p_at);
END $$;

-- The same for visitors of p_seller: as for a buyer who is where the seller is.
DROP FUNCTION IF EXISTS tax_quote_to_visitors(bigint, bigint[], bigint[], timestamptz);
CREATE FUNCTION tax_quote_to_visitors(p_seller bigint, p_plans bigint[], p_nets bigint[], p_at timestamptz)
RETURNS TABLE (category text, treatment text, percent numeric, country text, region text, words text, net_minor bigint,
               tax_minor bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    IF NOT handsel_sees(p_seller) THEN
        RAISE EXCEPTION 'seller % is out of scope', p_seller USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY SELECT * FROM tax_owed(p_seller, NULL, p_plans, p_nets, p_at);
END $$;

-- What p_buyer, or without one a visitor, owes p_seller on p_plans with their nets, in their order. For other functions
-- only.
DROP FUNCTION IF EXISTS tax_owed(bigint, bigint, bigint[], bigint[], timestamptz);
CREATE FUNCTION tax_owed(p_seller bigint, p_buyer bigint, p_plans bigint[], p_nets bigint[], p_at timestamptz)
RETURNS TABLE (category text, treatment text, percent numeric, country text, region text, words text, net_minor bigint,
               tax_minor bigint)
LANGUAGE sql STABLE AS $$
    WITH asked AS MATERIALIZED (
        SELECT a.place, a.net, coalesce(tax_category_of(p_seller, o.id, o.seller_id), 'standard') AS category
          FROM unnest(p_plans, p_nets) WITH ORDINALITY AS a (plan_id, net, place)
          LEFT JOIN catalog_plan p ON p.id = a.plan_id
          LEFT JOIN catalog_product o ON o.id = p.product_id
    ), owed AS MATERIALIZED (
        SELECT c.category AS of_category, t.* FROM (SELECT DISTINCT asked.category FROM asked) c
         CROSS JOIN LATERAL tax_of(p_seller, p_buyer, c.category, p_at) t
    )
    SELECT asked.category, owed.treatment, owed.percent, owed.country, owed.region, owed.words, asked.net,
           tax_amount(asked.net, owed.percent)
      FROM asked JOIN owed ON owed.of_category = asked.category
     ORDER BY asked.place
$$;


-- The next numbers for the worker to ask about, over all sellers, longest due first.
DROP FUNCTION IF EXISTS tax_due(timestamptz, int);
CREATE FUNCTION tax_due(p_at timestamptz, p_limit int) RETURNS TABLE (seller_id bigint, account_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.seller_id, t.account_id FROM tax_buyertax t
     WHERE t.due_at <= p_at AND handsel_oversees(NULL) ORDER BY t.due_at, t.id LIMIT p_limit
$$;

-- Have numbers asked about that matter now that p_seller has set up its tax: those of another country of the Union.
CREATE OR REPLACE FUNCTION tax_note_numbers(p_seller bigint) RETURNS bigint
LANGUAGE sql AS $$
    WITH noted AS (
        INSERT INTO tax_buyertax (seller_id, account_id, number, number_country, state, checked_how, checked_by_name,
                                  consultation, told_name, trouble, due_at, exempt_reason, exempt_certificate)
        SELECT a.seller_id, a.id, a.tax_number, tax_number_country(a.tax_number), 'unchecked', '', '', '', '', '',
               to_timestamp(0), '', ''
          FROM accounts_account a
          JOIN tax_taxsetup s ON s.seller_id = a.seller_id AND s.is_registered AND tax_in_union(s.country)
         WHERE a.seller_id = p_seller AND a.id <> p_seller
           AND tax_number_country(a.tax_number) NOT IN ('', s.country)
            ON CONFLICT (seller_id, account_id) DO UPDATE
               SET number = excluded.number, number_country = excluded.number_country, state = 'unchecked',
                   checked_at = NULL, checked_how = '', checked_by_name = '', consultation = '', told_name = '',
                   tried_at = NULL, trouble = '', due_at = excluded.due_at
             WHERE tax_buyertax.number <> excluded.number
        RETURNING 1
    ) SELECT count(*) FROM noted
$$;

-- A number that was entered or changed is not checked; where it matters, the worker asks about it at once.
CREATE OR REPLACE FUNCTION tax_note_number() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    matters boolean := EXISTS (
        SELECT 1 FROM tax_taxsetup s
         WHERE s.seller_id = new.seller_id AND s.is_registered AND tax_in_union(s.country)
           AND tax_number_country(new.tax_number) NOT IN ('', s.country));
BEGIN
    UPDATE tax_buyertax
       SET number = new.tax_number, number_country = tax_number_country(new.tax_number), state = 'unchecked',
           checked_at = NULL, checked_how = '', checked_by_name = '', consultation = '', told_name = '',
           tried_at = NULL, trouble = '', due_at = CASE WHEN matters THEN to_timestamp(0) END
     WHERE seller_id = new.seller_id AND account_id = new.id;
    IF matters AND NOT FOUND THEN
        INSERT INTO tax_buyertax (seller_id, account_id, number, number_country, state, checked_how, checked_by_name,
                                  consultation, told_name, trouble, due_at, exempt_reason, exempt_certificate)
        VALUES (new.seller_id, new.id, new.tax_number, tax_number_country(new.tax_number), 'unchecked', '', '', '', '',
                '', to_timestamp(0), '', '');
    END IF;
    RETURN NULL;
END $$;

-- Who is removed for good takes along what was known of its taxes.
CREATE OR REPLACE FUNCTION tax_forget_buyer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM tax_buyertax WHERE seller_id = old.seller_id AND account_id = old.id;
    RETURN old;
END $$;

ALTER FUNCTION tax_rate_at(bigint, text, text, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION tax_rate_at(bigint, text, text, text, timestamptz) FROM PUBLIC;
ALTER FUNCTION tax_of(bigint, bigint, text, timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION tax_of(bigint, bigint, text, timestamptz) FROM PUBLIC;
ALTER FUNCTION tax_category_of(bigint, bigint, bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION tax_category_of(bigint, bigint, bigint) FROM PUBLIC;
ALTER FUNCTION tax_quote(bigint, bigint[], bigint[], timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION tax_quote(bigint, bigint[], bigint[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tax_quote(bigint, bigint[], bigint[], timestamptz) TO :app;
ALTER FUNCTION tax_quote_to_visitors(bigint, bigint[], bigint[], timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION tax_quote_to_visitors(bigint, bigint[], bigint[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tax_quote_to_visitors(bigint, bigint[], bigint[], timestamptz) TO :app;
ALTER FUNCTION tax_owed(bigint, bigint, bigint[], bigint[], timestamptz) OWNER TO :chain;
REVOKE ALL ON FUNCTION tax_owed(bigint, bigint, bigint[], bigint[], timestamptz) FROM PUBLIC;
ALTER FUNCTION tax_due(timestamptz, int) OWNER TO :chain;
REVOKE ALL ON FUNCTION tax_due(timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tax_due(timestamptz, int) TO :app;
ALTER FUNCTION tax_note_number() OWNER TO :chain;
ALTER FUNCTION tax_forget_buyer() OWNER TO :chain;
