"""Between which currencies a seller needs exchange rates, which it has, and which are missing or old (CAT-5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value

from handsel.accounts.models import Edge
from handsel.catalog.models import Plan
from handsel.catalog.rate_models import ExchangeRate, ExchangeRateQuerySet
from handsel.catalog.rates import warned_after


@dataclass(frozen=True)
class Pair:
    """Two currencies: `buyers` pay in the second for what costs the seller the first; 0 when nobody does.

    `current` is the rate in force, `coming` the next one; `warned_after` days a rate counts as old.
    """

    from_currency: str
    to_currency: str
    buyers: int
    current: ExchangeRate | None
    coming: ExchangeRate | None
    at: datetime
    warned_after: int

    @property
    def is_missing(self) -> bool:
        """Whether plans are not offered for want of this rate."""
        return self.current is None and self.buyers > 0

    @property
    def age_days(self) -> int:
        return (self.at - self.current.starts_at).days if self.current else 0

    @property
    def is_old(self) -> bool:
        """Whether prices follow a rate that nobody has renewed for too long."""
        return self.buyers > 0 and self.current is not None and self._too_old(self.current)

    @property
    def is_worrying(self) -> bool:
        return self.is_missing or self.is_old

    def _too_old(self, rate: ExchangeRate) -> bool:
        return self.at - rate.starts_at > timedelta(days=self.warned_after)


def pairs_of(seller_id: int, *, at: datetime) -> list[Pair]:
    """Return the pairs that `seller_id` needs or has rates of, those that need care first, then by name."""
    needed, rates, days = _needed(seller_id), ExchangeRate.objects.filter(seller_id=seller_id), warned_after(seller_id)
    current = _first_of_each(rates.begun(at), "-starts_at")
    coming = _first_of_each(rates.to_come(at), "starts_at")
    pairs = [
        Pair(*pair, needed.get(pair, 0), current.get(pair), coming.get(pair), at, days)
        for pair in {*needed, *current, *coming}
    ]
    return sorted(pairs, key=lambda pair: (not pair.is_worrying, pair.from_currency, pair.to_currency))


def worrying_pairs(seller_id: int, *, at: datetime) -> list[Pair]:
    """Return the pairs whose rate is missing or old; who sells as it buys costs no look at rates."""
    if not _needed(seller_id):
        return []
    return [pair for pair in pairs_of(seller_id, at=at) if pair.is_worrying]


def missing_for(seller_id: int, currency: str, *, at: datetime) -> list[str]:
    """Return from which currencies `seller_id` has no rate to `currency`, so that nothing bought in them is offered."""
    bought = [code for code in currencies_bought(seller_id) if code != currency]
    if not bought:
        return []
    rates = ExchangeRate.objects.filter(seller_id=seller_id, to_currency=currency, from_currency__in=bought)
    known = set(rates.begun(at).values_list("from_currency", flat=True).distinct())
    return [code for code in bought if code not in known]


def currencies_bought(seller_id: int) -> Sequence[str]:
    """Return the currencies in which its own seller, and its own products, cost `seller_id` something."""
    bought, own = (rows.annotate(place=Value(place)) for place, rows in enumerate(_bought(seller_id)))
    columns = "place", "currency"
    found = bought.order_by().values_list(*columns).union(own.order_by().values_list(*columns))
    return list(dict.fromkeys(currency for _place, currency in found.order_by(*columns)))


def buys_otherwise(seller_id: int, currency: str) -> Q:
    """Return whether anything costs `seller_id` another currency than the one in this column of a query."""
    bought, own = (Exists(rows.exclude(currency=OuterRef(currency))) for rows in _bought(seller_id))
    return bought | own


def _bought(seller_id: int) -> tuple[QuerySet[Edge], QuerySet[Plan]]:
    """Return what `seller_id` buys at and by: its own seller's terms, and the plans of its own products."""
    return (
        Edge.objects.filter(buyer_id=seller_id, ended_at__isnull=True),
        Plan.objects.filter(seller_id=seller_id, product__withdrawn_at__isnull=True),
    )


def currencies_sold(seller_id: int) -> Mapping[str, int]:
    """Return the currencies in which `seller_id` sells, with how many of its listed buyers pay in each."""
    edges = Edge.objects.filter(seller_id=seller_id, ended_at__isnull=True, buyer__is_listed=True)
    counted = edges.order_by("currency").values("currency").annotate(n=Count("pk"))
    return dict(counted.values_list("currency", "n"))


def _first_of_each(rates: ExchangeRateQuerySet, order: str) -> dict[tuple[str, str], ExchangeRate]:
    pair = ("from_currency", "to_currency")
    return {(rate.from_currency, rate.to_currency): rate for rate in rates.order_by(*pair, order).distinct(*pair)}


def _needed(seller_id: int) -> dict[tuple[str, str], int]:
    sold = currencies_sold(seller_id)
    bought = currencies_bought(seller_id)
    return {(source, target): buyers for source in bought for target, buyers in sold.items() if source != target}
