"""What an executed order leaves running, and what it earns a month (SUB)."""
