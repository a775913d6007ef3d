"""What staff do about carts that are left: write, discard, take the list along; and the rules for them (ORD-9)."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handsel.accounts.rules import may_change_settings
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.carts import CartRulesForm, ContactForm, DiscardForm
from handsel.console.returning import done_here
from handsel.console.settings_seen import settings_menu
from handsel.console.workbooks import workbook
from handsel.kernel.clock import now
from handsel.orders.left_carts import cart_rules_of, contact_about_cart, discard_cart, set_cart_rules
from handsel.orders.models import Order
from handsel.orders.rules import may_see_to_cart
from handsel.reports.cart_files import FILE_NAME, CartListWanted, short_cart_file, start_cart_file
from handsel.reports.lists import SHORT
from handsel.signups.carts_found import LeftSearch
from handsel.web.answers import done
from handsel.web.searches import searched


@at_desk
@require_http_methods(["GET", "POST"])
def cart_contact(request: DeskRequest, number: str) -> HttpResponse:
    cart, by = _cart(request, number), request.desk.actor
    may_see_to_cart(by, cart).or_refuse()
    form = ContactForm(request.POST or None)
    if form.submit(lambda typed: contact_about_cart(order_id=cart.pk, message=typed["message"], by=by, at=now())):
        return done_here(request, _("The mail to %s is on its way.") % cart.buyer.name, "console:order", number)
    return render(request, "console/orders/cart_contact.html", {"form": form, "cart": cart}, status=form.status)


@at_desk
@require_http_methods(["GET", "POST"])
def cart_discard(request: DeskRequest, number: str) -> HttpResponse:
    cart, by = _cart(request, number), request.desk.actor
    may_see_to_cart(by, cart).or_refuse()
    form = DiscardForm(request.POST or None)
    if form.submit(lambda typed: discard_cart(order_id=cart.pk, reason=typed["reason"], by=by, at=now())):
        return done(request, _("Cart %s is discarded.") % number, "/console/orders/?queue=incomplete")
    return render(request, "console/orders/cart_discard.html", {"form": form, "cart": cart}, status=form.status)


@at_desk
@require_http_methods(["GET", "POST"])
def carts_excel(request: DeskRequest) -> HttpResponseBase:
    by, at = request.desk.actor, now()
    wanted = CartListWanted(LeftSearch.from_params(request.GET, searched(request.GET)))
    return workbook(
        request,
        FILE_NAME,
        is_short=lambda: wanted.is_short(by, at),
        file=lambda: short_cart_file(wanted, by=by, at=at),
        start=lambda: start_cart_file(wanted=wanted, by=by, at=at),
        offer=lambda: render(request, "console/orders/excel.html", {"short": SHORT, "name": FILE_NAME}),
    )


@at_desk
@require_http_methods(["GET", "POST"])
def settings_carts(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    rules, may_change = cart_rules_of(desk.seller_id), may_change_settings(desk.actor)
    initial = {name: getattr(rules, name) for name in CartRulesForm.base_fields}
    form, saved = CartRulesForm(request.POST or None, initial=initial).attempt(lambda typed: _set(request, typed))
    if saved:
        return done(request, _("The settings are saved."), "console:settings-carts")
    shown = {"form": form, "may_change": may_change, "sections": settings_menu("settings-carts")}
    return render(request, "console/portal/carts.html", shown, status=form.status)


def _set(request: DeskRequest, typed: dict[str, Any]) -> object:
    return set_cart_rules(**typed, by=request.desk.actor, at=now())


def _cart(request: DeskRequest, number: str) -> Order:
    found: Order = get_object_or_404(request.desk.carts.select_related("buyer"), number=number)
    return found
