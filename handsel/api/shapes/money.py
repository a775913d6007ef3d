"""Wallets, statements and receipts as the API shows and takes them (FUN-1, FUN-2, FUN-6)."""

from datetime import date, datetime
from typing import Annotated, Self

from ninja import Schema
from pydantic import Field

from handsel.api.paging import MAX_SIZE, Page
from handsel.api.shapes.adjusting import ConfirmationOut
from handsel.api.shapes.parts import Amount, AmountIn, Input, Party, Text
from handsel.identity.links import digest_of
from handsel.kernel.money import Money
from handsel.ledger.balances import Book
from handsel.ledger.documents import Confirmation, Document, PaidBy
from handsel.ledger.models import Entry, Receipt, Transfer, Wallet
from handsel.ledger.receiving import Received
from handsel.ledger.statements import StatementSearch
from handsel.ledger.tellings import against, number_of, said


class WalletOut(Schema):
    """An advance account: available = balance - held + credit limit."""

    currency: str
    balance: Amount
    held: Amount
    credit_limit: Amount
    available: Amount
    warn_below: Amount | None = Field(description="A mail goes out, once, when less is available.")
    is_low: bool

    @classmethod
    def of(cls, wallet: Wallet) -> Self:
        def amount(minor: int) -> Amount:
            return Amount.of(Money(minor, wallet.currency))

        return cls.model_construct(
            currency=wallet.currency,
            balance=amount(wallet.balance_minor),
            held=amount(wallet.held_minor),
            credit_limit=amount(wallet.credit_limit_minor),
            available=amount(wallet.available_minor),
            warn_below=None if wallet.low_balance_minor is None else amount(wallet.low_balance_minor),
            is_low=wallet.is_low,
        )


class BookOut(Schema):
    """One of your books, or all wallets of a currency together, as it stands now: in credit it is positive."""

    book: str = Field(examples=["clearing"], description="wallet, clearing, revenue, tax or adjustment")
    method: str = Field(examples=["bank_transfer"], description="Of clearing: how the money came or left.")
    balance: Amount
    wallets: int = Field(description="Of how many buyers; 0 where it is no wallet.")

    @classmethod
    def of(cls, book: Book) -> Self:
        balance = Amount.of(book.balance)
        return cls.model_construct(book=book.role, method=book.method, balance=balance, wallets=book.wallets)


class StatementLine(Schema):
    """One posting on a wallet: positive came in, negative went out; and the balance it left behind."""

    at: datetime
    document: str = Field(examples=["receipt"])
    amount: Amount
    balance_after: Amount
    reason: str
    number: str = Field(description="Number of the document.", examples=["1001"])
    against: str = Field(description="What the wallet moved against, in words.", examples=["Bank transfer"])
    receipt: int | None = Field(description="Number of the receipt, where money came in.")
    order: str | None = Field(description="Number of the order that was paid.")

    @classmethod
    def of(cls, entry: Entry) -> Self:
        transfer = entry.transfer
        receipt: Receipt | None = getattr(transfer, "receipt", None)
        is_order = transfer.document == Document.INVOICE
        return cls.model_construct(
            at=transfer.at,
            document=transfer.document,
            amount=Amount.of(Money(entry.amount_minor, entry.currency)),
            balance_after=Amount.of(Money(entry.balance_after_minor or 0, entry.currency)),
            reason=said(entry),
            number=number_of(entry),
            against=against(entry),
            receipt=receipt.number if receipt else None,
            order=transfer.reason if is_order else None,
        )


class StatementPage(Schema):
    """Postings of a wallet, newest first, and what stood in it before the period and after it."""

    items: list[StatementLine]
    opening_balance: Amount
    closing_balance: Amount
    size: int
    next: str | None = Field(description="Address of the older postings on this host; null at the end.")


class StatementWanted(Schema):
    """Which postings: of the days from `since` to `until`, of one kind, with a text, older than `before`."""

    since: date | None = None
    until: date | None = None
    kind: Document | None = None
    q: Text = ""
    before: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = None
    size: Annotated[int, Field(ge=1, le=MAX_SIZE)] = 50

    @property
    def search(self) -> StatementSearch:
        named = {"since": self.since, "until": self.until, "kind": self.kind, "q": self.q}
        return StatementSearch.from_params({name: str(value) for name, value in named.items() if value})

    @property
    def place(self) -> dict[str, str]:
        """From where on, as a page is asked for."""
        return {"before": str(self.before)} if self.before else {}


class ReceiptIn(Input):
    """A payment as it arrived."""

    amount: AmountIn
    method: PaidBy = Field(examples=["bank_transfer"])
    received_on: date = Field(examples=["2026-11-02"])
    reference: Text = Field("", max_length=100, examples=["Invoice 4711"])
    note: Text = Field("", description="To the payer: it stands in the receipt and in the mail.")
    mail: bool = Field(default=True, description="Whether the payer gets the receipt by mail.")

    def received(self, sender: str, key: str) -> Received:
        """Return the payment that `sender` told under this idempotency key."""
        told = {name: getattr(self, name) for name in ("method", "received_on", "reference", "note", "mail")}
        return Received(amount=self.amount.money, key="api:" + digest_of(f"{sender}:{key}")[:40], **told)


class ReceiptOut(Schema):
    """A receipt for money that came in."""

    number: int
    amount: Amount
    method: str
    received_on: date
    reference: str
    note: str
    is_reversed: bool

    @classmethod
    def of(cls, receipt: Receipt, *, is_reversed: bool = False) -> Self:
        return cls.model_construct(
            number=receipt.number,
            amount=Amount.of(Money(receipt.amount_minor, receipt.currency)),
            method=receipt.method,
            received_on=receipt.received_on,
            reference=receipt.reference,
            note=receipt.note,
            is_reversed=is_reversed,
        )


class ReceiptPage(Page):
    """Receipts, newest first."""

    items: list[ReceiptOut]


class ReceiptOfBuyer(ReceiptOut):
    """A receipt, and whose payment it was."""

    buyer: Party

    @classmethod
    def of_buyer(cls, receipt: Receipt, *, is_reversed: bool) -> Self:
        told = ReceiptOut.of(receipt, is_reversed=is_reversed)
        return cls.model_construct(**told.__dict__, buyer=Party.of(receipt.buyer))


class AllReceiptsPage(Page):
    """Receipts of all buyers, newest first."""

    items: list[ReceiptOfBuyer]


class ReversalIn(Input):
    """Why a receipt is taken back; the buyer reads it on the statement."""

    reason: Text = Field(examples=["Returned by the bank"])


class ReversalOut(Schema):
    """The posting that took a receipt back, or what waits for a second person: then nothing was taken back yet."""

    receipt: int
    at: datetime | None = Field(description="Null while it waits.")
    reason: str
    confirmation: ConfirmationOut | None

    @classmethod
    def of(cls, receipt: Receipt, done: Transfer | Confirmation) -> Self:
        waits = ConfirmationOut.of(done) if isinstance(done, Confirmation) else None
        at = None if isinstance(done, Confirmation) else done.at
        return cls.model_construct(receipt=receipt.number, at=at, reason=done.reason, confirmation=waits)
