-- Customers of one seller, and plain tables for the limit: as many keys as the same promise needs, no walls.
SET session_replication_role = replica;
INSERT INTO accounts_account (kind, seller_id, number, path, company_name, contact_name, email, phone, address,
                              city, country, state, postcode, tax_number, external_number, joined_at, version)
SELECT 'customer', s.id, 2000 + n, s.path || (1000000 + n) || '.',
       (ARRAY['Bakery', 'Garage', 'Studio', 'Hotel', 'Practice', 'Books', 'Joinery', 'Farm'])[1 + n % 8] || ' '
           || substr(md5(n::text), 1, 7),
       'Person ' || substr(md5(n::text), 8, 6), 'a' || n || '@customer.example', '+49 30 ' || 4000000 + n,
       'Street ' || n % 200, (ARRAY['Hamburg', 'Lyon', 'Leeds', 'Oslo', 'Wien', 'Torino'])[1 + n % 6],
       (ARRAY['DE', 'FR', 'GB', 'NO', 'AT', 'IT'])[1 + n % 6], '', '12345', '', '',
       timestamptz '2024-01-01' + (n % 700) * interval '1 day', 1
  FROM generate_series(1, :customers) n CROSS JOIN accounts_account s WHERE s.id = :seller;
SET session_replication_role = DEFAULT;

CREATE SCHEMA hand;
CREATE TABLE hand.account AS SELECT * FROM accounts_account WHERE seller_id = :seller AND id <> :seller;
ALTER TABLE hand.account ADD PRIMARY KEY (id);
CREATE TABLE hand.tag (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE hand.tagging (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    seller_id bigint NOT NULL,
    tag_id bigint NOT NULL REFERENCES hand.tag,
    account_id bigint NOT NULL REFERENCES hand.account,
    UNIQUE (tag_id, account_id)
);
CREATE INDEX ON hand.tagging (seller_id, account_id);
CREATE TABLE hand.event (LIKE timeline_event INCLUDING IDENTITY INCLUDING INDEXES INCLUDING DEFAULTS);
