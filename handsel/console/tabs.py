"""Tabs over a list: which part of it, and how many stand there."""

from dataclasses import dataclass

from handsel.web.templatetags.design import number


@dataclass(frozen=True)
class Tab:
    """One part of a list. `tone` is one of the colours of a badge, or empty; an empty `count` is not shown."""

    label: str
    href: str
    is_current: bool
    count: str = ""
    tone: str = ""


def count_text(exact: int, is_more: bool) -> str:  # noqa: FBT001 - as `counted` returns it
    """Return a count as the reader writes it, with a plus where there are more than were counted."""
    return f"{number(exact)}+" if is_more else number(exact)
