"""People and programs that log in: users, seats, one-time links, sessions, API keys (USR)."""
