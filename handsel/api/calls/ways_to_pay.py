"""Which payment methods are offered, the bank account, and the words about paying (BIL-3)."""

from django.http import HttpResponse
from ninja import Router

from handsel.accounts.paying_changes import change_ways_to_pay
from handsel.accounts.paying_models import WaysToPay
from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.refusals import may_refuse
from handsel.api.shapes.ways_to_pay import WaysChange, WaysOut
from handsel.kernel.clock import now

router = Router(tags=["Settings"])


@router.get("/settings/payment-methods", response=WaysOut, operation_id="settings_payment_methods")
def ways(request: ApiRequest) -> WaysOut:
    """Show what you offer to whom, how many pay how, your bank account, and what buyers read about paying."""
    return WaysOut.of(request.auth.ways_to_pay)


@router.patch(
    "/settings/payment-methods",
    response=WaysOut,
    operation_id="settings_update_payment_methods",
    **may_refuse(change_ways_to_pay),
)
def change(request: ApiRequest, body: WaysChange) -> HttpResponse:
    """Change some of it. Who pays by a method that you no longer offer goes on so; `used_by` says how many."""

    def act() -> WaysToPay:
        return change_ways_to_pay(changes=body.changes, version=body.version, by=request.auth.actor, at=now())

    return perform(request, act, WaysOut.of)
