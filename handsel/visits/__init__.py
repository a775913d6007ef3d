"""Guests: in the parent's storefront, in a child's console, in a customer's place (USR-6, USR-10)."""
