"""Where the supplier's program is told what to deliver: set, with a secret that is shown once, and tried (ORD-12)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handsel.accounts.rules import may_change_settings
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.delivery_address import DeliveryAddressForm
from handsel.console.settings_seen import settings_menu
from handsel.deliveries.address import address_of, set_delivery_address, try_delivery_address
from handsel.kernel.clock import now
from handsel.kernel.refusal import Refusal
from handsel.web.answers import done
from handsel.web.refusals import refusal_toast


@at_desk
@require_http_methods(["GET", "POST"])
def settings_delivery(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    known = address_of(desk.seller_id)
    initial = {"url": known.url, "is_on": known.is_on, "version": known.version} if known else {"is_on": True}
    form = DeliveryAddressForm(request.POST or None, initial=initial, is_new=known is None)
    form, saved = form.attempt(lambda typed: set_delivery_address(**typed, by=desk.actor, at=now()))
    if saved and not saved[1]:
        return done(request, _("The settings are saved."), "console:settings-delivery")
    shown: dict[str, Any] = {"form": form, "known": saved[0] if saved else known, "secret": saved[1] if saved else ""}
    shown |= {"may_change": may_change_settings(desk.actor), "sections": settings_menu("settings-delivery")}
    shown["callback"] = request.build_absolute_uri(reverse("delivery-callback"))
    return render(request, "console/portal/delivery.html", shown, status=200 if saved else form.status)


@at_desk
@require_POST
def settings_delivery_test(request: DeskRequest) -> HttpResponse:
    try:
        status = try_delivery_address(by=request.desk.actor, at=now())
    except Refusal as refusal:
        return refusal_toast(request, refusal)
    return done(request, _("Your program answered with status %s.") % status, "console:settings-delivery")
