"""What goes wrong between an order and a card leaves the books right, and nothing reserved (ORD-4, BIL-3)."""

from datetime import timedelta

import pytest
from django.db import transaction

from handsel.accounts.suspending import suspend_account
from handsel.cli.demo.story import Cast, fund
from handsel.gateways.models import Charge
from handsel.gateways.reconciling import ask_gateways
from handsel.kernel.isolation import scoped
from handsel.orders.approval import approve_order, reject_order, set_approval
from handsel.orders.waiting import let_go_stale_cards
from tests.cast import NOON, wallet
from tests.gateways.playing import DECLINED_LATER, PAYS, saved_card
from tests.orders.buying import buy, leg_of
from tests.orders.carding import SOON, charges, emptied, pay_out, proven, set_credit, stands, turned, with_card

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-4", "BIL-3")]

LOST, OUT_OF_ORDER, SLOW, NOT_TAKEN = "4000000000000101", "4000000000000119", "4000000000000093", "4000000000000127"


def balance(cast: Cast) -> tuple[int, int]:
    found = wallet(cast.kleinbach, cast.bakery)
    return found.balance_minor, found.held_minor


@pytest.mark.parametrize(("number", "first"), [(LOST, "unknown"), (SLOW, "started"), (OUT_OF_ORDER, "unknown")])
def test_whatever_happens_to_the_answer_the_worker_finds_out(by_card, play, number, first):
    cast = by_card
    saved_card(cast.bakery, cast.karl, number)
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    turned(turns=1)
    assert charges(cast.kleinbach) == [(first, "authorise")]
    assert stands(cast.karl, leg.order_id, cast.bakery) == "being_bought"

    play.book.pass_time()
    turned(SOON + timedelta(minutes=2))
    turned(SOON + timedelta(hours=2))
    turned(SOON + timedelta(hours=3))

    if number == OUT_OF_ORDER:
        assert stands(cast.karl, leg.order_id, cast.bakery) == "awaiting_payment"
    else:
        assert leg_of(cast.karl, leg.order_id, cast.bakery).settled_at
        assert charges(cast.kleinbach) == [("captured", "capture")]
    assert len(play.book.rows["payments"]) == (0 if number == OUT_OF_ORDER else 1)
    proven()


def test_a_canceled_order_lets_go_what_was_reserved(by_card, play):
    cast = by_card
    set_approval(account_id=cast.kleinbach, required=True, by=cast.nora, at=NOON)
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    assert charges(cast.kleinbach) == []  # the tier above has not agreed yet
    above = leg_of(cast.nora, leg.order_id, cast.kleinbach)
    approve_order(leg_id=above.pk, by=cast.nora, at=NOON)
    ask_gateways(at=SOON)
    assert charges(cast.kleinbach) == [("authorised", "authorise")]

    reject_order(leg_id=leg.pk, reason="Out of stock", by=cast.karl, at=SOON)
    turned(SOON + timedelta(seconds=9))

    assert charges(cast.kleinbach) == [("voided", "void")]
    assert [row["state"] for row in play.book.rows["payments"].values()] == ["voided"]
    proven()


def test_an_order_canceled_before_the_gateway_heard_of_it_reserves_nothing(by_card, play):
    cast = by_card
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)

    reject_order(leg_id=leg.pk, reason="Out of stock", by=cast.karl, at=NOON)
    turned()

    assert charges(cast.kleinbach) == [("voided", "void")]
    assert not play.book.rows["payments"]
    proven()


def test_an_order_that_is_stopped_keeps_nothing_reserved_for_long(by_card, play):
    cast = by_card
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    suspend_account(account_id=cast.bakery, reason="Late", by=cast.karl, at=NOON)
    turned()
    assert charges(cast.kleinbach) == [("authorised", "authorise")]

    assert let_go_stale_cards(at=SOON + timedelta(hours=2)) == 1
    turned(SOON + timedelta(hours=2))

    assert charges(cast.kleinbach) == [("voided", "void")]
    assert not leg_of(cast.karl, leg.order_id, cast.bakery).settled_at
    proven()


def test_what_cannot_be_taken_after_settlement_is_asked_for_a_day_and_then_owed(by_card, play):
    cast = by_card
    saved_card(cast.bakery, cast.karl, NOT_TAKEN)
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    turned()
    assert leg_of(cast.karl, leg.order_id, cast.bakery).settled_at
    assert charges(cast.kleinbach) == [("authorised", "capture")]
    with transaction.atomic(), scoped(cast.karl.scope):
        assert Charge.objects.get().refusal == "not_taken"
    assert balance(cast) == (0, 0)

    for hours in (2, 30):
        turned(SOON + timedelta(hours=hours))

    assert charges(cast.kleinbach) == [("voided", "capture")]
    found = wallet(cast.kleinbach, cast.bakery)
    assert (found.balance_minor, bool(found.locked_at)) == (-leg.gross_minor, True)
    proven()


def test_a_wallet_tier_that_runs_dry_meanwhile_has_the_card_let_go(by_card, play):
    cast = by_card
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    emptied(cast, cast.nordlicht, cast.kleinbach)
    turned()

    assert charges(cast.kleinbach) == [("voided", "void")]
    assert stands(cast.nora, leg.order_id, cast.kleinbach) == "locked"
    proven()

    fund(cast.nora, cast.kleinbach, 10_000, "again", NOON)
    turned(SOON + timedelta(minutes=1))
    turned(SOON + timedelta(minutes=2))
    assert charges(cast.kleinbach)[-1] == ("captured", "capture")
    proven()


def test_one_card_tier_that_says_no_lets_all_others_go(by_card, play):
    cast = by_card
    with_card(cast.nora, cast.kleinbach, DECLINED_LATER)
    emptied(cast, cast.nordlicht, cast.kleinbach)
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    turned()

    assert charges(cast.kleinbach) == [("voided", "void")]
    assert charges(cast.nordlicht) == [("refused", "authorise")]
    assert stands(cast.nora, leg.order_id, cast.kleinbach) == "locked"
    assert stands(cast.karl, leg.order_id, cast.bakery) == "in_progress"
    proven()

    saved_card(cast.kleinbach, cast.nora, PAYS)
    turned(SOON + timedelta(minutes=1))
    turned(SOON + timedelta(minutes=2))
    assert leg_of(cast.karl, leg.order_id, cast.bakery).settled_at
    proven()


def test_a_wallet_that_owes_is_not_bypassed_by_a_card(by_card, play):
    cast = by_card
    set_credit(cast, 500)
    pay_out(cast.karl, cast.bakery, 400)
    set_credit(cast, 0)

    leg = buy(cast)

    assert stands(cast.karl, leg.order_id, cast.bakery) == "awaiting_payment"
    proven()
