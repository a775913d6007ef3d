"""Your taxes: where you are established, your rates, and the categories of what you sell (CAT-4)."""

from django.http import HttpResponse
from ninja import Query, Router

from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.paging import PageWanted, paged
from handsel.api.refusals import may_refuse
from handsel.api.shapes.tax import (
    AdoptedOut,
    AdoptionIn,
    CategoryIn,
    TaxedProductOut,
    TaxRateEnd,
    TaxRateIn,
    TaxRateOut,
    TaxRatePage,
    TaxSetupIn,
    TaxSetupOut,
)
from handsel.kernel.clock import now
from handsel.tax.models import TaxRate, TaxSetup
from handsel.tax.products import product_of, products_of, set_tax_category
from handsel.tax.rates import add_tax_rate, adopt_proposed_rates, end_tax_rate, withdraw_tax_rate
from handsel.tax.setting_up import set_up_tax

router = Router(tags=["Tax"])


@router.get("/settings/tax", response=TaxSetupOut, operation_id="settings_tax")
def setup(request: ApiRequest) -> TaxSetupOut:
    """Show where you are established for tax, and what you print where you charge none."""
    return TaxSetupOut.of(request.auth.tax_setup)


@router.put("/settings/tax", response=TaxSetupOut, operation_id="settings_set_up_tax", **may_refuse(set_up_tax))
def set_up(request: ApiRequest, body: TaxSetupIn) -> HttpResponse:
    """Say where you are established, and whether you charge tax. It counts for orders from now on."""

    def act() -> TaxSetup:
        return set_up_tax(setup=body.details, version=body.version, by=request.auth.actor, at=now())

    return perform(request, act, TaxSetupOut.of)


@router.get("/tax-rates", response=TaxRatePage, operation_id="tax_rates_list")
def rates(request: ApiRequest, wanted: Query[PageWanted]) -> TaxRatePage:
    """List your rates, the latest first: those to come, those in force, those that are over, and withdrawn ones."""
    rows = request.auth.tax_rates.order_by("-starts_at", "-pk")
    return paged(TaxRatePage, request, wanted, rows, lambda page: [TaxRateOut.of(rate) for rate in page])


@router.post("/tax-rates", response={201: TaxRateOut}, operation_id="tax_rates_create", **may_refuse(add_tax_rate))
def new_rate(request: ApiRequest, body: TaxRateIn) -> HttpResponse:
    """Add a rate. Orders that were placed keep the one they were placed at."""

    def act() -> TaxRate:
        return add_tax_rate(new=body.new, by=request.auth.actor, at=now())

    return perform(request, act, TaxRateOut.of, status=201)


@router.post(
    "/tax-rates/adoption",
    response={201: AdoptedOut},
    operation_id="tax_rates_adopt",
    **may_refuse(adopt_proposed_rates),
)
def adoption(request: ApiRequest, body: AdoptionIn) -> HttpResponse:
    """Adopt the rates that are proposed for a country in Europe; what you charge already is left as it is."""

    def act() -> list[TaxRate]:
        return adopt_proposed_rates(country=body.country, by=request.auth.actor, at=now())

    return perform(request, act, AdoptedOut.of, status=201)


@router.post(
    "/tax-rates/{int:tax_rate_id}/end",
    response={201: TaxRateOut},
    operation_id="tax_rates_end",
    **may_refuse(end_tax_rate),
)
def end(request: ApiRequest, tax_rate_id: int, body: TaxRateEnd) -> HttpResponse:
    """Charge no longer what a rate says, from a day on; shown is the row that says so."""
    rate = request.auth.tax_rates.get(pk=tax_rate_id)

    def act() -> TaxRate:
        return end_tax_rate(rate_id=rate.pk, ends_on=body.ends_on, by=request.auth.actor, at=now())

    return perform(request, act, TaxRateOut.of, status=201)


@router.api_operation(
    ["DELETE"],
    "/tax-rates/{int:tax_rate_id}",
    response=TaxRateOut,
    operation_id="tax_rates_withdraw",
    **may_refuse(withdraw_tax_rate),
)
def withdraw(request: ApiRequest, tax_rate_id: int) -> HttpResponse:
    """Withdraw a rate that has not begun, and show it for the last time as such."""
    rate = request.auth.tax_rates.get(pk=tax_rate_id)

    def act() -> TaxRate:
        return withdraw_tax_rate(rate_id=rate.pk, by=request.auth.actor, at=now())

    return perform(request, act, TaxRateOut.of)


@router.get("/tax-categories", response=list[TaxedProductOut], operation_id="tax_categories_list")
def categories(request: ApiRequest) -> list[TaxedProductOut]:
    """List the products that you sell, your own and your provider's, with the tax category of each."""
    return [TaxedProductOut.of(one) for one in products_of(request.auth.seller_id, now())]


@router.put(
    "/tax-categories/{int:taxed_id}",
    response=TaxedProductOut,
    operation_id="tax_categories_set",
    **may_refuse(set_tax_category),
)
def category(request: ApiRequest, taxed_id: int, body: CategoryIn) -> HttpResponse:
    """Say into which category a product falls when you sell it; of your own, for everybody below, too."""

    def act() -> None:
        set_tax_category(product_id=taxed_id, category=body.category, by=request.auth.actor, at=now())

    def shown(_done: None) -> TaxedProductOut:
        return TaxedProductOut.of(product_of(request.auth.seller_id, taxed_id, now()))

    return perform(request, act, shown)
