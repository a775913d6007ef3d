"""Of orders that wait for one wallet each is told what those before it leave of the funds (ORD-6, ORD-14, FUN-5)."""

from datetime import timedelta

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast, fund
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.documents import PaidBy
from handsel.ledger.receiving import Received
from handsel.orders.approval import reject_order, set_approval, skip_order
from handsel.orders.models import Leg
from handsel.orders.preflight import buyers_funding, to_pay_for
from handsel.orders.receiving import record_payment
from handsel.orders.status import situation
from handsel.orders.waiting import retry_waiting_orders
from tests.cast import NOON
from tests.orders.buying import buy, leg_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-6", "ORD-14")]

PRICE = 12_356
"""What two certificates cost Bakery, whose wallet holds 100.00."""


def to_pay(cast: Cast, *legs: Leg) -> list[int]:
    with transaction.atomic(), scoped(cast.karl.scope):
        return [to_pay_for(leg_of(cast.karl, leg.order_id, cast.bakery), at=NOON).minor for leg in legs]


def pay(cast: Cast, leg: Leg, minor: int) -> None:
    received = Received(Money(minor, "EUR"), PaidBy.BANK_TRANSFER, NOON.date(), f"{leg.pk}-{minor}")
    record_payment(leg_id=leg.pk, received=received, by=cast.karl, at=NOON)


def two(cast: Cast) -> tuple[Leg, Leg]:
    first, second = (buy(cast, "TLS", "One year", 2) for _ in range(2))
    return first, second


def said(leg: Leg, cast: Cast) -> str:
    return situation(leg_of(cast.karl, leg.order_id, cast.bakery)).name


def test_the_one_placed_first_claims_what_is_there_and_all_that_is_told_suffices_for_all(cast):
    first, second = two(cast)

    assert to_pay(cast, first, second) == [PRICE - 10_000, PRICE]

    fund(cast.karl, cast.bakery, sum(to_pay(cast, first, second)), "both", NOON)
    assert retry_waiting_orders(at=NOON) == 2
    assert [said(leg, cast) for leg in (first, second)] == ["awaiting_approval"] * 2


def test_a_payment_for_an_order_pays_that_order_and_the_other_is_told_what_is_left(cast):
    first, second = two(cast)

    pay(cast, second, PRICE)

    assert (said(second, cast), said(first, cast)) == ("awaiting_approval", "awaiting_payment")
    assert to_pay(cast, first) == [PRICE - 10_000]


def test_what_is_kept_for_the_first_is_not_claimed_twice(cast):
    first, second = two(cast)
    pay(cast, first, 1_000)
    assert to_pay(cast, first, second) == [PRICE - 11_000, PRICE]

    pay(cast, first, PRICE - 11_000)

    assert said(first, cast) == "awaiting_approval"
    assert to_pay(cast, second) == [PRICE]


def test_more_than_the_first_needs_is_left_for_the_second(cast):
    first, second = two(cast)
    pay(cast, first, 11_000)  # kept; then it needs 13.56 of the 100.00
    assert said(first, cast) == "awaiting_approval"
    small = buy(cast, "TLS", "One year", 1)
    assert said(small, cast) == "awaiting_approval"
    third = buy(cast, "TLS", "One year", 3)

    with transaction.atomic(), scoped(cast.karl.scope):
        found = [buyers_funding(leg_of(cast.karl, leg.order_id, cast.bakery), at=NOON) for leg in (second, third)]

    free = 10_000 - (PRICE - 11_000) - small.gross_minor
    assert [(one.available.minor, one.claimed.minor) for one in found] == [(free, 0), (0, free)]


def test_what_suffices_for_a_later_one_goes_on_by_itself_and_is_told_so(cast):
    first = buy(cast, "TLS", "One year", 4)
    second = buy(cast, "TLS", "One year", 2)
    fund(cast.karl, cast.bakery, 5_000, "some", NOON)

    assert to_pay(cast, first, second)[1] == 0
    assert retry_waiting_orders(at=NOON) == 1
    assert (said(first, cast), said(second, cast)) == ("awaiting_payment", "awaiting_approval")


@pytest.mark.covers("FUN-5")
def test_who_was_put_behind_the_others_claims_after_them_and_who_was_canceled_nothing(cast):
    first, second = two(cast)
    skip_order(leg_id=first.pk, by=cast.karl, at=NOON + timedelta(hours=1))
    assert to_pay(cast, first, second) == [PRICE, PRICE - 10_000]

    reject_order(leg_id=second.pk, reason="Twice", by=cast.karl, at=NOON)

    assert to_pay(cast, first) == [PRICE - 10_000]


@pytest.mark.covers("ORD-11")
def test_locked_orders_of_a_reseller_claim_in_turn_too(cast):
    """Two certificates cost Kleinbach 102.96 each time, and it has 100.00."""
    set_approval(account_id=cast.bakery, required=False, by=cast.karl, at=NOON)
    fund(cast.karl, cast.bakery, 50_000, "enough", NOON)
    legs = [buy(cast, "TLS", "One year", 2) for _ in range(2)]

    with transaction.atomic(), scoped(cast.nora.scope):
        locked = [leg_of(cast.nora, leg.order_id, cast.kleinbach) for leg in legs]
        missing = [buyers_funding(leg, at=NOON).missing.minor for leg in locked]

    assert missing == [296, 10_296]
