"""How many accounts a seller has, how many have something running, and what it is worth a month (ACC-12)."""

from collections.abc import Callable
from dataclasses import dataclass

from handsel.accounts.models import Kind
from handsel.kernel.money import Money, round_half_up
from handsel.segments.models import Tally
from handsel.segments.search import Search


@dataclass(frozen=True)
class Tallied:
    """The figures above a list: all that are listed, active or not; those with something running; run rates."""

    listed_count: int
    transacting_count: int
    run_rates: tuple[Money, ...]


def tally_of(seller_id: int, kind: Kind) -> Tallied:
    """Return the figures of a seller's customers or sub-resellers, kept by the database: one small query."""
    rows = list(Tally.objects.filter(seller_id=seller_id, kind=kind).order_by("currency"))
    return Tallied(
        sum(row.listed_count for row in rows),
        sum(row.transacting_count for row in rows),
        tuple(Money(round_half_up(round(row.run_rate, 6)), row.currency) for row in rows if row.run_rate),
    )


def whole_of(search: Search, seller_id: int, kind: Kind) -> Callable[[], int | None]:
    """Return what tells how many a search finds, where that is known without counting: when it finds all listed."""
    return lambda: tally_of(seller_id, kind).listed_count if search.is_empty else None
