REVOKE UPDATE (status, status_reason, status_since, status_until, archived_at, deleted_at) ON accounts_account FROM :app;
