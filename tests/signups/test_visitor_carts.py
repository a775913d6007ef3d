"""A visitor's cart: filled before anybody knows who it is, and theirs once they sign up or log in (ACC-3, ORD-9)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from handsel.accounts.suspending import suspend_account
from handsel.cli.demo.story import Cast
from handsel.identity.actor import system
from handsel.identity.throttling import Place
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Invalid
from handsel.orders.cart import LineGone, cart_of, put_in_cart
from handsel.orders.cart_rule_models import KEEP_DAYS
from handsel.orders.left_carts import set_cart_rules
from handsel.orders.wanted import LineWanted, NotOffered
from handsel.signups.cart_models import VisitorCart
from handsel.signups.carts import (
    MOST_FROM_NETWORK,
    CartGone,
    Kept,
    TooManyCarts,
    VisitorCartsOff,
    add_visitor_line,
    cart_with,
    change_visitor_line,
    keep_contact,
    remove_visitor_line,
    take_over_cart,
)
from handsel.signups.expiring import remove_expired_visitor_carts
from handsel.signups.reminding import ask_for_reminders, remind_visitors
from tests.cast import NOON
from tests.orders.test_races import at_once
from tests.signups.visitors import HERE, confirmed, portal_lets
from tests.storefront.visitors import offer

pytestmark = pytest.mark.covers("ACC-3", "ORD-9")


@pytest.fixture
def shown(db: Any, cast: Cast) -> Cast:
    """Kleinbach shows visitors its prices, and lets them in."""
    portal_lets(cast.karl, visitor_prices="shown", sign_up="open")
    return cast


def plan(cast: Cast, sku: str = "MAIL") -> int:
    return offer(cast.berta, sku).plan_id


def filled(cast: Cast, secret: str = "", sku: str = "MAIL", quantity: int = 2, **more: Any) -> Kept:
    details = {"place": HERE, "by": system(cast.kleinbach), "at": NOON} | more
    return add_visitor_line(secret=secret, wanted=LineWanted(plan(cast, sku), quantity), **details)


def lying(cast: Cast, secret: str) -> list[int] | None:
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        cart = cart_with(secret, cast.kleinbach, at=NOON)
        return [line.quantity for line in cart.lines.order_by("pk")] if cart else None


def line_ids(cast: Cast, secret: str) -> list[int]:
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        cart = cart_with(secret, cast.kleinbach, at=NOON)
        return [line.pk for line in cart.lines.order_by("pk")] if cart else []


def taken(cast: Cast, secret: str) -> Any:
    return take_over_cart(secret=secret, buyer=cast.berta, by=system(cast.kleinbach), at=NOON)


def quantities(cast: Cast, buyer: int) -> dict[int, int]:
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        cart = cart_of(buyer)
        return {line.plan_id: line.quantity for line in cart.lines.all()} if cart else {}


def test_a_cart_is_filled_changed_and_emptied_by_who_holds_its_secret(shown: Cast):
    secret = filled(shown).secret
    assert filled(shown, secret, "WEB-S", 1).secret == secret
    assert lying(shown, secret) == [2, 1]
    filled(shown, secret, quantity=3)
    mail, site = line_ids(shown, secret)
    remove_visitor_line(secret=secret, line_id=site, by=system(shown.kleinbach), at=NOON)
    assert lying(shown, secret) == [5]
    changed = LineWanted(plan(shown), 4)
    change_visitor_line(secret=secret, line_id=mail, wanted=changed, by=system(shown.kleinbach), at=NOON)
    assert lying(shown, secret) == [4]
    for gone in (site, 10**9):
        with pytest.raises(LineGone):
            change_visitor_line(secret=secret, line_id=gone, wanted=changed, by=system(shown.kleinbach), at=NOON)
    assert lying(shown, "made-up") is None
    with transaction.atomic(), scoped(shown.karl.scope):
        assert secret not in str(VisitorCart.objects.values_list())
    assert filled(shown, "made-up").secret != secret


def test_who_changed_a_cart_is_left_alone_as_long_as_the_first_time(shown: Cast):
    set_cart_rules(remind_after_hours=24, most_reminders=2, keep_days=90, version=0, by=shown.karl, at=NOON)
    secret = filled(shown).secret
    ask_for_reminders(
        secret=secret, email="vera@visitor.example", text="Remind me", language="en",
        by=system(shown.kleinbach), at=NOON,
    )  # fmt: skip

    def reminded(since: datetime, *hours: int) -> list[int]:
        return [remind_visitors(at=since + timedelta(hours=after)) for after in hours]

    assert reminded(NOON, 23, 25, 50) == [0, 1, 1]
    changed = NOON + timedelta(hours=60)
    filled(shown, secret, at=changed)

    assert reminded(changed, 1, 23, 25, 50, 75) == [0, 0, 1, 1, 0]


def test_log_in_lays_it_on_top_of_what_lies_there_and_takes_it_once(shown: Cast):
    mine = offer(shown.berta, "MAIL")
    put_in_cart(buyer_id=shown.bakery, plan_id=mine.plan_id, quantity=4, by=shown.berta, at=NOON)
    secret = filled(shown).secret
    filled(shown, secret, "WEB-S", 1)

    claimed = taken(shown, secret)

    assert (claimed.taken, claimed.left) == (2, ())
    assert quantities(shown, shown.bakery) == {mine.plan_id: 6, plan(shown, "WEB-S"): 1}
    with pytest.raises(CartGone):
        taken(shown, secret)
    assert lying(shown, secret) is None


def test_sign_up_makes_it_the_new_customers(shown: Cast):
    kept = filled(shown)
    keep_contact(
        secret=kept.secret, name="Flora", email=" Flora@x.example ", phone="", by=system(shown.kleinbach), at=NOON
    )
    with transaction.atomic(), scoped(shown.karl.scope):
        assert VisitorCart.objects.get().email == "flora@x.example"

    done = confirmed(shown, cart_ref=kept.cart.pk)

    assert quantities(shown, done.account_id or 0) == {plan(shown): 2}
    with transaction.atomic(), scoped(shown.karl.scope):
        cart = VisitorCart.objects.get()
    assert (cart.account_ref, cart.email, cart.name) == (done.account_id, "", "")


def test_a_cart_of_another_portal_or_too_old_is_none(shown: Cast):
    secret = filled(shown).secret
    with pytest.raises(CartGone):
        take_over_cart(secret=secret, buyer=shown.berta, by=system(shown.suedwind), at=NOON)
    late = NOON + timedelta(days=KEEP_DAYS, minutes=1)
    with pytest.raises(CartGone):
        take_over_cart(secret=secret, buyer=shown.berta, by=system(shown.kleinbach), at=late)
    assert lying(shown, filled(shown, secret, at=late).secret) == [2], "what lay there before is gone"
    assert remove_expired_visitor_carts(at=late) == 1
    with transaction.atomic(), scoped(shown.karl.scope):
        assert VisitorCart.objects.count() == 1


def test_a_storefront_session_sees_no_cart_of_a_visitor(shown: Cast):
    filled(shown)
    for by, count in ((shown.berta, 0), (shown.sven, 0), (shown.karl, 1)):
        with transaction.atomic(), scoped(by.scope):
            assert VisitorCart.objects.count() == count


def test_what_cannot_be_is_refused_and_leaves_no_trace(shown: Cast):
    with pytest.raises(Invalid):
        filled(shown, quantity=100_001)
    with pytest.raises(NotOffered):
        add_visitor_line(secret="", wanted=LineWanted(10**9), place=HERE, by=system(shown.kleinbach), at=NOON)
    portal_lets(shown.karl, visitor_prices="hidden")
    with pytest.raises(VisitorCartsOff, match="Log in"):
        filled(shown)
    portal_lets(shown.karl, visitor_prices="shown")
    suspend_account(account_id=shown.kleinbach, reason="So", by=shown.nora, at=NOON)
    with pytest.raises(VisitorCartsOff, match="at the moment"):
        filled(shown)
    with transaction.atomic(), scoped(shown.karl.scope):
        assert not VisitorCart.objects.exists()


def test_one_network_has_so_many_open_carts_at_most(shown: Cast):
    for _ in range(MOST_FROM_NETWORK):
        filled(shown)
    with pytest.raises(TooManyCarts):
        filled(shown)
    assert filled(shown, place=Place("198.51.100.1")).secret


def test_a_cart_taken_over_at_once_is_taken_once(committed_db: Any, cast: Cast):
    portal_lets(cast.karl, visitor_prices="shown")
    secret = filled(cast).secret

    answers = at_once([lambda: str(taken(cast, secret).taken)] * 6)

    assert answers == ["1"] + ["cart_gone"] * 5
    assert quantities(cast, cast.bakery) == {plan(cast): 2}


def test_the_secret_of_a_cart_that_was_taken_over_begins_none(shown: Cast):
    secret = filled(shown).secret
    take_over_cart(secret=secret, buyer=shown.berta, by=system(shown.kleinbach), at=NOON)
    assert filled(shown, secret).secret != secret


def test_adds_at_once_with_one_secret_begin_one_cart(committed_db: Any, cast: Cast):
    portal_lets(cast.karl, visitor_prices="shown")
    plans = [plan(cast, sku) for sku in ("MAIL", "WEB-S")]

    def put(plan_id: int) -> str:
        wanted = LineWanted(plan_id, 2)
        return add_visitor_line(secret="begun", wanted=wanted, place=HERE, by=system(cast.kleinbach), at=NOON).secret

    answers = at_once([lambda one=one: put(one) for one in plans * 3])

    assert answers == ["begun"] * 6
    assert sorted(lying(cast, "begun") or []) == [6, 6]
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        assert VisitorCart.objects.count() == 1
