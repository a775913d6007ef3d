"""The tree of accounts: operator, resellers, customers (ACC)."""
