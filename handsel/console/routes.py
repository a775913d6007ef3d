"""Addresses of console screens by their URL names, found once."""

from functools import lru_cache

from django.urls import NoReverseMatch, reverse


@lru_cache(maxsize=4096)
def address(name: str, *parts: object, **named: str) -> str:
    """Return the address of the console's screen `name`; empty where there is no such screen."""
    try:
        return reverse(f"console:{name}", args=parts or None, kwargs=named or None)
    except NoReverseMatch:
        return ""
