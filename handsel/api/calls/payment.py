"""How customers and sub-resellers pay (ORD-4)."""

from django.http import HttpResponse
from ninja import Query, Router

from handsel.accounts.how_to_pay import Due, how_to_pay
from handsel.accounts.models import Edge
from handsel.accounts.payment import set_payment_method
from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.refusals import may_refuse
from handsel.api.shapes.payment import PaymentMethodIn, PaymentMethodOut
from handsel.api.shapes.ways_to_pay import InstructionsOut, InstructionsWanted
from handsel.kernel.clock import now
from handsel.kernel.money import Money
from handsel.orders.preflight import to_pay_for

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


@router.get(
    "/accounts/{int:number}/payment-instructions",
    response=InstructionsOut,
    operation_id="accounts_payment_instructions",
)
def instructions(request: ApiRequest, number: int, wanted: Query[InstructionsWanted]) -> InstructionsOut:
    """Show what an account reads about paying you, and under which reference, for one order or ahead of any."""
    account = request.auth.accounts.get(number=number)
    leg = request.auth.sales.get(buyer=account, number=wanted.order) if wanted.order else None
    amount = (to_pay_for(leg, at=now()) or Money(leg.gross_minor, leg.currency)) if leg else None
    due = Due(leg.number, f"{amount.decimal:f} {amount.currency}", leg.payment_method) if leg and amount else None
    languages = [wanted.language] if wanted.language else []
    return InstructionsOut.of(how_to_pay(account, request.portal, languages=languages, due=due))
