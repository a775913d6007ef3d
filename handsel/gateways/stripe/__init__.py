"""Stripe as one of the gateways: its official SDK behind the one interface (BIL-3)."""
