"""Face: what time and events set off; the list of consequences is one table."""
