"""A reseller's desk: what its staff see and do (ACC-1)."""
