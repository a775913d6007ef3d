DROP FUNCTION catalog_changes_due(timestamptz, int);
DROP POLICY chain ON catalog_scheduledchange;
