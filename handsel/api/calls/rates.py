"""Your exchange rates: read them, add one from a day on, withdraw one that has not begun (CAT-5)."""

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.paging import PageWanted, paged
from handsel.api.refusals import may_refuse
from handsel.api.shapes.rates import PairOut, RateIn, RateOut, RatePage
from handsel.catalog.rate_models import ExchangeRate
from handsel.catalog.rates import add_rate, withdraw_rate
from handsel.catalog.rates_needed import pairs_of
from handsel.kernel.clock import now

router = Router(tags=["Exchange rates"])


class RateSearch(PageWanted):
    """Which page of the rates of which pair."""

    from_currency: str = Field("", pattern="^([A-Z]{3})?$", description="ISO 4217 code; empty is all.")
    to_currency: str = Field("", pattern="^([A-Z]{3})?$", description="ISO 4217 code; empty is all.")


@router.get("/exchange-rates", response=RatePage, operation_id="exchange_rates_list")
def rates(request: ApiRequest, wanted: Query[RateSearch]) -> RatePage:
    """List your rates, the latest first: those to come, those in force, those that are over, and withdrawn ones."""
    found = request.auth.exchange_rates
    for name in ("from_currency", "to_currency"):
        if code := getattr(wanted, name):
            found = found.filter(**{name: code})
    rows = found.order_by("-starts_at", "-pk")
    return paged(RatePage, request, wanted, rows, lambda page: [RateOut.of(rate) for rate in page])


@router.get("/exchange-rates/pairs", response=list[PairOut], operation_id="exchange_rate_pairs_list")
def pairs(request: ApiRequest) -> list[PairOut]:
    """List the pairs that you need or have, those that are missing or old first, with the rate now and the next."""
    return [PairOut.of(pair) for pair in pairs_of(request.auth.seller_id, at=now())]


@router.post("/exchange-rates", response={201: RateOut}, operation_id="exchange_rates_create", **may_refuse(add_rate))
def new_rate(request: ApiRequest, body: RateIn) -> HttpResponse:
    """Add a rate. Orders that were placed keep the one they were placed at."""

    def act() -> ExchangeRate:
        return add_rate(new=body.new, is_meant=body.is_meant, by=request.auth.actor, at=now())

    return perform(request, act, RateOut.of, status=201)


@router.api_operation(
    ["DELETE"],
    "/exchange-rates/{int:rate_id}",
    response=RateOut,
    operation_id="exchange_rates_withdraw",
    **may_refuse(withdraw_rate),
)
def withdraw(request: ApiRequest, rate_id: int) -> HttpResponse:
    """Withdraw a rate that has not begun, and show it for the last time as such."""
    rate = request.auth.exchange_rates.get(pk=rate_id)

    def act() -> ExchangeRate:
        return withdraw_rate(rate_id=rate.pk, by=request.auth.actor, at=now())

    return perform(request, act, RateOut.of)
