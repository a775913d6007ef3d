-- A million customers of a thousand resellers, skewed like life: seller n has about 1/n of the largest one's customers.
-- Written past all triggers but those that keep search text and figures, so that a million rows take minutes.
SET session_replication_role = replica;
ALTER TABLE accounts_account ENABLE ALWAYS TRIGGER account_gets_its_searchtext;
SET work_mem = '256MB';
SET maintenance_work_mem = '512MB';
SELECT setseed(0.42);

-- The indexes of these are not kept until they are made again.
CREATE TEMP TABLE filled AS SELECT unnest(ARRAY['accounts_account', 'accounts_edge', 'accounts_searchtext',
    'accounts_tagging', 'subscriptions_subscription']::regclass[]) AS name;
UPDATE pg_index SET indisready = false, indisvalid = false WHERE indrelid IN (SELECT name FROM filled);

CREATE TEMP TABLE made AS
SELECT 100000 + n AS id, 'reseller' AS kind, :operator::bigint AS seller_id FROM generate_series(0, :resellers - 1) n
UNION ALL
SELECT 1000000 + n, 'customer', 99999 + floor(power(:resellers, random()))::bigint FROM generate_series(1, :customers) n;

CREATE TEMP TABLE words AS SELECT
    string_to_array('Alpen Amber Anker Arktis Atlas Aurora Azur Bastion Berg Birke Blau Boreal Breeze Brick Canal Cedar '
        'Cobalt Coral Delta Dune Eagle Eiche Elm Ember Falke Fjord Forge Garten Granit Grün Hafen Harbour Hazel Heron '
        'Insel Iris Ivory Jade Juniper Kanal Kiefer Komet Lark Laurel Linde Lotus Luna Maple Marin Meadow Mistral Nord '
        'Nova Oak Olive Onyx Opal Orchard Orion Otter Pine Polar Prairie Quarz Quill Raven Reef Ridge River Rowan Ruby '
        'Saffron Sable Sage Salz Sequoia Sierra Silber Solis Sonne Spruce Stein Stern Summit Sylvan Tal Tern Tide Topaz '
        'Ufer Umber Vale Vega Velvet Vista Wald Weiden Wren Zeder Zenit Zephyr', ' ') AS firsts,
    string_to_array('Antiques|Architects|Audio|Automotive|Bakery|Bicycles|Books|Brewery|Carpets|Catering|Ceramics|Clinic|'
        'Coffee|Consulting|Dental|Design|Electric|Energy|Events|Farm|Fitness|Florist|Foods|Freight|Furniture|Garage|'
        'Gardens|Glass|Hotel|Insurance|Jewellers|Joinery|Kitchens|Labs|Law|Leather|Lighting|Logistics|Marketing|Media|'
        'Metals|Motors|Music|Optics|Outdoor|Paints|Paper|Pharma|Photo|Plastics|Plumbing|Print|Realty|Roofing|Sailing|'
        'Security|Shoes|Software|Solar|Sports|Studio|Supplies|Tailors|Tea|Textiles|Tools|Tours|Toys|Travel|Vets|Wines',
        '|') AS trades,
    string_to_array('GmbH|Ltd|AS|Inc.|SARL|BV|& Söhne|& Co.|Group|', '|') AS forms,
    string_to_array('Ada Amara Anna Bela Carla Chen Clara Dario Dunja Elif Emil Eva Farid Fiona Georg Hana Ida Imre Ines '
        'Ivo Jana Jonas Jules Kaan Karin Lars Lea Leon Lina Luis Mara Marek Maya Mina Nadia Nils Noah Nora Olga Omar '
        'Pablo Petra Priya Quinn Rana Rosa Rui Sana Selma Sven Tara Theo Timo Uma Vera Viktor Wen Yara Yusuf Zoë',
        ' ') AS givens,
    string_to_array('Abel Andersen Aydın Bauer Becker Berg Bianchi Braun Costa Dahl Diaz Dubois Eriksen Evans Farkas '
        'Ferrari Fischer Fuchs García Haas Hansen Hoffmann Horvat Ito Jansen Kaya Keller Khan Klein Koch Kovács Kumar '
        'Lang Larsen Lopez Martin Meyer Moreau Müller Nagy Neumann Nguyen Novak Okafor Olsen Pereira Petrov Popescu '
        'Richter Rossi Sato Schmidt Schneider Silva Smith Suzuki Svoboda Tanaka Vogel Wagner Weber Wójcik Zhang', ' ')
        AS families,
    string_to_array('Berlin|Hamburg|München|Köln|Wien|Graz|Zürich|Bern|Paris|Lyon|Nantes|London|Leeds|Oslo|Bergen|Toronto|'
        'Montréal|Madrid|Sevilla|Torino|Milano|Praha|Brno|Gdańsk|Kraków|Lisboa|Porto|Gent|Utrecht|Malmö', '|') AS cities,
    string_to_array('DE|DE|DE|DE|AT|AT|CH|CH|FR|FR|FR|GB|GB|NO|NO|CA|CA|ES|ES|IT|IT|CZ|CZ|PL|PL|PT|PT|BE|NL|SE', '|')
        AS countries;

