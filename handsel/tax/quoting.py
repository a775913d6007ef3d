"""The tax on what somebody is about to buy, as the database decides it when an order is placed, too (CAT-4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from handsel.kernel.database import call_function
from handsel.tax.models import percent_text


@dataclass(frozen=True)
class Owed:
    """What is owed on one line: its net, the tax in minor units of the same currency, and why."""

    category: str
    treatment: str
    percent: Decimal
    country: str
    region: str
    words: str
    net_minor: int
    tax_minor: int

    @property
    def gross_minor(self) -> int:
        return self.net_minor + self.tax_minor

    @property
    def percent_text(self) -> str:
        """The rate without trailing zeros."""
        return percent_text(self.percent)


def tax_on(buyer_id: int, lines: Sequence[tuple[int, int]], *, at: datetime) -> list[Owed]:
    """Return what `buyer_id` owes its seller on `lines`, each a plan and its net in minor units, in their order.

    One round trip, for however many lines. Every line is rounded by itself, so lines add up to the order.
    """
    if not lines:
        return []
    plans, nets = [plan_id for plan_id, _net in lines], [net for _plan_id, net in lines]
    return [Owed(**row) for row in call_function("tax_quote", buyer_id, plans, nets, at)]


def tax_on_visitors(seller_id: int, lines: Sequence[tuple[int, int]], *, at: datetime) -> list[Owed]:
    """Return what visitors of `seller_id` owe on `lines`, as `tax_on` does; nobody knows yet where they are."""
    if not lines:
        return []
    plans, nets = [plan_id for plan_id, _net in lines], [net for _plan_id, net in lines]
    return [Owed(**row) for row in call_function("tax_quote_to_visitors", seller_id, plans, nets, at)]


def words_of(owed: Iterable[Owed]) -> list[str]:
    """Return the sentences that say why nothing is charged, each once."""
    return list(dict.fromkeys(one.words for one in owed if one.words))
