"""Where your program is told what to deliver: show, set, try (ORD-12)."""

from django.http import HttpResponse
from ninja import Router

from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.refusals import may_refuse
from handsel.api.shapes.deliveries import AddressTriedOut, DeliveryAddressIn, DeliveryAddressOut
from handsel.deliveries.address import address_of, set_delivery_address, try_delivery_address
from handsel.deliveries.models import DeliveryAddress
from handsel.kernel.clock import now

router = Router(tags=["Deliveries"])


@router.get("/settings/delivery-address", response=DeliveryAddressOut, operation_id="delivery_address_get")
def address(request: ApiRequest) -> DeliveryAddressOut:
    """Show where your program is told what to deliver; an empty address is none."""
    return DeliveryAddressOut.of(address_of(request.auth.seller_id), "")


@router.put(
    "/settings/delivery-address",
    response=DeliveryAddressOut,
    operation_id="delivery_address_set",
    **may_refuse(set_delivery_address),
)
def set_address(request: ApiRequest, body: DeliveryAddressIn) -> HttpResponse:
    """Have your program told of what is automatic. A new secret is in this answer and in no other."""

    def act() -> tuple[DeliveryAddress, str]:
        return set_delivery_address(**body.model_dump(), by=request.auth.actor, at=now())

    return perform(request, act, lambda done: DeliveryAddressOut.of(*done))


@router.post(
    "/settings/delivery-address/test",
    response=AddressTriedOut,
    operation_id="delivery_address_try",
    **may_refuse(try_delivery_address),
)
def try_address(request: ApiRequest) -> AddressTriedOut:
    """Send a test to your program. Nothing is delivered."""
    return AddressTriedOut.model_construct(status=try_delivery_address(by=request.auth.actor, at=now()))
