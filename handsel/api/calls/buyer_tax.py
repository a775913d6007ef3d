"""The taxes of a buyer: its number, an exemption (CAT-4)."""

from collections.abc import Callable

from django.http import HttpResponse
from ninja import Router

from handsel.accounts.models import Account
from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.refusals import may_refuse
from handsel.api.shapes.tax import BuyerTaxOut, ExemptionIn, HandCheckIn
from handsel.kernel.clock import now
from handsel.tax.buyers import end_exemption, exempt_buyer
from handsel.tax.models import BuyerTax
from handsel.tax.numbers import ask_for_check, note_check_by_hand

router = Router(tags=["Tax"])


@router.get("/accounts/{int:number}/tax", response=BuyerTaxOut, operation_id="accounts_tax")
def known(request: ApiRequest, number: int) -> BuyerTaxOut:
    """Show what you know of a buyer's taxes: what came of checking its number, and whether it is exempt."""
    return BuyerTaxOut.of(request.auth.accounts.get(number=number))


@router.put(
    "/accounts/{int:number}/tax/exemption",
    response=BuyerTaxOut,
    operation_id="accounts_exempt",
    **may_refuse(exempt_buyer),
)
def exempt(request: ApiRequest, number: int, body: ExemptionIn) -> HttpResponse:
    """Charge a buyer no tax, from now to the end of the last day."""
    account = request.auth.accounts.get(number=number)

    def act() -> BuyerTax:
        return exempt_buyer(account_id=account.pk, exemption=body.exemption, by=request.auth.actor, at=now())

    return _shown(request, account, act)


@router.api_operation(
    ["DELETE"],
    "/accounts/{int:number}/tax/exemption",
    response=BuyerTaxOut,
    operation_id="accounts_end_exemption",
    **may_refuse(end_exemption),
)
def charge(request: ApiRequest, number: int) -> HttpResponse:
    """Charge a buyer tax again."""
    account = request.auth.accounts.get(number=number)

    def act() -> BuyerTax:
        return end_exemption(account_id=account.pk, by=request.auth.actor, at=now())

    return _shown(request, account, act)


@router.post(
    "/accounts/{int:number}/tax/check",
    response=BuyerTaxOut,
    operation_id="accounts_check_tax_number",
    **may_refuse(ask_for_check),
)
def check(request: ApiRequest, number: int) -> HttpResponse:
    """Have a buyer's number checked online, soon; read again for the answer."""
    account = request.auth.accounts.get(number=number)

    def act() -> BuyerTax:
        return ask_for_check(account_id=account.pk, by=request.auth.actor, at=now())

    return _shown(request, account, act)


@router.post(
    "/accounts/{int:number}/tax/check-by-hand",
    response=BuyerTaxOut,
    operation_id="accounts_note_tax_check",
    **may_refuse(note_check_by_hand),
)
def checked(request: ApiRequest, number: int, body: HandCheckIn) -> HttpResponse:
    """Note what you found out about a buyer's number, and what proves it."""
    account = request.auth.accounts.get(number=number)

    def act() -> BuyerTax:
        return note_check_by_hand(account_id=account.pk, **body.model_dump(), by=request.auth.actor, at=now())

    return _shown(request, account, act)


def _shown(request: ApiRequest, account: Account, act: Callable[[], BuyerTax]) -> HttpResponse:
    return perform(request, act, lambda _known: BuyerTaxOut.of(account))
