"""What people type into a search, as it may go into a query."""

from collections.abc import Mapping

LONGEST = 100


def searched(params: Mapping[str, str], name: str = "q") -> str:
    """Return the text that `params` ask for, trimmed, of at most LONGEST characters.

    NUL is taken out: no text in PostgreSQL holds it, so a query with it would fail instead of finding nothing.
    """
    return params.get(name, "").replace("\x00", "").strip()[:LONGEST]
