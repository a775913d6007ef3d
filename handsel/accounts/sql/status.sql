-- Standing (ACC-6): the status of an account is its seller's to set; the effective one is the worst of its own and its
-- ancestors', worked out here since a tier does not see those above it.

GRANT UPDATE (status, status_reason, status_since, status_until, archived_at, deleted_at) ON accounts_account TO :app;
