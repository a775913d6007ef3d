"""Handsel: the platform on which a business sells through resellers."""
