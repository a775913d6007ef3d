"""Face: REST v1 (API-1)."""
