"""Credit notes, debit notes and payouts: the dialogs that ask for them, and the documents (FUN-3, FUN-6)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from handsel.console.adjustments_seen import document_said, reversal_said, reversing
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.adjusting import AdjustForm, LimitsForm, PayOutForm
from handsel.console.forms.orders import ReasonForm
from handsel.console.returning import done_here
from handsel.kernel.clock import now
from handsel.kernel.money import Money
from handsel.ledger.adjusting import adjust_wallet
from handsel.ledger.confirming import confirmation_limit
from handsel.ledger.documents import Adjustment, Confirmation, Document, PaidBy
from handsel.ledger.funds import reverse_transfer
from handsel.ledger.limits import set_limits
from handsel.ledger.models import Wallet
from handsel.ledger.rules import may_adjust, may_reverse, may_set_limits
from handsel.ledger.tellings import DOCUMENTS
from handsel.ledger.wanted import Wanted, refunded_minor
from handsel.web.amounts import typed_amount, typed_money

FORM = ["GET", "POST"]


@at_desk
@require_http_methods(FORM)
def funds_adjust(request: DeskRequest, number: int) -> HttpResponse:
    desk = request.desk
    may_adjust(desk.actor).or_refuse()
    account = get_object_or_404(desk.accounts, number=number)
    wallet = get_object_or_404(desk.wallets, buyer=account, edge__ended_at__isnull=True)
    form = AdjustForm(request.POST or None, currency=wallet.currency)
    done = form.submit(lambda typed: _adjust(request, account.pk, wallet.currency, typed))
    if done:
        return done_here(request, document_said(done, account.name), "console:account-funds", number)
    limit = confirmation_limit(desk.seller_id, wallet.currency)
    return render(
        request, "console/funds/adjust.html", {"form": form, "account": account, "limit": limit}, status=form.status
    )


@at_desk
@require_http_methods(FORM)
def funds_pay_out(request: DeskRequest, number: int) -> HttpResponse:
    desk = request.desk
    may_adjust(desk.actor).or_refuse()
    account = get_object_or_404(desk.accounts, number=number)
    wallet = get_object_or_404(desk.wallets, buyer=account, edge__ended_at__isnull=True)
    form = PayOutForm(request.POST or None, currency=wallet.currency)
    done = form.submit(lambda typed: _adjust(request, account.pk, wallet.currency, typed, kind=Document.PAYOUT))
    if done:
        return done_here(request, document_said(done, account.name), "console:account-funds", number)
    limit = confirmation_limit(desk.seller_id, wallet.currency)
    shown = {"form": form, "account": account, "limit": limit, "wallet": wallet}
    return render(request, "console/funds/pay_out.html", shown, status=form.status)


@at_desk
@require_http_methods(FORM)
def receipt_refund(request: DeskRequest, number: int) -> HttpResponse:
    desk = request.desk
    may_adjust(desk.actor).or_refuse()
    receipt = get_object_or_404(desk.receipts.select_related("buyer"), number=number)
    left = Money(receipt.amount_minor - refunded_minor(receipt), receipt.currency)
    begun = {"method": receipt.method, "reference": receipt.reference, "amount": typed_amount(left)}
    form = PayOutForm(request.POST or None, currency=receipt.currency, initial=begun)
    more = {"kind": Document.PAYOUT, "receipt_id": receipt.pk}
    done = form.submit(lambda typed: _adjust(request, receipt.buyer_id, receipt.currency, typed, **more))
    if done:
        return done_here(request, document_said(done, receipt.buyer.name), "console:receipt", number)
    shown = {"form": form, "receipt": receipt, "left": left, "came_by_card": hasattr(receipt, "charge")}
    return render(request, "console/funds/refund.html", shown, status=form.status)


def _adjust(
    request: DeskRequest, buyer_id: int, currency: str, typed: dict[str, Any], **more: Any
) -> Adjustment | Confirmation:
    wanted = _wanted(typed, currency, kind=Document(more.pop("kind", None) or typed["kind"]), **more)
    return adjust_wallet(buyer_id=buyer_id, wanted=wanted, by=request.desk.actor, at=now())


def wanted_payout(typed: dict[str, Any], currency: str) -> Wanted:
    """Return the payout that somebody filled in."""
    return _wanted(typed, currency, kind=Document.PAYOUT)


def _wanted(typed: dict[str, Any], currency: str, **more: Any) -> Wanted:
    return Wanted(
        amount=typed_money(typed["amount"], currency),
        reason=typed["reason"],
        key=f"form:{typed['key']}",
        method=PaidBy(typed["method"]) if "method" in typed else None,
        reference=typed.get("reference", ""),
        **more,
    )


@at_desk
@require_http_methods(FORM)
def funds_limits(request: DeskRequest, number: int) -> HttpResponse:
    desk = request.desk
    may_set_limits(desk.actor).or_refuse()
    account = get_object_or_404(desk.accounts, number=number)
    wallet = get_object_or_404(desk.wallets, buyer=account, edge__ended_at__isnull=True)
    form = LimitsForm(request.POST or None, currency=wallet.currency, initial=_limits_of(wallet))
    saved = form.submit(
        lambda typed: set_limits(buyer_id=account.pk, by=desk.actor, at=now(), **_typed_limits(typed, wallet.currency))
    )
    if saved:
        return done_here(request, _("The limits are saved."), "console:account-funds", number)
    return render(request, "console/funds/limits.html", {"form": form, "account": account}, status=form.status)


def _limits_of(wallet: Wallet) -> dict[str, str]:
    low, currency = wallet.low_balance_minor, wallet.currency
    shown = "" if low is None else typed_amount(Money(low, currency))
    return {"credit_limit": typed_amount(Money(wallet.credit_limit_minor, currency)), "low_balance": shown}


def _typed_limits(typed: dict[str, Any], currency: str) -> dict[str, Any]:
    def read(name: str) -> Money:
        return typed_money(typed[name], currency, field=name, may_be_zero=True)

    low = read("low_balance") if typed["low_balance"].strip() else None
    return {"credit_limit": read("credit_limit"), "low_balance": low, "below_use": typed["below_use"]}


@at_desk
@require_GET
def adjustment(request: DeskRequest, kind: str, number: int) -> HttpResponse:
    found = request.desk.adjustments.select_related("buyer", "transfer__reversed_by", "receipt", "confirmation")
    written = get_object_or_404(found, kind=kind.replace("-", "_"), number=number)
    shown = {
        "paper": written,
        "document": DOCUMENTS[written.kind],
        "may_reverse": may_reverse(request.desk.actor, written),
        "asked": reversing(request.desk, written.transfer, now()),
    }
    return render(request, "console/funds/adjustment.html", shown)


@at_desk
@require_http_methods(FORM)
def adjustment_reverse(request: DeskRequest, kind: str, number: int) -> HttpResponse:
    desk = request.desk
    written = get_object_or_404(desk.adjustments, kind=kind.replace("-", "_"), number=number)
    may_reverse(desk.actor, written).or_refuse()
    form = ReasonForm(request.POST or None)
    undone = form.submit(
        lambda typed: reverse_transfer(transfer_id=written.transfer_id, reason=typed["reason"], by=desk.actor, at=now())
    )
    if undone:
        return done_here(request, reversal_said(undone), "console:adjustment", kind, number)
    shown = {"form": form, "note": written, "document": DOCUMENTS[written.kind], "kind": kind}
    shown |= {"limit": confirmation_limit(desk.seller_id, written.currency)}
    return render(request, "console/funds/adjustment_reverse.html", shown, status=form.status)
