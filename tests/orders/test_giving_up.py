"""Orders that wait too long are given up, and what is held for them is free (FUN-5, ORD-11)."""

from datetime import timedelta

import pytest

from handsel.cli.demo.story import Cast
from handsel.ledger.funds import reverse_transfer
from handsel.ledger.proof import prove_books
from handsel.orders.approval import approve_order, set_approval
from handsel.orders.giving_up import give_up_stale_orders
from handsel.orders.left_carts import set_cart_rules
from handsel.orders.proof import order_faults
from handsel.orders.status import situation
from handsel.orders.withdrawing import withdraw_order
from tests.cast import NOON, wallet
from tests.mail.reading import mails, read_all
from tests.orders.buying import buy, leg_of
from tests.orders.test_races import at_once
from tests.orders.test_receiving import now_of, pay, unpaid
from tests.orders.test_shortages import empty

pytestmark = pytest.mark.covers("FUN-5", "ORD-11")

DAYS = timedelta(days=1)


def give_up_after(cast: Cast, days: int | None) -> None:
    rules = {"remind_after_hours": None, "most_reminders": 1, "keep_days": 90, "version": 0}
    set_cart_rules(**rules, give_up_days=days, by=cast.karl, at=NOON)


@pytest.mark.django_db
def test_an_order_that_nobody_accepts_is_given_up_after_sixty_days(cast: Cast):
    leg = buy(cast)

    assert give_up_stale_orders(at=NOON + 59 * DAYS) == 0
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 792
    assert give_up_stale_orders(at=NOON + 60 * DAYS) == 1
    assert give_up_stale_orders(at=NOON + 61 * DAYS) == 0

    gone = leg_of(cast.karl, leg.order_id, cast.bakery)
    assert (situation(gone).name, gone.cancel_reason) == ("canceled", "It waited longer than 60 days.")
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 0
    assert prove_books().faults == order_faults() == []


@pytest.mark.django_db
@pytest.mark.covers("ORD-6")
def test_an_order_that_was_paid_in_part_waits_from_then_on(cast: Cast):
    leg = unpaid(cast)
    day = NOON + 59 * DAYS
    receipt = pay(cast, leg, 2_000, at=day)

    assert give_up_stale_orders(at=NOON + 61 * DAYS) == 0
    assert give_up_stale_orders(at=day + 59 * DAYS) == 0
    assert now_of(cast, leg).payment == "partly_paid"

    reverse_transfer(transfer_id=receipt.transfer_id, reason="Bounced", by=cast.karl, at=day + 1 * DAYS)
    assert give_up_stale_orders(at=NOON + 61 * DAYS) == 1, "what was taken back is no payment"


@pytest.mark.django_db
@pytest.mark.covers("ORD-6")
def test_an_order_that_was_paid_in_part_is_given_up_when_no_more_comes(cast: Cast):
    leg = unpaid(cast)
    pay(cast, leg, 2_000, at=NOON + 59 * DAYS)

    assert give_up_stale_orders(at=NOON + 119 * DAYS) == 1

    found = wallet(cast.kleinbach, cast.bakery)
    assert (found.balance_minor, found.held_minor) == (12_000, 0)
    assert prove_books().faults == order_faults() == []


@pytest.mark.django_db
def test_buyer_and_seller_are_told_why(cast: Cast):
    buy(cast)
    give_up_stale_orders(at=NOON + 60 * DAYS)
    read_all(NOON + 60 * DAYS)

    told = mails(cast.kleinbach, kind="order_canceled") + mails(cast.kleinbach, kind="order_given_up")

    assert {cast.berta.user_id, cast.karl.user_id} <= {mail.user_id for mail in told}
    assert all("It waited longer than 60 days." in mail.text for mail in told)


@pytest.mark.django_db
def test_an_order_that_lacks_funds_above_frees_the_holds_of_all_tiers(cast: Cast):
    set_approval(account_id=cast.bakery, required=False, by=cast.karl, at=NOON)
    empty(cast.olga, cast.nordlicht)
    leg = buy(cast)
    assert situation(leg_of(cast.olga, leg.order_id, cast.nordlicht)).name == "locked"

    assert give_up_stale_orders(at=NOON + 60 * DAYS) == 1

    for by, buyer in ((cast.karl, cast.bakery), (cast.nora, cast.kleinbach), (cast.olga, cast.nordlicht)):
        assert situation(leg_of(by, leg.order_id, buyer)).name == "canceled"
        assert wallet(by.seller_id, buyer).held_minor == 0
    assert order_faults() == []


@pytest.mark.django_db
def test_the_seller_says_how_long_or_never(cast: Cast):
    give_up_after(cast, 3)
    buy(cast)
    assert give_up_stale_orders(at=NOON + 3 * DAYS) == 1


@pytest.mark.django_db
def test_where_the_seller_says_never_an_order_waits_on(cast: Cast):
    give_up_after(cast, None)
    buy(cast)
    assert give_up_stale_orders(at=NOON + 900 * DAYS) == 0


@pytest.mark.django_db
def test_what_goes_on_is_not_given_up_and_a_decision_begins_the_time_anew(cast: Cast):
    empty(cast.nora, cast.kleinbach)
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON + 50 * DAYS)

    assert give_up_stale_orders(at=NOON + 60 * DAYS) == 0
    assert give_up_stale_orders(at=NOON + 110 * DAYS) == 1


@pytest.mark.django_db
def test_what_is_settled_stays(cast: Cast):
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)

    assert give_up_stale_orders(at=NOON + 900 * DAYS) == 0
    assert situation(leg_of(cast.karl, leg.order_id, cast.bakery)).name == "in_progress"


def test_giving_up_and_accepting_at_once_either_pay_all_or_nothing(committed_db, cast: Cast):
    leg, late = buy(cast), NOON + 60 * DAYS

    answers = at_once(
        [lambda: situation(approve_order(leg_id=leg.pk, by=cast.karl, at=late)).name]
        + [lambda: str(give_up_stale_orders(at=late))] * 3
    )

    paid = wallet(cast.kleinbach, cast.bakery)
    assert answers in (["0", "0", "0", "in_progress"], ["0", "0", "1", "order_canceled"])
    assert paid.balance_minor == (10_000 - 792 if "in_progress" in answers else 10_000)
    assert paid.held_minor == 0
    assert prove_books().faults == order_faults() == []


@pytest.mark.django_db
def test_a_buyer_who_cancels_in_those_words_has_given_nothing_up(cast: Cast):
    leg = buy(cast)
    withdraw_order(leg_id=leg.pk, reason="It waited longer than I can", by=cast.berta, at=NOON)
    read_all(NOON)

    assert mails(cast.kleinbach, kind="order_withdrawn")
    assert mails(cast.kleinbach, kind="order_given_up") == []
