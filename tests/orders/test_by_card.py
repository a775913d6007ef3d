"""An order is paid by the card on file: reserved when all have agreed, settled at once, then taken (ORD-4, BIL-3)."""

from datetime import timedelta

import pytest
from django.db import transaction

from handsel.accounts.portal_changes import change_settings
from handsel.cli.demo.story import Cast, fund
from handsel.gateways.cards import remove_card
from handsel.kernel.isolation import scoped
from handsel.ledger.models import Receipt
from handsel.orders.approval import approve_order, pay_order_again, set_approval
from handsel.orders.placement import place_order
from handsel.orders.rules import StatusConflict
from tests.cast import NOON, wallet
from tests.gateways.playing import DECLINED_LATER, saved_card
from tests.orders.buying import buy, fill_cart, leg_of
from tests.orders.carding import SOON, charges, emptied, pays_by_card, proven, set_credit, stands, turned, with_card

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-4", "BIL-3")]


def balance(cast: Cast) -> tuple[int, int]:
    found = wallet(cast.kleinbach, cast.bakery)
    return found.balance_minor, found.held_minor


def test_a_card_is_asked_when_the_order_is_approved_and_taken_when_all_is_settled(by_card, play):
    cast = by_card
    leg = buy(cast)
    assert (leg.payment_method, leg.payment, stands(cast.karl, leg.order_id, cast.bakery)) == (
        "card", "on_card", "awaiting_approval",
    )  # fmt: skip
    assert charges(cast.kleinbach) == []

    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    assert charges(cast.kleinbach) == [("started", "authorise")]
    assert stands(cast.karl, leg.order_id, cast.bakery) == "being_bought"
    turned()

    assert stands(cast.karl, leg.order_id, cast.bakery) in {"in_progress", "executed"}
    assert charges(cast.kleinbach) == [("captured", "capture")]
    assert [row["captured"] for row in play.book.rows["payments"].values()] == [leg.gross_minor]
    assert balance(cast) == (0, 0)
    with transaction.atomic(), scoped(cast.karl.scope):
        receipt = Receipt.objects.get(charge__order_number=leg.number)
    assert (receipt.amount_minor, receipt.method, receipt.reference) == (leg.gross_minor, "card", "Visa …4242")
    proven()


@pytest.mark.covers("FUN-1", "SHO-4")
def test_the_receipt_of_a_card_has_the_day_where_the_seller_is_as_it_inherits_it(by_card, play):
    cast = by_card
    change_settings(changes={"time_zone": "Pacific/Kiritimati"}, version=1, by=cast.nora, at=NOON)

    approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON)
    turned()

    with transaction.atomic(), scoped(cast.karl.scope):
        receipt = Receipt.objects.get(method="card")
    assert receipt.received_on == (NOON + timedelta(days=1)).date()  # two in the morning there


def test_where_nobody_need_agree_the_card_is_asked_when_the_order_is_placed(by_card, play):
    cast = by_card
    set_approval(account_id=cast.bakery, required=False, by=cast.karl, at=NOON)

    leg = buy(cast)
    assert charges(cast.kleinbach) == [("started", "authorise")]
    turned()

    assert leg_of(cast.karl, leg.order_id, cast.bakery).settled_at
    proven()


def test_money_in_the_wallet_comes_first_and_the_card_rests(by_card, play):
    cast = by_card
    fund(cast.karl, cast.bakery, 10_000, "by-bank", NOON)

    leg = buy(cast)
    assert leg.payment == "paid"
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)

    assert leg_of(cast.karl, leg.order_id, cast.bakery).settled_at
    assert charges(cast.kleinbach) == []
    proven()


def test_a_card_that_says_no_leaves_nothing_settled_and_the_order_awaits_payment(by_card, play):
    cast = by_card
    saved_card(cast.bakery, cast.karl, DECLINED_LATER)
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    turned()

    assert stands(cast.karl, leg.order_id, cast.bakery) == "awaiting_payment"
    assert charges(cast.kleinbach) == [("refused", "authorise")]
    assert balance(cast) == (0, 0)
    assert wallet(cast.nordlicht, cast.kleinbach).balance_minor == 10_000
    proven()
    turned(SOON + timedelta(minutes=1))
    assert len(charges(cast.kleinbach)) == 1  # not asked in a loop


