"""My funds, my subscriptions, my profile (FUN-2, SUB-1, USR-1)."""

import pytest
from django.db import transaction

from handsel.cli.demo.story import fund
from handsel.deliveries.opening import open_deliveries
from handsel.kernel.isolation import scoped
from handsel.ledger.funds import reverse_transfer
from handsel.ledger.models import Receipt
from handsel.orders.approval import approve_order
from handsel.subscriptions.activation import start_subscriptions
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.orders.buying import buy

pytestmark = pytest.mark.django_db


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
