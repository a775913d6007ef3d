"""How the reader of this answer likes things written; set once per request by who is logged in (USR-1)."""

from contextvars import ContextVar

_date_format: ContextVar[str] = ContextVar("date_format", default="")

FALLBACK = "j M Y"
"""Unmistakable in every country, for readers who have not chosen."""


def prefer_dates(written: str) -> None:
    """Write dates as `written`, in Django's letters, until the next call; empty for the fallback."""
    _date_format.set(written)


def date_format() -> str:
    return _date_format.get() or FALLBACK
