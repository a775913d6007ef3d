"""What you can sell and at which price; price lists; products of your own (CAT-1, CAT-2)."""

from typing import Literal

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.paging import PageWanted, Search, paged, told_page
from handsel.api.problems import both_values
from handsel.api.refusals import may_refuse
from handsel.api.shapes.catalog import (
    PriceListChange,
    PriceListOut,
    PriceOut,
    PricePage,
    ProductIn,
    ProductOut,
    ProductPage,
    percent_text,
)
from handsel.api.shapes.parts import Currency
from handsel.api.shapes.price_rules import PriceListIn
from handsel.catalog.models import PriceList, Product
from handsel.catalog.pages import Narrowed, plans_on
from handsel.catalog.price_lists import PriceListChanged, add_price_list, remove_price_list, set_markup
from handsel.catalog.products import add_product, withdraw_product
from handsel.kernel.clock import now

router = Router(tags=["Catalogue"])


class PricesWanted(Search):
    """Which page of which prices is wanted, and in which currency."""

    currency: Currency | None = Field(None, description="ISO 4217 code; without it, each in the currency of its cost.")
    only: Literal["", "sold", "hidden", "loss", "own", "unpriced"] = Field(
        "",
        description="Only what is sold, what is hidden, what asks less than it costs or nothing (loss), what has a "
        "rule of its own on this list (own), or what has no exchange rate (unpriced); empty is all.",
    )


class Removed(Schema):
    """What was deleted."""

    name: str


@router.get("/price-lists", response=list[PriceListOut], operation_id="price_lists_list")
def price_lists(request: ApiRequest) -> list[PriceListOut]:
    """List your price lists, the default first."""
    return [PriceListOut.of(price_list) for price_list in request.auth.price_lists]


@router.get("/price-lists/{int:list_id}", response=PriceListOut, operation_id="price_lists_get")
def price_list(request: ApiRequest, list_id: int) -> PriceListOut:
    """Show one of your price lists."""
    return PriceListOut.of(request.auth.price_lists.get(pk=list_id))


@router.get("/price-lists/{int:list_id}/prices", response=PricePage, operation_id="prices_list")
def prices(request: ApiRequest, list_id: int, wanted: Query[PricesWanted]) -> PricePage:
    """List what is on a price list: your cost, the price, by which rule, the margin; and why something is not sold.

    With `currency`, as buyers that pay in it are offered it, at your exchange rates. `only=sold` leaves the rest out.
    """
    price_list = request.auth.price_lists.get(pk=list_id)
    looked_for = Narrowed(wanted.q, only=wanted.only)
    found = plans_on(price_list, wanted.currency, looked_for, limit=wanted.size, offset=wanted.start, at=now())
    items = [PriceOut.of(line) for line in found.lines]
    return told_page(PricePage, request, wanted, items, found.total, is_more=found.is_more)


@router.patch(
    "/price-lists/{int:list_id}",
    response=PriceListOut,
    operation_id="price_lists_update",
    **may_refuse(set_markup),
)
def change(request: ApiRequest, list_id: int, body: PriceListChange) -> HttpResponse:
    """Change the markup; later orders follow it, orders that were placed keep their prices."""
    price_list = request.auth.price_lists.get(pk=list_id)

    def act() -> PriceList:
        return set_markup(
            price_list_id=price_list.pk,
            markup_percent=body.markup_percent,
            version=body.version,
            by=request.auth.actor,
            at=now(),
        )

    try:
        return perform(request, act, PriceListOut.of)
    except PriceListChanged as changed:
        price_list.refresh_from_db()
        current = {"markup_percent": percent_text(price_list.markup_percent)}
        return both_values(request, changed, current, price_list.version)


@router.post("/price-lists", response={201: PriceListOut}, operation_id="price_lists_add", **may_refuse(add_price_list))
def add(request: ApiRequest, body: PriceListIn) -> HttpResponse:
    """Make another price list, perhaps with the rules of one that you have."""

    def act() -> PriceList:
        return add_price_list(**body.model_dump(), by=request.auth.actor, at=now())

    return perform(request, act, PriceListOut.of, status=201)


@router.api_operation(
    ["DELETE"], "/price-lists/{int:list_id}", response=Removed, operation_id="price_lists_remove",
    **may_refuse(remove_price_list),
)  # fmt: skip
def remove(request: ApiRequest, list_id: int) -> HttpResponse:
    """Delete a price list that nobody buys from."""
    found = request.auth.price_lists.get(pk=list_id)

    def act() -> str:
        return remove_price_list(price_list_id=found.pk, by=request.auth.actor, at=now())

    return perform(request, act, lambda name: Removed(name=name))


@router.get("/products", response=ProductPage, operation_id="products_list")
def products(request: ApiRequest, wanted: Query[PageWanted]) -> ProductPage:
    """List the products that you supply yourself, withdrawn ones too."""
    rows = (
        request.auth.products.select_related("category__parent")
        .prefetch_related("plans", "options", "pictures")
        .order_by("sku")
    )
    return paged(ProductPage, request, wanted, rows, lambda page: [ProductOut.of(product) for product in page])


@router.post("/products", response={201: ProductOut}, operation_id="products_create", **may_refuse(add_product))
def new_product(request: ApiRequest, body: ProductIn) -> HttpResponse:
    """Offer a product of your own, with its plans, to everybody below you."""

    def act() -> Product:
        return add_product(product=body.details, by=request.auth.actor, at=now())

    return perform(request, act, ProductOut.of, status=201)


@router.post(
    "/products/{int:product_id}/withdrawal",
    response=ProductOut,
    operation_id="products_withdraw",
    **may_refuse(withdraw_product),
)
def withdrawal(request: ApiRequest, product_id: int) -> HttpResponse:
    """Stop selling a product of your own; what runs goes on. Withdrawing twice is withdrawing once."""
    product = request.auth.products.get(pk=product_id)

    def act() -> Product:
        return withdraw_product(product_id=product.pk, by=request.auth.actor, at=now())

    return perform(request, act, ProductOut.of)
