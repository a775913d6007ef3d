"""How customers and sub-resellers pay (ORD-4)."""

from django.http import HttpResponse
from ninja import Router

from handsel.accounts.models import Edge
from handsel.accounts.payment import set_payment_method
from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.refusals import may_refuse
from handsel.api.shapes.payment import PaymentMethodIn, PaymentMethodOut
from handsel.kernel.clock import now

router = Router(tags=["Accounts"])


@router.put(
    "/accounts/{int:number}/payment-method",
    response=PaymentMethodOut,
    operation_id="accounts_set_payment_method",
    **may_refuse(set_payment_method),
)
def payment_method(request: ApiRequest, number: int, body: PaymentMethodIn) -> HttpResponse:
    """Decide how an account pays. While a sub-reseller pays by card, its customers' orders need its approval."""
    found = request.auth.accounts.get(number=number)

    def act() -> Edge:
        return set_payment_method(account_id=found.pk, method=body.method, by=request.auth.actor, at=now())

    return perform(request, act, lambda edge: PaymentMethodOut(method=edge.payment_method))
