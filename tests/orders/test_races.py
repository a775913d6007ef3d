"""Money under many hands at once: each promise holds whoever comes first (ORD-11, FUN-8)."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from handsel.accounts.archiving import archive_account
from handsel.accounts.details import AccountDetails
from handsel.accounts.suspending import suspend_account
from handsel.accounts.tree import add_customer
from handsel.catalog.offers import offers_to
from handsel.cli.demo.story import fund
from handsel.jobs.worker import run_once
from handsel.kernel.database import call_scalar
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.kernel.refusal import Refusal
from handsel.ledger.documents import PaidBy
from handsel.ledger.funds import add_funds, reverse_transfer
from handsel.ledger.proof import prove_books
from handsel.ledger.receiving import Received
from handsel.orders import placement
from handsel.orders.approval import approve_order, reject_order, set_approval
from handsel.orders.line_models import Line
from handsel.orders.models import Leg
from handsel.orders.placement import order_for, place_order
from handsel.orders.proof import order_faults
from handsel.orders.repricing import ask_buyer, confirm_price, decline_price
from handsel.orders.status import situation
from handsel.orders.wanted import LineWanted
from tests.accounts.crowds import customers
from tests.cast import NOON, wallet
from tests.orders.branches import mark_up
from tests.orders.buying import buy, fill_cart, leg_of

pytestmark = pytest.mark.usefixtures("committed_db")


def at_once(deeds: list[Callable[[], str]]) -> list[str]:
    """Do all `deeds` at the same time, each on a connection of its own, and return the sorted answers."""

    def one(deed: Callable[[], str]) -> str:
        try:
            return deed()
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sorted(pool.map(one, deeds))


@pytest.mark.covers("ORD-11", "FUN-8")
def test_eight_clicks_on_approve_pay_once(cast):
    leg = buy(cast)

    answers = at_once([lambda: situation(approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)).name] * 8)

    assert answers == ["in_progress"] + ["order_accepted_already"] * 7
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000 - 792
    assert prove_books().faults == order_faults() == []


@pytest.mark.covers("ORD-11")
def test_eight_clicks_on_buy_place_once(cast):
    cart = fill_cart(cast)

    answers = at_once([lambda: situation(place_order(order_id=cart.pk, by=cast.berta, at=NOON)).name] * 8)

    assert answers == ["awaiting_approval"] + ["cart_placed_already"] * 7
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 792


@pytest.mark.covers("ORD-11", "FUN-8")
def test_approve_and_reject_at_once_either_pay_all_or_nothing(cast):
    leg = buy(cast)

    answers = at_once(
        [
            lambda: situation(approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)).name,
            lambda: situation(reject_order(leg_id=leg.pk, reason="Out of stock", by=cast.karl, at=NOON)).name,
        ]
    )

    assert answers in (["in_progress", "order_status_conflict"], ["canceled", "order_canceled"])
    balance = wallet(cast.kleinbach, cast.bakery)
    assert balance.balance_minor == (10_000 - 792 if "in_progress" in answers else 10_000)
    assert balance.held_minor == 0
    assert prove_books().faults == order_faults() == []


@pytest.mark.covers("FUN-1", "FUN-8")
def test_the_same_payment_told_eight_times_credits_once(cast):
    def tell() -> str:
        fund(cast.karl, cast.bakery, 5_000, "statement-17", NOON)
        return "credited"

    assert at_once([tell] * 8) == ["credited"] * 8
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 15_000
    assert prove_books().faults == []


@pytest.mark.covers("ORD-11")
def test_two_workers_retry_waiting_orders_oldest_first_and_once(cast):
    legs = [buy(cast, "MOVE", "Per site", quantity=2) for _ in range(3)]
    assert {situation(leg).name for leg in legs} == {"awaiting_payment"}
    fund(cast.karl, cast.bakery, 300_00, "for-two", NOON)

    def work() -> str:
        run_once(at=NOON + timedelta(seconds=1))
        return "done"

    at_once([work, work])
    run_once(at=NOON + timedelta(seconds=2))

    stands = [situation(leg_of(cast.karl, leg.order_id, cast.bakery)).name for leg in legs]
    assert stands == ["awaiting_approval", "awaiting_approval", "awaiting_payment"]
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 2 * legs[0].gross_minor
    assert prove_books().faults == []


@pytest.mark.covers("ORD-11", "FUN-8")
def test_orders_and_payments_in_a_crowd_leave_the_books_right(cast):
    for buyer, by in ((cast.bakery, cast.karl), (cast.kleinbach, cast.nora), (cast.nordlicht, cast.olga)):
        fund(by, buyer, 100_000, "crowd", NOON)
    legs = [buy(cast) for _ in range(12)]

    deeds: list[Callable[[], str]] = [
        lambda leg=leg: situation(approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)).name  # type: ignore[misc]
        for leg in legs
    ]
    deeds += [lambda n=n: str(fund(cast.nora, cast.kleinbach, 100, f"crowd-{n}", NOON)) for n in range(6)]  # type: ignore[misc]

    assert at_once(deeds) == ["None"] * 6 + ["in_progress"] * 12
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 110_000 - 12 * 792
    assert wallet(cast.nordlicht, cast.kleinbach).balance_minor == 110_600 - 12 * 660
    assert prove_books().faults == order_faults() == []


@pytest.mark.covers("FUN-8")
def test_eight_hands_reverse_a_receipt_once(cast):
    received = Received(Money(5_000, "EUR"), PaidBy.CASH, NOON.date(), "cash-1")
    receipt = add_funds(buyer_id=cast.bakery, received=received, by=cast.karl, at=NOON)

    def reverse() -> str:
        reverse_transfer(transfer_id=receipt.transfer_id, reason="Counted wrong", by=cast.karl, at=NOON)
        return "reversed"

    assert at_once([reverse] * 8) == ["already_reversed"] * 7 + ["reversed"]
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000
    assert prove_books().faults == []


@pytest.mark.covers("ORD-9", "ORD-11")
def test_what_is_put_into_a_cart_while_it_is_placed_lies_in_the_next_one(cast, monkeypatch):
    cart, place = fill_cart(cast), placement._place
    begun = threading.Event()

    def place_slowly(*args: Any) -> Leg:
        begun.set()
        time.sleep(0.5)
        return place(*args)

    monkeypatch.setattr(placement, "_place", place_slowly)

    def put() -> str:
        begun.wait()
        return "same cart" if fill_cart(cast, "MAIL").pk == cart.pk else "next cart"

    assert at_once([lambda: place_order(order_id=cart.pk, by=cast.berta, at=NOON).fulfilment, put]) == [
        "next cart",
        "none",
    ]
    with transaction.atomic(), scoped(cast.karl.scope):
        assert Line.objects.filter(order=cart).count() == 1


@pytest.mark.covers("ORD-11")
def test_an_order_that_is_being_canceled_below_cannot_be_approved_above(cast):
    set_approval(account_id=cast.kleinbach, required=True, by=cast.nora, at=NOON)
    set_approval(account_id=cast.bakery, required=False, by=cast.karl, at=NOON)
    leg = buy(cast)
    above = leg_of(cast.nora, leg.order_id, cast.kleinbach)
    canceled = threading.Event()

    def cancel() -> str:
        with transaction.atomic(), scoped(cast.karl.scope):
            assert call_scalar("orders_cancel", leg.pk, "Not today", "Karl", NOON)
            canceled.set()
            time.sleep(0.5)
        return "canceled"

    def approve() -> str:
        canceled.wait()
        return approve_order(leg_id=above.pk, by=cast.nora, at=NOON).approval

    assert at_once([cancel, approve]) == ["canceled", "order_canceled"]
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 0
    assert wallet(cast.nordlicht, cast.kleinbach).held_minor == 0


@pytest.mark.covers("ACC-2")
def test_two_accounts_with_one_number_at_once_are_one_account_and_one_refusal(cast):
    details = AccountDetails(company_name="Twin", email="t@twin.example", external_number="X-1")

    def add() -> str:
        return add_customer(details=details, by=cast.karl, at=NOON).name

    answers = at_once([add] * 6)
    assert answers[0] == "Twin"
    assert set(answers[1:]) <= {"taken", "invalid"}


@pytest.mark.covers("ACC-6", "ORD-13")
@pytest.mark.parametrize("stop", [suspend_account, archive_account])
def test_an_order_is_placed_before_a_suspension_or_refused_after_it_and_never_between(cast, stop):
    """Whoever comes first is done first: an order that slipped through would be open at an archived account."""
    (account,) = customers(cast, 1)
    fund(cast.karl, account, 10_000, "race", NOON)
    with transaction.atomic(), scoped(cast.karl.scope):
        plan = next(offer.plan_id for offer in offers_to(account) if offer.sku == "WEB-S")
    reason = {"reason": "Does not pay"}

    def order() -> str:
        order_for(buyer_id=account, lines=[LineWanted(plan, 1)], by=cast.karl, at=NOON)
        return "ordered"

    def end() -> str:
        stop(account_id=account, by=cast.karl, at=NOON, **reason)
        return "stopped"

    answers = at_once([order] * 4 + [end] + [order] * 4)

    with transaction.atomic(), scoped(cast.karl.scope):
        placed = Leg.objects.filter(buyer_id=account).count()
    assert answers.count("ordered") == placed
    if stop is suspend_account:
        assert answers.count("stopped") == 1
        assert answers.count("ordering_stopped") == 8 - placed
    else:
        # Archived before the first order, or refused because of it.
        assert answers in (["ordering_stopped"] * 8 + ["stopped"], ["conflict"] + ["ordered"] * 8)
    assert prove_books().faults == order_faults() == []


@pytest.mark.covers("ACC-6", "ORD-13")
def test_a_suspension_waits_for_the_order_that_is_being_placed(cast):
    cart = fill_cart(cast)
    placed = threading.Event()

    def place() -> str:
        with transaction.atomic(), scoped(cast.berta.scope):
            call_scalar("orders_place", cart.pk, False, cast.berta.user_id, "Berta", NOON)  # noqa: FBT003
            placed.set()
            time.sleep(0.5)
            assert call_scalar("accounts_effective", cast.bakery, NOON) == "active"
        return "placed"

    def suspend() -> str:
        placed.wait()
        suspend_account(account_id=cast.bakery, reason="Late", by=cast.karl, at=NOON)
        with transaction.atomic(), scoped(cast.karl.scope):
            return f"{Leg.objects.filter(buyer_id=cast.bakery).count()} order seen"

    assert at_once([place, suspend]) == ["1 order seen", "placed"]


@pytest.mark.covers("ORD-13", "FUN-8")
def test_a_new_price_that_is_agreed_to_declined_and_canceled_at_once_has_one_outcome(cast):
    leg = buy(cast)
    mark_up(cast.kleinbach, Decimal(50))
    ask_buyer(leg_id=leg.pk, by=cast.karl, at=NOON)
    price = Money(990, "EUR")

    answers = at_once(
        [lambda: situation(confirm_price(leg_id=leg.pk, total=price, by=cast.berta, at=NOON)).name] * 4
        + [lambda: situation(decline_price(leg_id=leg.pk, by=cast.berta, at=NOON)).name] * 2
        + [lambda: situation(reject_order(leg_id=leg.pk, reason="No", by=cast.karl, at=NOON)).name] * 2
    )

    stands = situation(leg_of(cast.karl, leg.order_id, cast.bakery)).name
    assert answers.count(stands) == 1
    held = wallet(cast.kleinbach, cast.bakery)
    assert (held.balance_minor, held.held_minor) == (10_000 - 990 * (stands == "in_progress"), 0)
    assert prove_books().faults == order_faults() == []
