"""How each person likes their lists: which columns in which order, and what they are sorted by (ACC-11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handsel.identity.actor import Actor
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Invalid
from handsel.segments.columns import STANDARD, chosen
from handsel.segments.models import ListView
from handsel.segments.rules import may_keep_searches
from handsel.segments.sorting import SORTS
from handsel.segments.sorting import STANDARD as STANDARD_SORT

LISTS = frozenset({"customers", "resellers"})


@dataclass(frozen=True)
class Liking:
    """The columns of a list in their order, and its sort."""

    columns: tuple[str, ...] = STANDARD
    sort: str = STANDARD_SORT


def liking_of(by: Actor, name: str) -> Liking:
    """Return how `by` likes the list called `name`; as everybody gets it where nothing was chosen. One query."""
    if by.user_id is None:
        return Liking()
    kept = ListView.objects.filter(seller_id=by.seller_id, user_id=by.user_id, name=name).first()
    if kept is None:
        return Liking()
    sort = kept.sort if kept.sort.removeprefix("-") in SORTS else STANDARD_SORT
    return Liking(chosen(kept.columns), sort)


@operation
def like_list(*, name: str, columns: Sequence[str], by: Actor, at: datetime, sort: str = STANDARD_SORT) -> Liking:
    """Keep for oneself which columns a list shows, in which order, and its sort; no columns are the standard ones.

    Raises Forbidden, Invalid naming what is no list, column or sort.
    """
    del at  # nobody's business but one's own: nothing is recorded
    may_keep_searches(by).or_refuse()
    if name not in LISTS:
        raise Invalid(fields={"name": "There is no such list."})
    unknown = [column for column in columns if column not in chosen([column])]
    if unknown:
        raise Invalid(fields={"columns": f"There is no column “{unknown[0]}”."})
    if sort.removeprefix("-") not in SORTS:
        raise Invalid(fields={"sort": "A list cannot be sorted by this."})
    liked = Liking(chosen(columns), sort)
    if by.user_id is not None:
        ListView.objects.update_or_create(
            seller_id=by.seller_id,
            user_id=by.user_id,
            name=name,
            defaults={"columns": list(liked.columns), "sort": liked.sort},
        )
    return liked
