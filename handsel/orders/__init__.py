"""One purchase, settled through every tier at once (ORD)."""
