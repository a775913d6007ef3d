"""Wallets and what moves them: read, record a payment, take it back (FUN-1, FUN-2, FUN-6)."""

from collections.abc import Sequence

from django.http import HttpResponse
from ninja import Query, Router

from handsel.accounts.models import Account
from handsel.api.keys import ApiRequest
from handsel.api.once import needed_key_of, perform
from handsel.api.paging import PageWanted, paged
from handsel.api.refusals import may_refuse
from handsel.api.shapes.money import (
    AllReceiptsPage,
    BookOut,
    ReceiptIn,
    ReceiptOfBuyer,
    ReceiptOut,
    ReceiptPage,
    ReversalIn,
    ReversalOut,
    StatementLine,
    StatementPage,
    StatementWanted,
    WalletOut,
)
from handsel.api.shapes.parts import Amount, Text
from handsel.api.shapes.payments import PaymentsIn, PaymentsOut
from handsel.kernel.clock import now
from handsel.kernel.refusal import NotFound
from handsel.ledger.arrivals import receive_payments
from handsel.ledger.balances import balance_sheets
from handsel.ledger.documents import Confirmation
from handsel.ledger.funds import add_funds, reverse_transfer
from handsel.ledger.models import Receipt, Transfer, Wallet
from handsel.ledger.receiving import Outcome
from handsel.ledger.statements import balances, statement_page

router = Router(tags=["Funds"])


@router.get("/wallet", response=WalletOut, operation_id="own_wallet_get")
def own_wallet(request: ApiRequest) -> WalletOut:
    """Show your own wallet with your seller."""
    return WalletOut.of(_own_wallet(request))


@router.get("/wallet/statement", response=StatementPage, operation_id="own_wallet_statement")
def own_statement(request: ApiRequest, wanted: Query[StatementWanted]) -> StatementPage:
    """Show the postings of your own wallet, newest first."""
    return _statement(request, wanted, _own_wallet(request))


@router.get("/books", response=list[BookOut], operation_id="books_list", **may_refuse(balance_sheets))
def books(request: ApiRequest) -> list[BookOut]:
    """Show what each of your books comes to now; those of one currency sum to zero."""
    return [BookOut.of(book) for sheet in balance_sheets(by=request.auth.actor) for book in sheet.books]


@router.get("/accounts/{int:number}/wallets", response=list[WalletOut], operation_id="wallets_list")
def wallets(request: ApiRequest, number: int) -> list[WalletOut]:
    """List the wallets of an account with you, one for each currency."""
    found = request.auth.wallets.filter(buyer=_account(request, number)).order_by("currency", "pk")
    return [WalletOut.of(wallet) for wallet in found]


@router.get("/accounts/{int:number}/wallets/{currency}/statement", response=StatementPage, operation_id="statement_get")
def account_statement(
    request: ApiRequest, number: int, currency: Text, wanted: Query[StatementWanted]
) -> StatementPage:
    """Show the postings of one wallet of an account, newest first, each with the balance it left behind.

    `next` leads to older ones, as fast at a million as at ten.
    """
    wallet = request.auth.wallets.filter(buyer=_account(request, number), currency=currency).order_by("-pk").first()
    if wallet is None:
        raise NotFound
    return _statement(request, wanted, wallet)


@router.get("/accounts/{int:number}/receipts", response=ReceiptPage, operation_id="receipts_list")
def receipts(request: ApiRequest, number: int, wanted: Query[PageWanted]) -> ReceiptPage:
    """List the payments of an account that you recorded, newest first."""
    found = request.auth.receipts.filter(buyer=_account(request, number))
    rows = found.select_related("transfer__reversed_by").order_by("-pk")
    return paged(ReceiptPage, request, wanted, rows, _receipts)


@router.get("/receipts", response=AllReceiptsPage, operation_id="all_receipts_list")
def all_receipts(request: ApiRequest, wanted: Query[PageWanted]) -> AllReceiptsPage:
    """List the payments of all your buyers that you recorded, newest first."""
    rows = request.auth.receipts.select_related("transfer__reversed_by", "buyer").order_by("-pk")
    return paged(AllReceiptsPage, request, wanted, rows, lambda page: [_of_buyer(receipt) for receipt in page])


