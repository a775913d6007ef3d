"""How many accounts a seller has, how many have something running, and what it is worth a month (ACC-12)."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from handsel.accounts.models import Kind
from handsel.identity.actor import Actor
from handsel.kernel.keyset import Total, Whole
from handsel.kernel.money import Money, round_half_up
from handsel.segments.models import Figures, Tally
from handsel.segments.search import Search


@dataclass(frozen=True)
class Tallied:
    """The figures above a list: all that are listed, active or not; those with something running; run rates."""

    listed_count: int
    transacting_count: int
    run_rates: tuple[Money, ...]


def tally_of(by: Actor, kind: Kind) -> Tallied:
    """Return the figures of the customers or sub-resellers that `by` has before them: one small query."""
    rows = sorted(tallies_for(by, kind), key=lambda row: row.currency)
    return Tallied(
        sum(row.listed_count for row in rows),
        sum(row.transacting_count for row in rows),
        tuple(Money(round_half_up(round(row.run_rate, 6)), row.currency) for row in rows if row.run_rate),
    )


def tallies_for(by: Actor, kind: Kind) -> list[Tally]:
    """Return the tally per currency of the accounts that `by` has before them.

    Those of all of a seller are kept by the database; those of an account manager's own accounts are added up.
    """
    if by.manager_id is None:
        return list(Tally.objects.filter(seller_id=by.seller_id, kind=kind))
    mine = {"seller_id": by.seller_id, "account__manager_id": by.manager_id}
    own = Figures.objects.filter(**mine, kind=kind, is_listed=True)
    added = own.values("currency").annotate(
        listed_count=Count("pk"),
        transacting_count=Count("pk", filter=Q(running_count__gt=0)),
        run_rate=Sum("run_rate"),
    )
    return [Tally(**row) for row in added]


def whole_of(search: Search, by: Actor, kind: Kind) -> Whole:
    """Return what tells how many a search finds, where that is known without counting: when it finds all listed."""
    return lambda: Total(tally_of(by, kind).listed_count, is_exact=True) if search.is_empty else None
