"""Face: the counter of a customer."""
