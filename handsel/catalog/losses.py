"""Which prices lie below their cost on purpose, and how long they still may (CAT-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handsel.catalog.models import PriceList
from handsel.catalog.offers import Line
from handsel.catalog.pages import Narrowed, lines_on
from handsel.catalog.price_models import PriceRule

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
    """Return what is sold below cost now and will not be within a week, unless somebody does something about it."""
    rules = PriceRule.objects.filter(seller_id=seller_id, loss_until__gt=at, loss_until__lte=at + SOON)
    found = []
    for list_id, currency in rules.order_by("price_list", "currency").values_list("price_list", "currency").distinct():
        price_list = PriceList.objects.get(pk=list_id)
        below = lines_on(price_list, currency or None, Narrowed(only="loss"), at=at).lines
        ending = [
            line
            for line in below
            if line.is_sold and line.list_id == list_id and line.loss_until and line.loss_until <= at + SOON
        ]
        if ending:
            found.append(Ending(price_list, currency, ending))
    return found
