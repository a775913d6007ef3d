DROP FUNCTION reports_taxes(bigint, timestamptz, timestamptz);
