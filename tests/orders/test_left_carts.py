"""Carts that are left: contacted, discarded, reminded of and deleted by the seller's rules, each once (ORD-9)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction

from handsel.accounts.suspending import suspend_account
from handsel.accounts.versions import ChangedMeanwhile
from handsel.cli.demo.story import Cast
from handsel.identity.actor import system
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.orders.left_carts import (
    AskedJustNow,
    contact_about_cart,
    discard_cart,
    see_to_left_cart,
    see_to_left_carts,
    set_cart_rules,
)
from handsel.orders.manual_prices import Wanted, set_manual_price
from handsel.orders.models import Leg, Order
from handsel.orders.placement import StatusConflict, place_order
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.mail.reading import LATER, mails, read_all
from tests.orders.buying import buy, fill_cart

pytestmark = pytest.mark.covers("ORD-9")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def rules(cast: Cast, hours: int | None = 24, most: int = 2, days: int = 90, version: int = 0):
    return set_cart_rules(
        remind_after_hours=hours, most_reminders=most, keep_days=days, version=version, by=cast.karl, at=NOON
    )


def told(cast: Cast) -> list[str]:
    with transaction.atomic(), scoped(cast.karl.scope):
        found = Event.objects.filter(name__startswith="cart.").exclude(name="cart.started")
        return list(found.order_by("pk").values_list("name", flat=True))


def is_there(cast: Cast, order: Order) -> bool:
    with transaction.atomic(), scoped(cast.karl.scope):
        return Order.objects.filter(pk=order.pk).exists()


@pytest.mark.django_db
def test_nobody_is_reminded_unless_the_seller_says_so(cast: Cast):
    fill_cart(cast)

    assert see_to_left_carts(at=NOON + 30 * DAY) == 0
    assert told(cast) == []


@pytest.mark.django_db
@pytest.mark.covers("MAI-1", "ORD-10")
def test_the_letter_names_the_price_that_staff_set_by_hand(cast: Cast):
    cart = fill_cart(cast)
    with transaction.atomic(), scoped(cast.karl.scope):
        line = cart.lines.get()
    set_manual_price(line_id=line.pk, wanted=Wanted("Friend", percent=Decimal(10)), by=cast.karl, at=NOON)

    contact_about_cart(order_id=cart.pk, message="For you", by=cast.karl, at=NOON)

    read_all(NOON)
    (mail,) = mails(cast.kleinbach, kind="incomplete_order")
    assert "€7.13" in mail.text
    assert "€7.92" not in mail.text


@pytest.mark.django_db
@pytest.mark.covers("MAI-1")
def test_a_buyer_is_reminded_as_often_as_the_rule_says_and_no_more(cast: Cast):
    rules(cast)
    fill_cart(cast)

    seen = [see_to_left_carts(at=NOON + hours * HOUR) for hours in (23, 24, 25, 47, 48, 49, 200)]

    assert seen == [0, 1, 0, 0, 1, 0, 0]
    assert told(cast) == ["cart.reminded", "cart.reminded"]
    read_all(LATER)
    found = mails(cast.kleinbach, kind="incomplete_order")
    assert [mail.recipient for mail in found] == ["berta@bakery.example"] * 2
    assert "lies in your cart" in found[0].text
    assert "kept until" in found[0].text


@pytest.mark.django_db
def test_reminders_stop_when_something_happens_and_begin_anew(cast: Cast):
    rules(cast, most=1)
    fill_cart(cast)
    assert see_to_left_carts(at=NOON + 24 * HOUR) == 1

    fill_cart(cast, quantity=2)  # at noon again: it waits a day from then

    assert [see_to_left_carts(at=NOON + hours * HOUR) for hours in (23, 24)] == [0, 1]
    buy(cast)
    assert see_to_left_carts(at=NOON + 9 * DAY) == 0


@pytest.mark.django_db
def test_who_cannot_order_now_is_not_reminded(cast: Cast):
    rules(cast)
    cart = fill_cart(cast)
    suspend_account(account_id=cast.bakery, reason="unpaid", until=None, by=cast.karl, at=NOON)

    see_to_left_carts(at=NOON + 2 * DAY)

    assert told(cast) == []
    assert is_there(cast, cart)


@pytest.mark.django_db
def test_an_old_cart_is_deleted_after_the_time_that_was_set_and_that_is_told(cast: Cast):
    cart = fill_cart(cast)
    assert see_to_left_carts(at=NOON + 89 * DAY) == 0
    assert is_there(cast, cart)

    assert see_to_left_carts(at=NOON + 90 * DAY) == 1

    assert (is_there(cast, cart), told(cast)) == (False, ["cart.expired"])
    assert see_to_left_carts(at=NOON + 91 * DAY) == 0


@pytest.mark.django_db
def test_what_came_in_between_is_looked_at_under_the_lock(cast: Cast):
    rules(cast, days=1)
    cart = fill_cart(cast)
    by = system(cast.kleinbach)
    place_order(order_id=cart.pk, by=cast.berta, at=NOON)

    assert see_to_left_cart(order_id=cart.pk, by=by, at=NOON + 9 * DAY) is False
    other = fill_cart(cast)
    assert see_to_left_cart(order_id=other.pk, by=by, at=NOON + HOUR) is False
    assert is_there(cast, other)


@pytest.mark.django_db
def test_staff_discard_a_cart_with_a_reason(cast: Cast):
    cart = fill_cart(cast)
    with pytest.raises(Invalid):
        discard_cart(order_id=cart.pk, reason=" ", by=cast.karl, at=NOON)
    for by in (cast.ruth, cast.berta):
        with pytest.raises(Forbidden):
            discard_cart(order_id=cart.pk, reason="Old", by=by, at=NOON)
    for by in (cast.nora, cast.sven):
        with pytest.raises(Order.DoesNotExist):
            discard_cart(order_id=cart.pk, reason="Old", by=by, at=NOON)

    assert discard_cart(order_id=cart.pk, reason="Ordered by phone", by=cast.karl, at=NOON) == cart.number

    assert not is_there(cast, cart)
    with transaction.atomic(), scoped(cast.karl.scope):
        assert Event.objects.get(name="cart.discarded").reason == "Ordered by phone"


@pytest.mark.django_db
def test_a_placed_cart_is_neither_discarded_nor_written_about(cast: Cast):
    order_id = buy(cast).order_id

    with pytest.raises(StatusConflict):
        discard_cart(order_id=order_id, reason="Old", by=cast.karl, at=NOON)
    with pytest.raises(StatusConflict):
        contact_about_cart(order_id=order_id, message="Hello", by=cast.karl, at=NOON)


@pytest.mark.django_db
@pytest.mark.covers("MAI-1")
def test_staff_write_to_the_buyer_in_their_own_words(cast: Cast):
    cart = fill_cart(cast)
    for message in ("", "m" * 1001):
        with pytest.raises(Invalid):
            contact_about_cart(order_id=cart.pk, message=message, by=cast.karl, at=NOON)

    contact_about_cart(order_id=cart.pk, message="Can we help?", by=cast.karl, at=NOON)
    with pytest.raises(AskedJustNow):
        contact_about_cart(order_id=cart.pk, message="Can we help?", by=cast.karl, at=NOON)

    read_all(LATER)
    (mail,) = mails(cast.kleinbach, kind="incomplete_order")
    assert "Can we help?" in mail.text
    assert "Karl Kaufmann" in mail.text


@pytest.mark.django_db
def test_the_rules_are_sane_and_two_people_do_not_overwrite_each_other(cast: Cast):
    for wrong in ({"hours": 0}, {"hours": 9999}, {"most": 0}, {"most": 6}, {"days": 0}, {"days": 731}):
        with pytest.raises(Invalid):
            rules(cast, **wrong)
    assert rules(cast).version == 1
    assert rules(cast, version=1).version == 1
    with pytest.raises(ChangedMeanwhile):
        rules(cast, hours=5)
    with pytest.raises(Forbidden):
        set_cart_rules(remind_after_hours=1, most_reminders=1, keep_days=1, version=1, by=cast.ruth, at=NOON)


def test_of_discarding_and_placing_at_once_exactly_one_wins(committed_db, cast: Cast):
    cart = fill_cart(cast)

    def apart(work):
        def run() -> str:
            try:
                work()
            except (StatusConflict, Order.DoesNotExist):
                return "late"
            finally:
                connection.close()
            return "done"

        return run

    works = [
        apart(lambda: place_order(order_id=cart.pk, by=cast.berta, at=NOON)),
        apart(lambda: discard_cart(order_id=cart.pk, reason="Old", by=cast.karl, at=NOON)),
        apart(lambda: place_order(order_id=cart.pk, by=cast.karl, at=NOON)),
        apart(lambda: place_order(order_id=cart.pk, by=cast.karl, at=NOON)),
    ]
    with ThreadPoolExecutor(4) as pool:
        answers = [future.result() for future in [pool.submit(work) for work in works]]

    assert sorted(answers) == ["done", "late", "late", "late"]
    with transaction.atomic(), scoped(cast.karl.scope):
        orders = Leg.objects.filter(position=0, order_id=cart.pk).count()
    assert orders + answers.count("done") - 1 in {0, 1}
    assert is_there(cast, cart) == bool(orders)


def test_two_workers_remind_once(committed_db, cast: Cast):
    rules(cast, most=5)
    fill_cart(cast)

    def turn(_number: int) -> int:
        try:
            return see_to_left_carts(at=NOON + DAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(turn, range(4))) == 1
    assert told(cast) == ["cart.reminded"]
