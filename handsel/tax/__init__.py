"""Tax: each seller is a taxable person of its own, and decides on its own edges what its buyers owe (CAT-4)."""
