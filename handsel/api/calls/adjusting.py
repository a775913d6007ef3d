"""Credit, charge and pay out, and confirm as the second person (FUN-3, FUN-6)."""

from django.http import HttpResponse
from ninja import Query, Router

from handsel.api.keys import ApiRequest
from handsel.api.once import needed_key_of, perform
from handsel.api.paging import PageWanted, paged
from handsel.api.refusals import may_refuse
from handsel.api.shapes.adjusting import (
    AdjustedOut,
    AdjustmentIn,
    AdjustmentOut,
    AdjustmentPage,
    ConfirmationOut,
    ConfirmationPage,
    DeclineIn,
    LimitsIn,
)
from handsel.api.shapes.money import ReversalIn, WalletOut
from handsel.api.shapes.parts import Text
from handsel.identity.links import digest_of
from handsel.kernel.clock import now
from handsel.kernel.money import Money
from handsel.ledger.adjusting import adjust_wallet
from handsel.ledger.confirming import confirm_adjustment, decline_adjustment, withdraw_adjustment
from handsel.ledger.documents import Adjustment, Confirmation, Document
from handsel.ledger.funds import reverse_transfer
from handsel.ledger.limits import set_limits
from handsel.ledger.models import Transfer, Wallet
from handsel.ledger.wanted import Wanted

router = Router(tags=["Funds"])
TOLD = ("buyer", "adjustment", "reverses__receipt", "reverses__adjustment")


@router.get("/accounts/{int:number}/adjustments", response=AdjustmentPage, operation_id="adjustments_list")
def adjustments(request: ApiRequest, number: int, wanted: Query[PageWanted]) -> AdjustmentPage:
    """List the credit notes, debit notes and payouts of an account, newest first."""
    found = request.auth.adjustments.filter(buyer=request.auth.accounts.get(number=number))
    rows = found.select_related("transfer__reversed_by", "receipt").order_by("-pk")
    return paged(AdjustmentPage, request, wanted, rows, lambda page: [_shown(written) for written in page])


@router.post(
    "/accounts/{int:number}/adjustments",
    response={201: AdjustedOut},
    operation_id="adjustments_create",
    **may_refuse(adjust_wallet, money=True),
)
def new_adjustment(request: ApiRequest, number: int, body: AdjustmentIn) -> HttpResponse:
    """Credit, charge or pay out; above your limit it waits for a second person. Needs an idempotency key."""
    account = request.auth.accounts.get(number=number)
    receipt = request.auth.receipts.get(buyer=account, number=body.receipt) if body.receipt else None
    wanted = Wanted(
        kind=Document(body.kind),
        amount=body.amount.money,
        reason=body.reason,
        key="api:" + digest_of(f"{request.auth.sender}:{needed_key_of(request)}")[:40],
        method=body.method,
        reference=body.reference,
        receipt_id=receipt.pk if receipt else None,
    )

    def act() -> Adjustment | Confirmation:
        return adjust_wallet(buyer_id=account.pk, wanted=wanted, by=request.auth.actor, at=now())

    return perform(request, act, AdjustedOut.of, status=201)


@router.post(
    "/accounts/{int:number}/adjustments/{kind}/{int:adjustment_number}/reversal",
    response={201: AdjustedOut},
    operation_id="adjustments_reverse",
    **may_refuse(reverse_transfer, money=True),
)
def reversal(request: ApiRequest, number: int, kind: str, adjustment_number: int, body: ReversalIn) -> HttpResponse:
    """Take a document back by the opposite posting, once; above your limit it waits for a second person.

    Needs an idempotency key.
    """
    account = request.auth.accounts.get(number=number)
    written = request.auth.adjustments.get(buyer=account, kind=kind, number=adjustment_number)
    needed_key_of(request)

    def act() -> Transfer | Confirmation:
        return reverse_transfer(transfer_id=written.transfer_id, reason=body.reason, by=request.auth.actor, at=now())

    def shown(done: Transfer | Confirmation) -> AdjustedOut:
        return AdjustedOut.of(done if isinstance(done, Confirmation) else written, is_reversed=True)

    return perform(request, act, shown, status=201)


@router.put(
    "/accounts/{int:number}/wallets/{currency}/limits",
    response=WalletOut,
    operation_id="wallet_limits_set",
    **may_refuse(set_limits),
)
def limits(request: ApiRequest, number: int, currency: Text, body: LimitsIn) -> HttpResponse:
    """Set the credit limit of an account, and when it is warned."""
    account = request.auth.accounts.get(number=number)
    low = body.warn_below_minor

    def act() -> Wallet:
        return set_limits(
            buyer_id=account.pk,
            credit_limit=Money(body.credit_limit_minor, currency),
            low_balance=None if low is None else Money(low, currency),
            by=request.auth.actor,
            at=now(),
            below_use=body.below_use,
        )

    return perform(request, act, WalletOut.of)


@router.get("/confirmations", response=ConfirmationPage, operation_id="confirmations_list")
def waiting(request: ApiRequest, wanted: Query[PageWanted]) -> ConfirmationPage:
    """List what waits for a second person, the oldest first."""
    rows = request.auth.confirmations.waiting(now()).select_related(*TOLD).order_by("pk")
    return paged(ConfirmationPage, request, wanted, rows, lambda page: [ConfirmationOut.of(asked) for asked in page])


@router.get("/confirmations/{int:confirmation_id}", response=ConfirmationOut, operation_id="confirmations_get")
def confirmation(request: ApiRequest, confirmation_id: int) -> ConfirmationOut:
    """Show one request and its answer."""
    return _confirmation(request, confirmation_id)


@router.post(
    "/confirmations/{int:confirmation_id}/confirm",
    response={201: ConfirmationOut},
    operation_id="confirmations_confirm",
    **may_refuse(confirm_adjustment, money=True),
)
def confirm(request: ApiRequest, confirmation_id: int) -> HttpResponse:
    """Confirm as the second person; never with a key that the asker made. Needs an idempotency key."""
    needed_key_of(request)

    def act() -> Adjustment | Transfer:
        return confirm_adjustment(confirmation_id=confirmation_id, by=request.auth.actor, at=now())

    return perform(request, act, lambda _done: _confirmation(request, confirmation_id), status=201)


@router.post(
    "/confirmations/{int:confirmation_id}/decline",
    response=ConfirmationOut,
    operation_id="confirmations_decline",
    **may_refuse(decline_adjustment),
)
def decline(request: ApiRequest, confirmation_id: int, body: DeclineIn) -> HttpResponse:
    """Say no as the second person, with a reason; nothing moves."""

    def act() -> Confirmation:
        return decline_adjustment(confirmation_id=confirmation_id, reason=body.reason, by=request.auth.actor, at=now())

    return perform(request, act, ConfirmationOut.of)


@router.post(
    "/confirmations/{int:confirmation_id}/withdraw",
    response=ConfirmationOut,
    operation_id="confirmations_withdraw",
    **may_refuse(withdraw_adjustment),
)
def withdraw(request: ApiRequest, confirmation_id: int) -> HttpResponse:
    """Take back what you asked for; nothing moves."""

    def act() -> Confirmation:
        return withdraw_adjustment(confirmation_id=confirmation_id, by=request.auth.actor, at=now())

    return perform(request, act, ConfirmationOut.of)


def _shown(written: Adjustment) -> AdjustmentOut:
    return AdjustmentOut.of(written, is_reversed=hasattr(written.transfer, "reversed_by"))


def _confirmation(request: ApiRequest, confirmation_id: int) -> ConfirmationOut:
    return ConfirmationOut.of(request.auth.confirmations.select_related(*TOLD).get(pk=confirmation_id))
