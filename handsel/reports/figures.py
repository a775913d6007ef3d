"""The figures above a list of accounts: how many, how many of them trade, what that is worth in a month (ACC-12).

They are read off the tally that the database keeps for each seller, whatever the size of its lists.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from handsel.accounts.models import Account, Kind
from handsel.identity.actor import Actor
from handsel.kernel.money import Money, round_half_up
from handsel.segments.tallies import tallies_for

Params = Mapping[str, str]
"""What the list is asked for to show exactly what a figure counts: what Search.from_params() reads."""

COUNTED = 1_000
"""Archived accounts are counted up to here."""


@dataclass(frozen=True)
class Count:
    """How many rows the list has when asked with `params`. `is_more`: there are more than `number`."""

    number: int
    params: Params = field(default_factory=dict)
    is_more: bool = False


@dataclass(frozen=True)
class Worth:
    """What the rows of the list that `params` ask for bring in a month, all together."""

    amount: Money
    params: Params


@dataclass(frozen=True)
class ListFigures:
    """`listed`: all in the list, active and inactive. `transacting`: those with something running.

    `run_rates` has one sum per currency, the largest number of customers first; none where nothing runs. `archived`
    are those that left the list.
    """

    listed: Count
    transacting: Count
    run_rates: tuple[Worth, ...]
    archived: Count


def list_figures(by: Actor, kind: Kind) -> ListFigures:
    """Return the figures of the customers, or of the sub-resellers, that `by` has before them. Two queries."""
    tallies = sorted(tallies_for(by, kind), key=lambda tally: (-tally.transacting_count, tally.currency))
    own = Account.objects.sold_to_by(by.seller_id).filter(kind=kind)
    if by.manager_id is not None:
        own = own.filter(manager_id=by.manager_id)
    archived = own.archived()[: COUNTED + 1].count()
    return ListFigures(
        listed=Count(sum(tally.listed_count for tally in tallies)),
        transacting=Count(sum(tally.transacting_count for tally in tallies), {"transacting.is": "yes"}),
        run_rates=tuple(_worth(tally.run_rate, tally.currency) for tally in tallies if tally.run_rate > 0),
        archived=Count(min(archived, COUNTED), {"archived.is": "yes"}, is_more=archived > COUNTED),
    )


def _worth(rate: Decimal, currency: str) -> Worth:
    amount = Money(round_half_up(round(rate, 6)), currency)
    return Worth(amount, {"run_rate.over": f"0 {currency}", "sort": "-run_rate"})
