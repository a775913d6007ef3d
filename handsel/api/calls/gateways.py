"""The gateway through which buyers pay by card: connected, tested and disconnected as in the console (BIL-3)."""

from functools import partial

from django.http import HttpResponse
from django.urls import reverse
from ninja import Router

from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.refusals import may_refuse
from handsel.api.shapes.gateways import GatewayIn, GatewayKeysIn, GatewayOut
from handsel.gateways.connecting import connect_gateway, disconnect_gateway, try_gateway
from handsel.gateways.models import SellerGateway
from handsel.gateways.stripe_keys import change_gateway_keys
from handsel.kernel.clock import now

router = Router(tags=["Settings"])
HOME = "/settings/gateway"


@router.get(HOME, response=GatewayOut, operation_id="settings_gateway", **may_refuse(is_one=True))
def gateway(request: ApiRequest) -> GatewayOut:
    """Show through which gateway your buyers pay by card; 404 while there is none."""
    return _told(request, _connected(request))


@router.put(HOME, response=GatewayOut, operation_id="settings_connect_gateway", **may_refuse(connect_gateway))
def connect(request: ApiRequest, body: GatewayIn) -> HttpResponse:
    """Take payments by card through this gateway from now on; the one until now keeps what it took."""

    def act() -> SellerGateway:
        return connect_gateway(kind=body.kind, credentials=body.credentials, by=request.auth.actor, at=now())

    return perform(request, act, partial(_told, request))


@router.patch(
    HOME, response=GatewayOut, operation_id="settings_change_gateway", **may_refuse(change_gateway_keys, is_one=True)
)
def change(request: ApiRequest, body: GatewayKeysIn) -> HttpResponse:
    """Use other keys of the same account at Stripe; the cards on file stay."""

    def act() -> SellerGateway:
        return change_gateway_keys(**body.model_dump(), by=request.auth.actor, at=now())

    return perform(request, act, partial(_told, request))


@router.post(
    f"{HOME}/test", response=GatewayOut, operation_id="settings_test_gateway", **may_refuse(try_gateway, is_one=True)
)
def test(request: ApiRequest) -> GatewayOut:
    """Ask the gateway something harmless; `fault` says how that went."""
    return _told(request, try_gateway(_connected(request), by=request.auth.actor, at=now()))


@router.api_operation(
    ["DELETE"],
    HOME,
    response=GatewayOut,
    operation_id="settings_disconnect_gateway",
    **may_refuse(disconnect_gateway, is_one=True),
)
def disconnect(request: ApiRequest) -> HttpResponse:
    """Take no new payments by card; what is under way is seen to its end, and refunds go on."""

    def act() -> SellerGateway:
        return disconnect_gateway(by=request.auth.actor, at=now())

    return perform(request, act, partial(_told, request))


def _connected(request: ApiRequest) -> SellerGateway:
    return request.auth.gateways.get(is_on=True)


def _told(request: ApiRequest, gateway: SellerGateway) -> GatewayOut:
    return GatewayOut.of(gateway, request.build_absolute_uri(reverse("gateway-webhook", args=[gateway.pk])))
