"""My funds, my subscriptions, my profile (FUN-2, SUB-1, USR-1)."""

import pytest
from django.db import transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.tree import add_customer
from handsel.cli.demo.story import fund
from handsel.deliveries.opening import open_deliveries
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.adjusting import adjust_wallet
from handsel.ledger.documents import Document, PaidBy
from handsel.ledger.funds import reverse_transfer
from handsel.ledger.models import Receipt
from handsel.ledger.wanted import Wanted
from handsel.orders.approval import approve_order
from handsel.subscriptions.activation import start_subscriptions
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.orders.buying import buy
from tests.storefront.visitors import Visitor

pytestmark = pytest.mark.django_db


def page_of(visitor: Visitor, path: str) -> str:
    return visitor.get(path).content.decode()


def test_funds_say_what_is_there_what_is_held_and_what_is_left(berta, cast):
    buy(cast, "MOVE", "Per site")

    page = berta.text("/funds/")

    assert "Available €4.96" in page
    assert "Balance €100.00" in page
    assert "Held for orders €95.04" in page
    assert "name your customer number 1001" in page


def test_the_statement_runs_from_entry_to_entry(berta, cast):
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    fund(cast.karl, cast.bakery, 5_000, "rent", NOON)
    with transaction.atomic(), scoped(cast.karl.scope):
        receipt = Receipt.objects.get(reference="rent")
    reverse_transfer(transfer_id=receipt.transfer_id, reason="Paid twice", by=cast.karl, at=NOON)

    page = berta.text("/funds/")

    assert (
        f"Reversal {receipt.number} Paid twice 2026-11-02 -€50.00 €92.08 "
        f"Payment received Receipt {receipt.number} · rent 2026-11-02 €50.00 €142.08 "
        f"Order {leg.number} 2026-11-02 -€7.92 €92.08 "
        "Payment received Receipt 1001" in page
    )


def test_funds_take_the_same_queries_however_long_the_statement_is(berta, cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(19) as one:
        berta.get("/funds/")
    for number in range(5):
        fund(cast.karl, cast.bakery, 100, f"more-{number}", NOON)
    with django_assert_max_num_queries(19) as six:
        berta.get("/funds/")

    assert len(one) == len(six)


def running(cast, *skus: str) -> None:
    """Let Bakery buy, Kleinbach approve, and everything be delivered."""
    for sku in skus:
        leg = buy(cast, sku, quantity=2)
        approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
        with transaction.atomic(), scoped(cast.karl.scope):
            open_deliveries(Event.objects.get(name="order.settled", subject_id=leg.pk), NOON)
            start_subscriptions(Event.objects.get(name="order.executed", subject_id=leg.pk), NOON)


def test_subscriptions_say_what_runs_what_it_costs_and_since_when(berta, cast):
    assert "Nothing is running yet" in berta.text("/subscriptions/")

    running(cast, "MAIL")

    assert "Mailbox Monthly 2 €5.72 / month 2026-11-02 2026-12-02 Running" in berta.text("/subscriptions/")


def test_subscriptions_take_the_same_queries_however_many_run(berta, cast, django_assert_max_num_queries):
    running(cast, "MAIL")
    with django_assert_max_num_queries(15) as one:
        berta.get("/subscriptions/")
    running(cast, "WEB-S", "BACKUP", "MAIL")
    with django_assert_max_num_queries(15) as four:
        berta.get("/subscriptions/")

    assert len(one) == len(four)


def test_the_profile_shows_the_person_and_whom_they_buy_for(berta):
    page = berta.text("/profile/")

    for word in ("Berta Brandt", "berta@bakery.example", "English", "2026-12-31", "Bakery Brandt", "1001", "Log out"):
        assert word in page


@pytest.mark.covers("FUN-2")
def test_a_statement_is_narrowed_and_taken_along(berta):
    assert "No entry found" in berta.text("/funds/?kind=payout")
    assert "Opening balance" in berta.text("/funds/statement/?since=2026-01-01")
    assert berta.get("/funds/statement/xlsx/").status_code == 200
    assert berta.get("/funds/statement/pdf/").content.startswith(b"%PDF-")
    assert berta.get("/funds/statement/doc/").status_code == 404


@pytest.mark.covers("FUN-1")
def test_a_receipt_is_printed_in_the_brand_of_its_seller_and_of_nobody_above(berta, cast):
    fund(cast.karl, cast.bakery, 5_000, "rent", NOON)
    with transaction.atomic(), scoped(cast.karl.scope):
        receipt = Receipt.objects.get(reference="rent")
    here = f"/funds/documents/receipt/{receipt.number}/"
    assert f'href="{here}"' in page_of(berta, "/funds/")

    page = berta.text(here)

    for told in (
        f"Receipt {receipt.number}",
        "Kleinbach",
        "Bakery",
        "Customer number 1001",
        "€50.00",
        "Bank transfer",
        "rent",
    ):
        assert told in page
    for above in ("Nordlicht", "Handsel", "Operator"):
        assert above not in page_of(berta, here)
    assert "data-print" in page_of(berta, here)
    reverse_transfer(transfer_id=receipt.transfer_id, reason="Paid twice", by=cast.karl, at=NOON)
    assert "Taken back on 2026-11-02 : Paid twice" in berta.text(here)


@pytest.mark.covers("FUN-1", "FUN-3")
def test_notes_and_payouts_are_printed_too(berta, cast):
    said = {"credit-note": "Goodwill", "debit-note": "A visit", "payout": "As agreed"}
    numbers = {}
    for kind, reason in said.items():
        document = Document(kind.replace("-", "_"))
        method = PaidBy.BANK_TRANSFER if document == Document.PAYOUT else None
        wanted = Wanted(document, Money(1_000, "EUR"), reason, key=kind, method=method)
        written = adjust_wallet(buyer_id=cast.bakery, wanted=wanted, by=cast.karl, at=NOON)
        numbers[kind] = written.number
    statement = page_of(berta, "/funds/")
    for kind, reason in said.items():
        here = f"/funds/documents/{kind}/{numbers[kind]}/"
        assert f'href="{here}"' in statement
        assert reason in berta.text(here)
        assert "valid without a signature" not in berta.text(here)
    assert "Paid out by Bank transfer" in berta.text(f"/funds/documents/payout/{numbers['payout']}/")


@pytest.mark.covers("FUN-1", "OPS-3")
def test_nobody_prints_the_receipt_of_another_buyer(berta, cast):
    with transaction.atomic(), scoped(cast.nora.scope):
        above = Receipt.objects.filter(seller_id=cast.nordlicht).latest("pk")
    other = add_customer(details=AccountDetails(company_name="Mill", email="mill@mill.example"), by=cast.karl, at=NOON)
    fund(cast.karl, other.pk, 5_000, "theirs", NOON)
    with transaction.atomic(), scoped(cast.karl.scope):
        theirs = Receipt.objects.get(reference="theirs")
    assert above.buyer_id != cast.bakery
    for number in {theirs.number, 10**12}:
        assert berta.get(f"/funds/documents/receipt/{number}/").status_code == 404
    for kind in ("invoice", "reversal", "credit-note", "nothing"):
        assert berta.get(f"/funds/documents/{kind}/1001/").status_code == 404
