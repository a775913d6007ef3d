-- Functions that look up the rules of many plans do so by index whatever the planner believes of the table: a plan that
-- was made, and kept by its connection, while hardly any rules were there would go through all of them for each plan.
ALTER FUNCTION catalog_lines(bigint, bigint, text, bigint[], timestamptz, numeric) SET enable_seqscan = off;
ALTER FUNCTION catalog_offers(bigint, bigint[], timestamptz) SET enable_seqscan = off;
ALTER FUNCTION catalog_sold(bigint, bigint, text, bigint[], timestamptz) SET enable_seqscan = off;
