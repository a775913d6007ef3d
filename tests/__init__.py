"""Tests of Handsel: sentences about promises, told with one cast (tests/cast.py)."""
