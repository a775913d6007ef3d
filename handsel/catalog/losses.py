"""Which prices lie below their cost on purpose, and how long they still may (CAT-2)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handsel.catalog.models import PriceList
from handsel.catalog.offers import Line, range_of
from handsel.catalog.price_changes import Target
from handsel.catalog.price_models import PriceRule
from handsel.catalog.price_rules import plans_of

SOON = timedelta(days=7)


@dataclass(frozen=True)
class Ending:
    """Plans of a price list, in one currency, that are sold below cost until a day within a week."""

    price_list: PriceList
    currency: str
    lines: Sequence[Line]

    @property
    def last_moment(self) -> datetime:
        """The end of the last day on which all of them are sold."""
        return min(last_moment(line.loss_until) for line in self.lines if line.loss_until)


def last_moment(until: datetime) -> datetime:
    """Return the end of the day that a person named, where what they allowed ends at the beginning of the next."""
    return until - timedelta(microseconds=1)


def losses_ending(seller_id: int, *, at: datetime) -> list[Ending]:
    """Return what is sold below cost now and will not be within a week, unless somebody does something about it.

    No more plans are priced than the rules that end are about.
    """
    rules = PriceRule.objects.filter(seller_id=seller_id, loss_until__gt=at, loss_until__lte=at + SOON)
    ends: dict[tuple[int, str], list[Target]] = defaultdict(list)
    for rule in rules.order_by("price_list", "currency"):
        ends[rule.price_list_id, rule.currency].append((rule.level, rule.target_id))
    found = []
    for (list_id, currency), targets in ends.items():
        price_list = PriceList.objects.get(pk=list_id)
        plans = plans_of(targets, seller_id)
        ending = [
            line
            for line in range_of(seller_id, list_id, currency or None, plan_ids=plans, at=at).lines
            if line.is_loss
            and line.is_sold
            and line.list_id == list_id
            and line.loss_until
            and line.loss_until <= at + SOON
        ]
        if ending:
            found.append(Ending(price_list, currency, ending))
    return found