INSERT INTO accounts_account (id, kind, seller_id, number, path, company_name, contact_name, email, phone, address,
                              city, country, state, postcode, tax_number, external_number, joined_at, version)
SELECT m.id, m.kind, m.seller_id, 2000 + row_number() OVER (PARTITION BY m.seller_id ORDER BY m.id),
       o.path || CASE WHEN m.kind = 'customer' THEN m.seller_id || '.' ELSE '' END || m.id || '.',
       trim(w.firsts[1 + h % 100] || ' ' || w.trades[1 + h / 100 % 71] || ' ' || w.forms[1 + h / 7100 % 10]),
       w.givens[1 + g % 60] || ' ' || w.families[1 + g / 60 % 63],
       lower(translate(w.givens[1 + g % 60], 'ë', 'e')) || m.id || '@' || lower(translate(w.firsts[1 + h % 100], 'ü', 'u'))
           || '.example',
       '+49 ' || 30 + p % 60 || ' ' || 1000000 + p % 9000000, 'Street ' || p % 200, w.cities[1 + c % 30],
       w.countries[1 + c % 30], '', lpad((p % 99999)::text, 5, '0'),
       CASE WHEN g % 5 = 0 THEN 'DE' || 100000000 + p % 900000000 ELSE '' END, '',
       timestamptz '2019-01-01' + (p % 2800) * interval '1 day' + (g % 1440) * interval '1 minute', 1
  FROM made m CROSS JOIN words w CROSS JOIN accounts_account o
 CROSS JOIN LATERAL (SELECT abs(hashint8(m.id)::bigint) AS h, abs(hashint8(m.id * 7 + 1)::bigint) AS g,
                            abs(hashint8(m.id * 11 + 2)::bigint) AS p,
                            (30 * power(abs(hashint8(m.id * 13 + 3)::bigint) / 2147483648.0, 2))::int AS c) AS dice
 WHERE o.id = :operator;

INSERT INTO accounts_edge (seller_id, buyer_id, currency, payment_method, approval_required, opened_at)
SELECT seller_id, id, 'EUR', 'deposit', kind = 'customer', timestamptz '2019-01-01' FROM made;
INSERT INTO accounts_portal
SELECT (jsonb_populate_record(p, jsonb_build_object('id', m.id, 'seller_id', m.id, 'name', 'seller-' || m.id - 100000,
                                                    'title', 'Seller ' || m.id - 100000))).*
  FROM made m CROSS JOIN accounts_portal p WHERE m.kind = 'reseller' AND p.seller_id = :operator;
INSERT INTO catalog_pricelist (seller_id, name, is_default, markup_percent, version)
SELECT id, 'Standard', true, 20, 1 FROM made WHERE kind = 'reseller';

-- Ten tags a seller; a customer has none, one or two of them. One in six has something running.
INSERT INTO accounts_tag (seller_id, name, key)
SELECT m.id, word, word FROM made m
 CROSS JOIN unnest(ARRAY['priority', 'partner', 'trial', 'school', 'press', 'export', 'vip', 'seasonal', 'lead', 'old'])
       AS word WHERE m.kind = 'reseller';
INSERT INTO accounts_tagging (seller_id, tag_id, account_id)
SELECT m.seller_id, t.id, m.id FROM made m JOIN accounts_tag t ON t.seller_id = m.seller_id
 WHERE m.kind = 'customer' AND (hashint8(m.id * 17 + t.id) & 15) = 0;
INSERT INTO subscriptions_subscription (seller_id, buyer_id, leg_line_id, product, plan_name, quantity, period_count,
                                        period_unit, net_minor, currency, started_on, renews_on)
SELECT m.seller_id, m.id, m.id, 'Managed backup', 'Monthly', 1 + m.id % 5, 1, 'month', (1 + m.id % 5) * 990, 'EUR',
       date '2026-01-01', date '2026-02-01'
  FROM made m WHERE m.kind = 'customer' AND m.id % 6 = 0;

DO $$
DECLARE
    one regclass;
BEGIN
    FOR one IN SELECT name FROM filled LOOP
        EXECUTE 'REINDEX TABLE ' || one;
    END LOOP;
END $$;
ALTER TABLE accounts_account ENABLE TRIGGER account_gets_its_searchtext;
SELECT setval('accounts_account_id_seq', (SELECT max(id) FROM accounts_account));
SET session_replication_role = DEFAULT;

-- The figures of each account, and with them the tally of each seller.
INSERT INTO segments_figures (id, seller_id, kind, is_listed, currency, orders_count, orders_minor, last_order_at, run_rate,
                              running_count, users_count)
SELECT * FROM segments_truth ON CONFLICT DO NOTHING;
