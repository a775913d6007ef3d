"""Settings › Tax: where one is established, and into which category each product falls (CAT-4)."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.tax import CategoryForm, SetupForm, proposed_choices
from handsel.console.returning import done_here
from handsel.console.settings_seen import settings_menu
from handsel.console.tax_seen import seen_rates
from handsel.kernel.clock import now
from handsel.tax.products import product_of, products_on_page, set_tax_category
from handsel.tax.rules import may_set_taxes
from handsel.tax.setting_up import set_up_tax
from handsel.web.countries import country_choices
from handsel.web.tables import PAGE_SIZE, Page, page_number

FORM = ["GET", "POST"]


@at_desk
@require_GET
def settings_tax(request: DeskRequest) -> HttpResponse:
    desk, setup = request.desk, request.desk.tax_setup
    shown = {
        "setup": setup,
        "country": dict(country_choices()).get(setup.country, setup.country) if setup else "",
        "rates": seen_rates(desk, now()),
        "proposed": proposed_choices(),
        "may_set": may_set_taxes(desk.actor),
        "sections": settings_menu("settings-tax"),
    }
    return render(request, "console/tax/tax.html", shown)


@at_desk
@require_http_methods(FORM)
def tax_setup(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_set_taxes(desk.actor).or_refuse()
    form = SetupForm(request.POST or None, setup=desk.tax_setup)
    form, saved = form.attempt(
        lambda typed: set_up_tax(setup=form.details(typed), version=typed["version"], by=desk.actor, at=now())
    )
    if saved:
        return done_here(
            request, _("The tax settings are saved. They count for orders from now on."), "console:settings-tax"
        )
    return render(request, "console/tax/setup.html", {"form": form}, status=form.status)


@at_desk
@require_GET
def tax_products(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    number = page_number(request.GET.get("page", ""))
    found = products_on_page(desk.seller_id, now(), limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE)
    if not found.products and number > 1:
        return redirect("console:settings-tax-products")
    has_next = found.is_more or number * PAGE_SIZE < found.total
    shown = {
        "page": Page(found.products, number, PAGE_SIZE, found.total, found.is_more, has_next),
        "may_set": may_set_taxes(desk.actor),
        "sections": settings_menu("settings-tax"),
    }
    return render(request, "console/tax/products.html", shown)


@at_desk
@require_http_methods(FORM)
def tax_product(request: DeskRequest, taxed_id: int) -> HttpResponse:
    desk, at = request.desk, now()
    may_set_taxes(desk.actor).or_refuse()
    product = product_of(desk.seller_id, taxed_id, at)
    form = CategoryForm(request.POST or None, supplied=product.supplied, said=product.said or "", is_own=product.is_own)
    saved = form.submit(lambda typed: _set(request, taxed_id, typed["category"]))
    if saved:
        return done_here(request, _("The tax category is saved."), "console:settings-tax-products")
    return render(request, "console/tax/product.html", {"form": form, "product": product}, status=form.status)


def _set(request: DeskRequest, product_id: int, category: str) -> bool:
    set_tax_category(product_id=product_id, category=category, by=request.desk.actor, at=now())
    return True
