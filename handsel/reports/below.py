"""How many customers and sub-resellers there are below a child, as far as its glass wall lets through (ACC-25)."""

from dataclasses import dataclass
from datetime import datetime

from handsel.accounts.walls import Place
from handsel.kernel.database import call_function


@dataclass(frozen=True)
class Counted:
    """How many customers and sub-resellers; how many customers have something running, how many are new."""

    customers: int
    resellers: int
    transacting: int
    joined: int


@dataclass(frozen=True)
class BelowFigures:
    """The figures of a place: its `own` accounts, and all with every tier below it that shows its figures.

    `left_out` is how many sub-resellers below it show nothing; they are not in the sum, nor what stands below them.
    """

    own: Counted
    whole: Counted
    left_out: int


def figures_at(place: Place, *, since: datetime) -> BelowFigures | None:
    """Return the figures of `place` with those who are new since `since`; None where its wall shows no figures."""
    names = ("customers", "resellers", "transacting", "joined")
    for row in call_function("reports_below", place.child.pk, place.reference, since):
        own, whole = (Counted(**{name: row[f"{beginning}{name}"] for name in names}) for beginning in ("", "all_"))
        return BelowFigures(own, whole, row["cut"])
    return None
