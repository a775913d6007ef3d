"""Who may see a view: each says so, at_desk, at_counter or anyone; one that does not is a mistake (safety P3)."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def anyone(view: View) -> View:
    """Declare that a view is for whoever comes: it stands before the log-in."""
    view.needs = "nothing"  # type: ignore[attr-defined]  # read by the rule that every view says who may see it
    return view