@router.get("/receipts/{int:receipt_number}", response=ReceiptOfBuyer, operation_id="receipts_get")
def receipt(request: ApiRequest, receipt_number: int) -> ReceiptOfBuyer:
    """Show one receipt."""
    rows = request.auth.receipts.select_related("transfer__reversed_by", "buyer")
    return _of_buyer(rows.get(number=receipt_number))


@router.post(
    "/accounts/{int:number}/receipts",
    response={201: ReceiptOut},
    operation_id="receipts_create",
    **may_refuse(add_funds, money=True),
)
def new_receipt(request: ApiRequest, number: int, body: ReceiptIn) -> HttpResponse:
    """Record a payment: the wallet is credited, and the account gets a receipt by mail. Needs an idempotency key."""
    account = _account(request, number)
    received = body.received(request.auth.sender, needed_key_of(request))

    def act() -> Receipt:
        return add_funds(buyer_id=account.pk, received=received, by=request.auth.actor, at=now())

    return perform(request, act, ReceiptOut.of, status=201)


@router.post(
    "/payments", response=PaymentsOut, operation_id="payments_create", **may_refuse(receive_payments, money=True)
)
def payments(request: ApiRequest, body: PaymentsIn) -> HttpResponse:
    """Record up to 100 payments of your accounts in one commit, and tell of each what became of it.

    One that is refused keeps no other from being recorded. Needs an idempotency key.
    """
    numbers = {told.account for told in body.payments}
    accounts = {account.number: account for account in request.auth.accounts.filter(number__in=numbers)}
    wanted = body.wanted(accounts, request.auth.sender, needed_key_of(request))
    known = [payment for payment in wanted if payment is not None]

    def act() -> list[Outcome]:
        return receive_payments(payments=known, by=request.auth.actor, at=now())

    return perform(request, act, lambda outcomes: PaymentsOut.of(body, wanted, outcomes))


@router.post(
    "/accounts/{int:number}/receipts/{int:receipt_number}/reversal",
    response={201: ReversalOut},
    operation_id="receipts_reverse",
    **may_refuse(reverse_transfer, money=True),
)
def reversal(request: ApiRequest, number: int, receipt_number: int, body: ReversalIn) -> HttpResponse:
    """Take a receipt back by the opposite posting, once; above your limit it waits for a second person.

    Needs an idempotency key.
    """
    receipt = request.auth.receipts.get(buyer=_account(request, number), number=receipt_number)
    needed_key_of(request)

    def act() -> Transfer | Confirmation:
        return reverse_transfer(transfer_id=receipt.transfer_id, reason=body.reason, by=request.auth.actor, at=now())

    return perform(request, act, lambda done: ReversalOut.of(receipt, done), status=201)


def _account(request: ApiRequest, number: int) -> Account:
    return request.auth.accounts.get(number=number)


def _own_wallet(request: ApiRequest) -> Wallet:
    wallet = request.auth.own_wallet
    if wallet is None:
        raise NotFound
    return wallet


def _statement(request: ApiRequest, wanted: StatementWanted, wallet: Wallet) -> StatementPage:
    zone, search = request.portal.zone, wanted.search
    page = statement_page(search.of(wallet, zone), wanted.place, wanted.size)
    stood = balances(wallet, search, zone)
    return StatementPage.model_construct(
        items=[StatementLine.of(entry) for entry in page.rows],
        opening_balance=Amount.of(stood.opening),
        closing_balance=Amount.of(stood.closing),
        size=wanted.size,
        next=_older(request, page.older),
    )


def _older(request: ApiRequest, before: int | None) -> str | None:
    if before is None:
        return None
    query = request.GET.copy()
    query["before"] = str(before)
    return f"{request.path}?{query.urlencode()}"


def _of_buyer(receipt: Receipt) -> ReceiptOfBuyer:
    return ReceiptOfBuyer.of_buyer(receipt, is_reversed=hasattr(receipt.transfer, "reversed_by"))


def _receipts(page: Sequence[Receipt]) -> list[ReceiptOut]:
    return [ReceiptOut.of(row, is_reversed=hasattr(row.transfer, "reversed_by")) for row in page]
