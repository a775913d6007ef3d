"""The reseller's own products (CAT-1)."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from handsel.catalog.models import Product, ProductKind
from handsel.catalog.products import PlanDetails, ProductDetails, add_product, withdraw_product
from handsel.catalog.rules import may_offer_products
from handsel.console.choices import currencies
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.catalog import ConfirmForm, ProductForm
from handsel.console.forms.periods import typed_period
from handsel.console.returning import done_here
from handsel.kernel.clock import now
from handsel.web.amounts import typed_money
from handsel.web.searches import searched
from handsel.web.tables import page_of

COMMON_CURRENCIES = ("EUR", "USD", "GBP", "CHF")


@at_desk
@require_GET
def products(request: DeskRequest) -> HttpResponse:
    text = searched(request.GET)
    found = request.desk.products.select_related("category").prefetch_related("plans")
    found = found.order_by("category__position", "category__name", "name", "pk")
    if text:
        found = found.filter(Q(name__icontains=text) | Q(sku__icontains=text) | Q(category__name__icontains=text))
    shown = {
        "page": page_of(found, request.GET),
        "text": text,
        "may_offer": may_offer_products(request.desk.actor),
    }
    template = "console/catalog/products.html#rows" if request.htmx else "console/catalog/products.html"
    return render(request, template, shown)


@at_desk
@require_http_methods(["GET", "POST"])
def product_new(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_offer_products(desk.actor).or_refuse()
    chosen = request.portal.currencies
    codes = dict.fromkeys([*currencies(desk.seller_id, chosen), *(() if chosen else COMMON_CURRENCIES)])
    form = ProductForm(request.POST or None, currencies=codes)
    product = form.submit(lambda typed: add_product(product=_details(**typed), by=desk.actor, at=now()))
    if product:
        return done_here(request, _("%s is added; it is on sale now.") % product.name, "console:products")
    return render(request, "console/catalog/new.html", {"form": form}, status=form.status)


def _details(
    *, plan_name: str, period_count: int, period_unit: str, cost: str, currency: str, **typed: Any
) -> ProductDetails:
    minor = typed_money(cost, currency, field="cost").minor
    plan = PlanDetails(plan_name, typed_period(period_count, period_unit), currency, minor)
    return ProductDetails(kind=ProductKind(typed.pop("kind")), plans=(plan,), **typed)


@at_desk
@require_http_methods(["GET", "POST"])
def product_withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_offer_products(desk.actor).or_refuse()
    product: Product = get_object_or_404(desk.products, pk=pk)
    form = ConfirmForm(request.POST or None)
    if form.submit(lambda _typed: withdraw_product(product_id=pk, by=desk.actor, at=now())):
        return done_here(request, _("%s is withdrawn.") % product.name, "console:products")
    return render(request, "console/catalog/withdraw.html", {"form": form, "product": product}, status=form.status)