def test_another_card_lets_the_order_go_on_by_itself(by_card, play):
    cast = by_card
    saved_card(cast.bakery, cast.karl, DECLINED_LATER)
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    turned()

    saved_card(cast.bakery, cast.karl, "5555555555554444")
    turned(SOON + timedelta(minutes=1))

    assert leg_of(cast.karl, leg.order_id, cast.bakery).settled_at
    assert charges(cast.kleinbach) == [("refused", "void"), ("captured", "capture")]
    proven()


def test_money_by_another_way_lets_the_order_go_on_by_itself(by_card, play):
    cast = by_card
    saved_card(cast.bakery, cast.karl, DECLINED_LATER)
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    turned()

    fund(cast.karl, cast.bakery, leg.gross_minor, "by-bank", NOON)
    turned(SOON + timedelta(minutes=1))

    assert leg_of(cast.karl, leg.order_id, cast.bakery).settled_at
    assert charges(cast.kleinbach) == [("refused", "void")]
    assert balance(cast) == (0, 0)
    proven()


@pytest.mark.parametrize("who", ["karl", "berta"])
def test_the_same_card_is_asked_once_more_when_somebody_wishes_it(by_card, play, who):
    cast = by_card
    saved_card(cast.bakery, cast.karl, DECLINED_LATER)
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    turned()
    for card in play.book.rows["cards"].values():
        card["fate"] = "pays"

    again = pay_order_again(leg_id=leg.pk, by=getattr(cast, who), at=NOON)
    assert again.payment == "on_card"
    with pytest.raises(StatusConflict):
        pay_order_again(leg_id=leg.pk, by=getattr(cast, who), at=NOON)
    turned(SOON + timedelta(minutes=1))

    assert leg_of(cast.karl, leg.order_id, cast.bakery).settled_at
    proven()


def test_without_a_card_the_order_awaits_payment_until_one_is_saved(cast, play):
    with_card(cast.karl, cast.bakery)
    emptied(cast, cast.kleinbach, cast.bakery)
    remove_card(buyer_id=cast.bakery, by=cast.karl, at=NOON)
    leg = buy(cast)
    assert stands(cast.karl, leg.order_id, cast.bakery) == "awaiting_payment"

    saved_card(cast.bakery, cast.karl)
    turned()

    assert stands(cast.karl, leg.order_id, cast.bakery) == "awaiting_approval"
    proven()


def test_card_tiers_in_the_middle_are_all_reserved_before_anything_settles(by_card, play):
    cast = by_card
    with_card(cast.nora, cast.kleinbach)
    emptied(cast, cast.nordlicht, cast.kleinbach)
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    assert charges(cast.kleinbach) == charges(cast.nordlicht) == [("started", "authorise")]
    turned()

    assert charges(cast.kleinbach) == charges(cast.nordlicht) == [("captured", "capture")]
    assert leg_of(cast.karl, leg.order_id, cast.bakery).settled_at
    assert wallet(cast.nordlicht, cast.kleinbach).balance_minor == 0
    proven()


def test_placing_without_a_gateway_awaits_payment(cast):
    pays_by_card(cast.kleinbach, cast.bakery)
    emptied(cast, cast.kleinbach, cast.bakery)

    leg = place_order(order_id=fill_cart(cast).pk, by=cast.berta, at=NOON)

    assert (leg.payment, leg.fulfilment) == ("unpaid", "none")


def test_without_a_gateway_credit_counts_as_it_does_for_everybody(cast):
    pays_by_card(cast.kleinbach, cast.bakery)
    emptied(cast, cast.kleinbach, cast.bakery)
    set_credit(cast, 5_000)

    leg = place_order(order_id=fill_cart(cast).pk, by=cast.berta, at=NOON)

    assert (leg.payment, leg.fulfilment) == ("paid", "none")
    proven()


def test_credit_is_not_used_up_where_a_card_can_pay(by_card, play):
    cast = by_card
    set_credit(cast, 5_000)

    leg = buy(cast)

    assert leg.payment == "on_card"
