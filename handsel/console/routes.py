"""Addresses of console screens by their URL names, found once."""

from functools import cache, lru_cache

from django.urls import NoReverseMatch, reverse


@lru_cache(maxsize=4096)
def address(name: str, *parts: object, **named: str) -> str:
    """Return the address of the console's screen `name`; empty where there is no such screen."""
    try:
        return reverse(f"console:{name}", args=parts or None, kwargs=named or None)
    except NoReverseMatch:
        return ""


def address_of(name: str, number: object) -> str:
    """Return the address of the console's screen `name` of what has `number`, which is whole, or letters and digits."""
    return _form(name) % (number,)


@cache
def _form(name: str) -> str:
    found = reverse(f"console:{name}", args=[_ANY])
    return found.replace("%", "%%").replace(str(_ANY), "%s")


_ANY = 987_654_321
"""Stands for a number in an address whose form is kept."""
