"""The one clock: faces read the time here and pass it in as `at=`; nothing below them asks."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is that one place
