"""The examples in docs/rules/books.md are what the books do (FUN-8)."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.adjusting import adjust_wallet
from handsel.ledger.documents import Document, PaidBy
from handsel.ledger.funds import add_funds, reverse_transfer
from handsel.ledger.models import Entry, LedgerAccount
from handsel.ledger.receiving import Received
from handsel.ledger.wanted import Wanted
from handsel.orders.approval import approve_order
from tests.cast import NOON
from tests.database import ROOT
from tests.orders.buying import buy

pytestmark = [pytest.mark.django_db, pytest.mark.covers("FUN-8")]

Books = dict[str, dict[str, int]]
EXAMPLE = re.compile(r"^\*\*([a-z ]+)\*\*:(.*?)(?=^\*\*|^## |\Z)", re.DOTALL | re.MULTILINE)
TABLE = re.compile(r"\| account in (.*?)'s books \| amount \|\n\|.*?\n((?:\|.*\n)+)")
ROW = re.compile(r"\| (.*?) \| ([+−][0-9.]+) \|")


def told() -> dict[str, Books]:
    """Return what the document says, example by example: the books of whom, which account, how much."""
    text = (ROOT / "docs" / "rules" / "books.md").read_text().partition("## Worked examples")[2]
    return {
        name: {
            seller.removeprefix("the "): {
                account: int(Decimal(minor.replace("−", "-")) * 100) for account, minor in ROW.findall(rows)
            }
            for seller, rows in TABLE.findall(body)
        }
        for name, body in EXAMPLE.findall(text)
    }


def pay(cast: Cast) -> int:
    received = Received(Money(10_000, "EUR"), PaidBy.BANK_TRANSFER, NOON.date(), "example")
    return add_funds(buyer_id=cast.bakery, received=received, by=cast.karl, at=NOON).transfer_id


def adjust(kind: Document, minor: int, method: PaidBy | None = None) -> Callable[[Cast], object]:
    wanted = Wanted(kind, Money(minor, "EUR"), "Example", "example", method)
    return lambda cast: adjust_wallet(buyer_id=cast.bakery, wanted=wanted, by=cast.karl, at=NOON)


DONE: dict[str, Callable[[Cast], object]] = {
    "receipt": pay,
    "invoice": lambda cast: approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON),
    "credit note": adjust(Document.CREDIT_NOTE, 2_000),
    "debit note": adjust(Document.DEBIT_NOTE, 500),
    "payout": adjust(Document.PAYOUT, 3_000, PaidBy.BANK_TRANSFER),
    "reversal": lambda cast: reverse_transfer(transfer_id=pay(cast), reason="Called back", by=cast.karl, at=NOON),
}


def posted(cast: Cast, document: str) -> Books:
    """Return what the books say of transfers of this kind, but for those that the cast began with."""
    names = {cast.operator: "operator", cast.nordlicht: "Nordlicht", cast.kleinbach: "Kleinbach", cast.bakery: "Bakery"}
    found: Books = {}
    for seller in (cast.kleinbach, cast.nordlicht, cast.operator):
        with transaction.atomic(), scoped(type(cast.olga.scope)((seller,))):
            entries = Entry.objects.filter(seller_id=seller, transfer__document=document).exclude(
                transfer__key__contains="opening"
            )
            for entry in entries.select_related("ledger_account"):
                found.setdefault(names[seller], {})[called(entry.ledger_account, names)] = entry.amount_minor
    return found


def called(account: LedgerAccount, names: dict[int, str]) -> str:
    if account.role == "wallet":
        return f"wallet of {names[account.buyer_id or 0]}"
    return (
        f"clearing, {account.get_role_display() and account.method.replace('_', ' ')}"
        if account.method
        else account.role
    )


def examples() -> Iterator[str]:
    yield from DONE


@pytest.mark.parametrize("name", sorted(DONE))
def test_the_books_do_what_the_document_says(cast, name):
    DONE[name](cast)

    document = name.replace(" ", "_")
    assert posted(cast, document) == told()[name]


def test_every_kind_of_transfer_has_its_example():
    assert {name.replace(" ", "_") for name in told()} == set(Document.values) == {n.replace(" ", "_") for n in DONE}
