DROP FUNCTION accounts_found(jsonb, jsonb, jsonb, timestamptz);
DROP FUNCTION accounts_open_portal(bigint, jsonb, jsonb, timestamptz);
DROP FUNCTION accounts_write_portal(bigint, jsonb, jsonb, timestamptz);
DROP FUNCTION accounts_listed_portals();
DROP FUNCTION accounts_portal_seller(text);
