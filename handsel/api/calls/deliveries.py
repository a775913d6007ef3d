"""What you supply: list it, start, deliver, fail, try again, pay back; cancel what is paid and not begun (ORD-12)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from handsel.api.keys import ApiRequest
from handsel.api.once import needed_key_of, perform
from handsel.api.paging import Search, paged
from handsel.api.refusals import may_refuse
from handsel.api.shapes.deliveries import DeliveryOut, DeliveryPage, FailureIn, GiveBackIn, HandedIn, NoteIn
from handsel.api.shapes.orders import CancellationIn, OrderDetails
from handsel.api.shapes.parts import Text
from handsel.deliveries.giving_back import cancel_settled_order, give_back_line
from handsel.deliveries.models import DeliveryTask, DeliveryTaskQuerySet
from handsel.deliveries.working import deliver, fail_deliveries, note_delivery, retry_deliveries, start_deliveries
from handsel.kernel.clock import now

router = Router(tags=["Deliveries"])


class DeliverySearch(Search):
    """Which page of the deliveries that are found."""

    state: str = Field(
        "", pattern="^(waiting|started|delivered|failed|canceled)?$", description="Only those so far; empty is all."
    )


@router.get("/deliveries", response=DeliveryPage, operation_id="deliveries_list")
def deliveries(request: ApiRequest, wanted: Query[DeliverySearch]) -> DeliveryPage:
    """List what you supply, newest first. `q` looks in order number, buyer and product."""
    found = _tasks(request)
    if wanted.q.strip():
        found = found.matching(wanted.q.strip())
    if wanted.state:
        found = found.filter(state=wanted.state)
    return paged(DeliveryPage, request, wanted, found.order_by("-pk"), DeliveryOut.all_of)


@router.get("/deliveries/{int:delivery_id}", response=DeliveryOut, operation_id="deliveries_get")
def delivery(request: ApiRequest, delivery_id: int) -> DeliveryOut:
    """Show one delivery."""
    return DeliveryOut.of(_task(request, delivery_id))


@router.post(
    "/deliveries/{int:delivery_id}/start",
    response=DeliveryOut,
    operation_id="deliveries_start",
    **may_refuse(start_deliveries),
)
def start(request: ApiRequest, delivery_id: int) -> HttpResponse:
    """Say that somebody is at work on it, so that nobody below cancels the order meanwhile."""
    return _done(request, delivery_id, lambda **told: start_deliveries(delivery_ids=[delivery_id], **told))


@router.post(
    "/deliveries/{int:delivery_id}/deliver",
    response=DeliveryOut,
    operation_id="deliveries_deliver",
    **may_refuse(deliver),
)
def hand_over(request: ApiRequest, delivery_id: int, body: HandedIn) -> HttpResponse:
    """Hand it over with its data, which the buyer reads; once all lines are over, the order is executed."""
    return _done(request, delivery_id, lambda **told: deliver(delivery_ids=[delivery_id], handed=body.handed, **told))


@router.post(
    "/deliveries/{int:delivery_id}/fail",
    response=DeliveryOut,
    operation_id="deliveries_fail",
    **may_refuse(fail_deliveries),
)
def fail(request: ApiRequest, delivery_id: int, body: FailureIn) -> HttpResponse:
    """Say that it could not be delivered, and why. No money moves yet."""
    return _done(
        request, delivery_id, lambda **told: fail_deliveries(delivery_ids=[delivery_id], reason=body.reason, **told)
    )


@router.post(
    "/deliveries/{int:delivery_id}/retry",
    response=DeliveryOut,
    operation_id="deliveries_retry",
    **may_refuse(retry_deliveries),
)
def retry(request: ApiRequest, delivery_id: int) -> HttpResponse:
    """Try again what failed."""
    return _done(request, delivery_id, lambda **told: retry_deliveries(delivery_ids=[delivery_id], **told))


@router.put(
    "/deliveries/{int:delivery_id}/note",
    response=DeliveryOut,
    operation_id="deliveries_set_note",
    **may_refuse(note_delivery),
)
def note(request: ApiRequest, delivery_id: int, body: NoteIn) -> HttpResponse:
    """Write, change or empty the note for your colleagues."""
    return _done(request, delivery_id, lambda **told: note_delivery(delivery_id=delivery_id, text=body.note, **told))


@router.post(
    "/deliveries/{int:delivery_id}/refund",
    response=DeliveryOut,
    operation_id="deliveries_refund",
    **may_refuse(give_back_line, money=True),
)
def refund(request: ApiRequest, delivery_id: int, body: GiveBackIn) -> HttpResponse:
    """Pay the line back on every edge at once, with a credit note of each seller. Needs an idempotency key."""
    needed_key_of(request)
    return _done(
        request, delivery_id, lambda **told: give_back_line(delivery_id=delivery_id, reason=body.reason, **told)
    )


@router.post(
    "/orders/{number}/call-off",
    response=OrderDetails,
    operation_id="orders_call_off",
    **may_refuse(cancel_settled_order, money=True),
)
def call_off(request: ApiRequest, number: Text, body: CancellationIn) -> HttpResponse:
    """Cancel what is paid and nobody has begun to deliver; its money goes back everywhere. Needs an idempotency key."""
    leg = request.auth.sales.select_related("buyer").get(number=number)
    needed_key_of(request)

    def act() -> Any:
        return cancel_settled_order(leg_id=leg.pk, reason=body.reason, by=request.auth.actor, at=now())

    return perform(request, act, lambda _: OrderDetails.one_of(request.auth, request.auth.sales.get(pk=leg.pk)))


def _done(request: ApiRequest, delivery_id: int, deed: Callable[..., Any]) -> HttpResponse:
    _task(request, delivery_id)
    return perform(
        request,
        lambda: deed(by=request.auth.actor, at=now()),
        lambda _: DeliveryOut.of(_task(request, delivery_id)),
    )


def _tasks(request: ApiRequest) -> DeliveryTaskQuerySet:
    return request.auth.delivery_tasks.select_related("buyer", "delivery__leg_line")


def _task(request: ApiRequest, delivery_id: int) -> DeliveryTask:
    return _tasks(request).get(delivery_id=delivery_id)
