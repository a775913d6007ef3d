"""Settings: through which gateway buyers pay by card (BIL-3)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.gateways import StripeForm
from handsel.console.settings_seen import settings_menu
from handsel.gateways.connecting import connect_gateway, disconnect_gateway, try_gateway
from handsel.gateways.known import Credentials
from handsel.gateways.models import GatewayKind, SellerGateway
from handsel.gateways.rules import may_set_gateway
from handsel.gateways.stripe.keys import is_live
from handsel.gateways.stripe_keys import change_gateway_keys
from handsel.kernel.clock import now
from handsel.web.answers import done
from handsel.web.forms import SureForm


@at_desk
@require_GET
def settings_payments(request: DeskRequest) -> HttpResponse:
    gateway = request.desk.gateways.filter(is_on=True).first()
    address = reverse("gateway-webhook", args=[gateway.pk]) if gateway else ""
    shown = {
        "gateway": gateway,
        "is_live": gateway is not None and is_live(gateway.public_key),
        "webhook": request.build_absolute_uri(address) if address else "",
        "may_set": may_set_gateway(request.desk.actor),
        "sections": settings_menu("settings-payments"),
    }
    return render(request, "console/portal/payments.html", shown)


@at_desk
@require_POST
def settings_gateway_connect(request: DeskRequest) -> HttpResponse:
    connect_gateway(kind=GatewayKind.TEST, by=request.desk.actor, at=now())
    return done(request, _("Your buyers can pay by card through the test gateway."), "console:settings-payments")


@at_desk
@sensitive_post_parameters("secret", "webhook_secret")
@require_http_methods(["GET", "POST"])
def settings_gateway_stripe(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_set_gateway(desk.actor).or_refuse()
    gateway: SellerGateway | None = desk.gateways.filter(is_on=True, kind=GatewayKind.STRIPE).first()
    form = StripeForm(request.POST or None, gateway=gateway)

    def set_keys(typed: dict[str, str]) -> SellerGateway:
        if gateway:
            return change_gateway_keys(**typed, by=desk.actor, at=now())
        return connect_gateway(kind=GatewayKind.STRIPE, credentials=Credentials(**typed), by=desk.actor, at=now())

    if form.submit(set_keys):
        said = _("The keys are changed.") if gateway else _("Your buyers can pay by card through Stripe.")
        return done(request, said, "console:settings-payments")
    return render(request, "console/portal/stripe.html", {"form": form, "gateway": gateway}, status=form.status)


@at_desk
@require_POST
def settings_gateway_test(request: DeskRequest) -> HttpResponse:
    gateway = get_object_or_404(request.desk.gateways, is_on=True)
    tested = try_gateway(gateway, by=request.desk.actor, at=now())
    said = _("The gateway does not answer as it should.") if tested.fault else _("The gateway answers.")
    return done(request, said, "console:settings-payments")


@at_desk
@require_http_methods(["GET", "POST"])
def settings_gateway_disconnect(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_set_gateway(desk.actor).or_refuse()
    gateway = get_object_or_404(desk.gateways, is_on=True)
    form = SureForm(request.POST or None)
    if form.submit(lambda _typed: disconnect_gateway(by=desk.actor, at=now())):
        return done(request, _("Nothing is paid by card any more."), "console:settings-payments")
    shown = {"form": form, "gateway": gateway}
    return render(request, "console/portal/gateway_disconnect.html", shown, status=form.status)
