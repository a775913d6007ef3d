"""Funds: the buyers' wallets, the own one, receipts, and the dialog that adds to a wallet (FUN-1, FUN-6)."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from handsel.console.adjustments_seen import received_said, reversal_said, reversing
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.funds import FundsForm
from handsel.console.forms.orders import ReasonForm
from handsel.console.funds_seen import receipts_matching, standing, wallets_matching
from handsel.console.received import received_as_typed
from handsel.console.returning import done_here
from handsel.gateways.buyers_seat import takes_card_of
from handsel.kernel.clock import now
from handsel.ledger.confirming import confirmation_limit
from handsel.ledger.funds import add_funds, reverse_transfer
from handsel.ledger.rules import may_add_funds, may_adjust, may_announce_above, may_reverse
from handsel.ledger.statements import StatementSearch, statement
from handsel.reports.statement_files import StatementWanted
from handsel.visits.handing import portal_above
from handsel.web.announcing import seen_transfers
from handsel.web.papers import paper_page
from handsel.web.searches import searched
from handsel.web.statements import ENDINGS, see_statement, statement_file
from handsel.web.tables import page_of

OWN_TRANSFERS = 5
"""How many of the own announced transfers the page of the own wallet shows."""


@at_desk
@require_GET
def funds(request: DeskRequest) -> HttpResponse:
    text = searched(request.GET)
    shown = {
        "text": text,
        "page": page_of(wallets_matching(request.desk, text), request.GET),
    }
    if request.htmx:
        return render(request, "console/funds/wallets.html#rows", shown)
    return render(request, "console/funds/wallets.html", shown | {"standing": standing(request.desk)})


@at_desk
@require_GET
def receipts(request: DeskRequest) -> HttpResponse:
    text = searched(request.GET)
    shown = {"text": text, "page": page_of(receipts_matching(request.desk, text), request.GET)}
    template = "console/funds/receipts.html#rows" if request.htmx else "console/funds/receipts.html"
    return render(request, template, shown)


@at_desk
@require_GET
def funds_own(request: DeskRequest) -> HttpResponse:
    wallet = request.desk.own_wallet
    if wallet is None:
        raise Http404
    seen = see_statement(wallet, request.GET, request.portal.zone)
    at = now()
    transfers = request.desk.own_announcements.select_related("receipt").order_by("-pk")[:OWN_TRANSFERS]
    shown = {
        "wallet": wallet,
        "seen": seen,
        "transfers": seen_transfers(transfers, at),
        "may_announce": may_announce_above(request.desk.actor),
        "takes_card": takes_card_of(request.desk.actor, wallet.seller_id, request.portal.title),
    }
    return render(request, "console/funds/own.html", shown)


@at_desk
@require_GET
def own_statement(request: DeskRequest, ending: str) -> HttpResponse:
    desk, wallet = request.desk, request.desk.own_wallet
    if wallet is None or ending not in ENDINGS:
        raise Http404
    search = StatementSearch.from_params(request.GET)
    return statement_file(StatementWanted(wallet, desk.account, search, request.portal), ending, desk.actor)


@at_desk
@require_GET
def own_paper(request: DeskRequest, kind: str, number: int) -> HttpResponse:
    seller, paper = portal_above(request.desk.seller_id), request.desk.own_paper(kind, number)
    if seller is None or paper is None:
        raise Http404
    return paper_page(request, paper, request.desk.account, seller)


@at_desk
@require_GET
def account_statement(request: DeskRequest, number: int, ending: str) -> HttpResponse:
    desk = request.desk
    account = get_object_or_404(desk.accounts, number=number)
    wallet = get_object_or_404(desk.wallets, buyer=account, edge__ended_at__isnull=True)
    if ending not in ENDINGS:
        raise Http404
    search = StatementSearch.from_params(request.GET)
    return statement_file(StatementWanted(wallet, account, search, request.portal), ending, desk.actor)


@at_desk
@require_http_methods(["GET", "POST"])
def funds_add(request: DeskRequest, number: int) -> HttpResponse:
    desk, at = request.desk, now()
    may_add_funds(desk.actor).or_refuse()
    account = get_object_or_404(desk.accounts, number=number)
    wallet = get_object_or_404(desk.wallets, buyer=account, edge__ended_at__isnull=True)
    form = FundsForm(request.POST or None, currency=wallet.currency, today=request.portal.today(at))
    receipt = form.submit(
        lambda typed: add_funds(
            buyer_id=account.pk,
            received=received_as_typed(desk, account.pk, typed, wallet.currency, at),
            by=desk.actor,
            at=at,
        )
    )
    if receipt:
        return done_here(request, received_said(receipt, account.name), "console:account-funds", number)
    shown = {"form": form, "account": account, "last": statement(wallet)[:3]}
    return render(request, "console/funds/add.html", shown, status=form.status)


@at_desk
@require_GET
def receipt(request: DeskRequest, number: int) -> HttpResponse:
    found = get_object_or_404(receipts_matching(request.desk, ""), number=number)
    shown = {"paper": found, "document": _("Receipt"), "may_reverse": may_reverse(request.desk.actor, found)}
    shown |= {"may_pay_back": may_adjust(request.desk.actor), "asked": reversing(request.desk, found.transfer, now())}
    return render(request, "console/funds/receipt.html", shown)


@at_desk
@require_http_methods(["GET", "POST"])
def receipt_reverse(request: DeskRequest, number: int) -> HttpResponse:
    desk = request.desk
    found = get_object_or_404(desk.receipts.select_related("buyer"), number=number)
    may_reverse(desk.actor, found).or_refuse()
    form = ReasonForm(request.POST or None)
    undone = form.submit(
        lambda typed: reverse_transfer(transfer_id=found.transfer_id, reason=typed["reason"], by=desk.actor, at=now())
    )
    if undone:
        return done_here(request, reversal_said(undone), "console:receipt", number)
    shown = {"form": form, "receipt": found, "limit": confirmation_limit(desk.seller_id, found.currency)}
    return render(request, "console/funds/reverse.html", shown, status=form.status)
