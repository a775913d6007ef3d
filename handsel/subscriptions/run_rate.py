"""The monthly run rate: net price × how often it comes in a year ÷ 12, summed over what runs (SUB-4, domain.md)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db.models import DecimalField, ExpressionWrapper, F, Func, Q, QuerySet, Sum

from handsel.kernel.money import Money, round_half_up
from handsel.subscriptions.models import Subscription

_PER_MONTH = ExpressionWrapper(
    F("net_minor")
    * Func("period_count", "period_unit", function="catalog_per_year", output_field=DecimalField())
    / Decimal(12),
    output_field=DecimalField(max_digits=24, decimal_places=6),
)


def running(seller_id: int) -> QuerySet[Subscription]:
    """Return what the buyers of `seller_id` have running."""
    return Subscription.objects.filter(seller_id=seller_id, ended_on__isnull=True)


def run_rate_of(seller_id: int) -> list[Money]:
    """Return the monthly run rate of `seller_id` on its selling side, one sum per currency, rounded half up.

    Never added up over tiers: each seller counts what it sells itself.
    """
    sums = running(seller_id).values("currency").annotate(rate=Sum(_PER_MONTH)).order_by("currency")
    return [Money(round_half_up(row["rate"]), row["currency"]) for row in sums]


def run_rates_of_buyers(seller_id: int, buyer_ids: Iterable[int]) -> Mapping[int, Money]:
    """Return the run rate of each of `buyer_ids` that has one, in the currency of its subscriptions."""
    sums = (
        running(seller_id)
        .filter(Q(buyer_id__in=list(buyer_ids)))
        .values("buyer_id", "currency")
        .annotate(rate=Sum(_PER_MONTH))
    )
    return {row["buyer_id"]: Money(round_half_up(row["rate"]), row["currency"]) for row in sums}
