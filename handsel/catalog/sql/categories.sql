-- Categories (CAT-1), which the steps across tiers may read.

GRANT SELECT ON catalog_category TO :chain;
CREATE POLICY chain ON catalog_category TO :chain USING (true);
