"""A visitor's cart is deleted by itself after as many days as its seller keeps carts, and says when (ACC-3, ORD-9)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast
from handsel.identity.actor import system
from handsel.jobs.worker import sweep_once
from handsel.kernel.isolation import scoped
from handsel.orders.left_carts import set_cart_rules
from handsel.signups import expiring
from handsel.signups.cart_models import VisitorCart
from handsel.signups.carts import remove_visitor_line, take_over_cart
from handsel.signups.expiring import expire_visitor_cart, remove_expired_visitor_carts
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.signups.test_visitor_carts import filled, line_ids
from tests.signups.visitors import portal_lets

pytestmark = pytest.mark.covers("ACC-3", "ORD-9")

MINUTE = timedelta(minutes=1)


@pytest.fixture
def shown(db: Any, cast: Cast) -> Cast:
    """Kleinbach shows visitors its prices, and keeps carts for 7 days."""
    portal_lets(cast.karl, visitor_prices="shown", sign_up="open")
    keep(cast, 7)
    return cast


def keep(cast: Cast, days: int, version: int = 0) -> None:
    set_cart_rules(
        remind_after_hours=None, most_reminders=1, keep_days=days, version=version, by=cast.karl, at=NOON
    )  # fmt: skip


def left(cast: Cast) -> list[str]:
    with transaction.atomic(), scoped(cast.karl.scope):
        return list(VisitorCart.objects.order_by("pk").values_list("number", flat=True))


def told(cast: Cast) -> list[dict[str, Any]]:
    with transaction.atomic(), scoped(cast.karl.scope):
        return list(Event.objects.filter(name="visitor_cart.expired").values_list("data", flat=True))


def days(number: int) -> datetime:
    return NOON + timedelta(days=number)


def test_the_worker_deletes_it_after_the_days_of_the_sellers_rule_though_nobody_comes(shown: Cast):
    number = filled(shown).cart.number

    sweep_once(at=days(7) - MINUTE)
    assert left(shown) == [number]
    sweep_once(at=days(7))

    assert left(shown) == []
    assert told(shown) == [{"number": number, "lines": 1}]


def test_each_change_keeps_it_longer_by_the_rule_of_then(shown: Cast):
    kept = filled(shown)
    filled(shown, kept.secret, at=days(6))

    assert remove_expired_visitor_carts(at=days(13) - MINUTE) == 0
    keep(shown, 1, version=1)
    assert remove_expired_visitor_carts(at=days(13) - MINUTE) == 0, "the visitor was told so"
    filled(shown, kept.secret, at=days(12))
    assert remove_expired_visitor_carts(at=days(13)) == 1


def test_what_is_empty_or_became_somebodys_goes_without_a_word(shown: Cast):
    portal = system(shown.kleinbach)
    empty, claimed = filled(shown).secret, filled(shown).secret
    remove_visitor_line(secret=empty, line_id=line_ids(shown, empty)[0], by=portal, at=NOON)
    take_over_cart(secret=claimed, buyer=shown.berta, by=portal, at=NOON)

    assert remove_expired_visitor_carts(at=days(7)) == 2

    assert (left(shown), told(shown)) == ([], [])


def test_whoever_changed_it_meanwhile_was_first(shown: Cast):
    cart = filled(shown).cart
    portal = system(shown.kleinbach)

    assert not expire_visitor_cart(cart_id=cart.pk, by=portal, at=days(1))
    assert not expire_visitor_cart(cart_id=cart.pk, by=system(shown.nordlicht), at=days(8))
    assert expire_visitor_cart(cart_id=cart.pk, by=portal, at=days(8))
    assert not expire_visitor_cart(cart_id=cart.pk, by=portal, at=days(8))


def test_one_that_cannot_be_deleted_keeps_no_other_waiting(shown: Cast, monkeypatch: pytest.MonkeyPatch):
    first, other = filled(shown).cart, filled(shown).cart

    def failing(**told: Any) -> bool:
        if told["cart_id"] == first.pk:
            raise ValueError("poison")
        return expire_visitor_cart(**told)

    monkeypatch.setattr(expiring, "expire_visitor_cart", failing)

    assert remove_expired_visitor_carts(at=days(7)) == 1
    assert left(shown) == [first.number]
    assert other.number != first.number
