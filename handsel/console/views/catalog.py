"""The reseller's own products (CAT-1)."""

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsel.catalog.alterations import ProductWithdrawn
from handsel.catalog.categories import categories_of
from handsel.catalog.models import Product, ProductKind, Provisioning
from handsel.catalog.plans import fitting_none
from handsel.catalog.products import (
    PlanDetails,
    ProductDetails,
    add_product,
    change_product,
    put_back_product,
    withdraw_product,
)
from handsel.catalog.rules import may_offer_products
from handsel.console.altering import Altering
from handsel.console.choices import codes_for
from handsel.console.desk import Desk, DeskRequest, at_desk
from handsel.console.forms.catalog import ProductForm, TextsForm
from handsel.console.forms.periods import typed_period
from handsel.console.forms.prices import WithdrawalForm
from handsel.console.product_sheets import products_workbook
from handsel.console.products_seen import ProductSearch, offered_from_above
from handsel.console.returning import done_here
from handsel.deliveries.address import is_told
from handsel.kernel.clock import now
from handsel.timeline.exports import note_export
from handsel.web.amounts import typed_money
from handsel.web.searches import searched
from handsel.web.tables import page_of


@at_desk
@require_GET
def products(request: DeskRequest) -> HttpResponse:
    desk, search = request.desk, ProductSearch.of(request.GET, searched(request.GET))
    is_above = request.GET.get("from") == "above"
    own = search.within(desk.products.select_related("category__parent").prefetch_related("plans"))
    shown = {
        "page": offered_from_above(desk, search, request.GET) if is_above else page_of(own, request.GET),
        "search": search,
        "is_above": is_above,
        "categories": categories_of(desk.seller_id),
        "kinds": ProductKind.choices,
        "may_offer": may_offer_products(desk.actor),
    }
    template = "console/catalog/products.html#rows" if request.htmx else "console/catalog/products.html"
    return render(request, template, shown)


@at_desk
@require_GET
def products_excel(request: DeskRequest) -> HttpResponse:
    search = ProductSearch.of(request.GET, searched(request.GET))
    made, rows = products_workbook(search.within(request.desk.products))
    narrowed = {name: value for name, value in asdict(search).items() if value and name != "sort"}
    note_export(what="products", narrowed=narrowed, rows=rows, by=request.desk.actor, at=now())
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(
        made, content_type=kind, headers={"Content-Disposition": 'attachment; filename="Products.xlsx"'}
    )


@at_desk
@require_GET
def product(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    found = get_object_or_404(desk.products.select_related("category__parent"), pk=pk)
    plans = list(found.plans.order_by("is_addon", "pk"))
    shown = {
        "product": found,
        "plans": plans,
        "fitting_none": fitting_none(plans),
        "options": found.options.order_by("position", "pk"),
        "pictures": found.pictures.order_by("position", "pk"),
        "waits_for_people": found.kind == ProductKind.ASSET and not is_told(desk.seller_id),
        "may_offer": may_offer_products(desk.actor),
    }
    return render(request, "console/catalog/product.html", shown)


@at_desk
@require_http_methods(["GET", "POST"])
def product_edit(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_offer_products(desk.actor).or_refuse()
    found = get_object_or_404(desk.products.select_related("category__parent"), pk=pk)
    same = ("name", "sku", "kind", "provisioning", "description", "version")
    initial = {name: getattr(found, name) for name in same} | {"category": found.category.path}
    form = TextsForm(request.POST or None, initial=initial)
    if form.submit(lambda typed: _change(desk, pk, **typed)):
        return done_here(request, _("The product is changed."), "console:product", pk)
    shown = {"form": form, "product": found, "categories": categories_of(desk.seller_id)}
    return render(request, "console/catalog/edit.html", shown, status=form.status)


def _change(desk: Desk, pk: int, *, version: int | None, kind: str, provisioning: str, **typed: Any) -> Product:
    details = ProductDetails(kind=ProductKind(kind), provisioning=Provisioning(provisioning), plans=(), **typed)
    return change_product(product_id=pk, product=details, version=version or 0, by=desk.actor, at=now())


@at_desk
@require_POST
def product_put_back(request: DeskRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(request.desk.products, pk=pk)
    put_back_product(product_id=found.pk, by=request.desk.actor, at=now())
    return done_here(request, _("%s is sold again.") % found.name, "console:product", pk)


@at_desk
@require_http_methods(["GET", "POST"])
def product_new(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_offer_products(desk.actor).or_refuse()
    form = ProductForm(request.POST or None, currencies=codes_for(request))
    added = form.submit(lambda typed: add_product(product=_details(**typed), by=desk.actor, at=now()))
    if added:
        return done_here(request, _("%s is added; it is on sale now.") % added.name, "console:product", added.pk)
    shown = {"form": form, "categories": categories_of(desk.seller_id)}
    return render(request, "console/catalog/new.html", shown, status=form.status)


def _details(
    *, plan_name: str, period_count: int, period_unit: str, cost: str, currency: str, **typed: Any
) -> ProductDetails:
    minor = typed_money(cost, currency, field="cost").minor
    plan = PlanDetails(plan_name, typed_period(period_count, period_unit), currency, minor)
    kind, provisioning = ProductKind(typed.pop("kind")), Provisioning(typed.pop("provisioning"))
    return ProductDetails(kind=kind, provisioning=provisioning, plans=(plan,), **typed)


@at_desk
@require_http_methods(["GET", "POST"])
def product_withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_offer_products(desk.actor).or_refuse()
    found: Product = get_object_or_404(desk.products, pk=pk)
    form, altered = WithdrawalForm(request.POST or None), ProductWithdrawn(pk)
    altering = Altering(
        request, form, lambda _typed: altered, lambda _typed: withdraw_product(product_id=pk, by=desk.actor, at=now())
    )
    if altering.saved:
        return altering.answer(_("%s is withdrawn.") % found.name, "console:products")
    altering.show_or_why_not(altered)
    shown = altering.shown | {"name": found.name, "action": request.path}
    return render(request, "console/catalog/withdraw.html", shown, status=form.status)
