"""Searches over accounts with all they bought: typed, kept in an address, saved under a name (ACC-10)."""
