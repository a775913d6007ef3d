"""My orders: list, details, history, and nobody else's (ORD-1, ORD-2, OPS-3)."""

import pytest

from handsel.identity.actor import SYSTEM
from handsel.orders.approval import approve_order, reject_order
from handsel.orders.models import Approval, Fulfilment, Leg, Payment
from handsel.orders.status import SITUATIONS
from handsel.orders.withdrawing import withdraw_order
from handsel.storefront.orders_seen import NEXT, TONES, SeenOrder
from tests.cast import NOON
from tests.console.conftest import logged_in
from tests.console.test_visits import gone
from tests.isolation.asking import CHANGING
from tests.orders.buying import buy, fill_cart
from tests.orders.test_shortages import empty
from tests.storefront.visitors import words

pytestmark = pytest.mark.django_db


def test_a_customer_without_orders_is_led_to_the_shop(berta):
    assert "No orders yet" in berta.text("/orders/")


def test_the_list_shows_number_date_status_and_total(berta, cast):
    leg = buy(cast)

    page = berta.text("/orders/")

    assert f"{leg.number} 2026-11-02 Awaiting approval €7.92" in page


def test_an_order_shows_its_lines_and_how_it_came_so_far(berta, cast):
    leg = buy(cast, "MAIL", quantity=4)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)

    page = berta.text(f"/orders/{leg.number}/")

    assert "In progress" in page
    assert "Mailbox Monthly · 4 × €2.86 / month €11.44" in page
    assert page.index("Paid from your funds") < page.index("Approved by Kleinbach") < page.index("Ordered 2026-11-02")


def test_a_rejected_order_tells_its_reason(berta, cast):
    leg = buy(cast)
    reject_order(leg_id=leg.pk, reason="You have this already.", by=cast.karl, at=NOON)

    page = berta.text(f"/orders/{leg.number}/")

    assert "Canceled by Kleinbach" in page
    assert cast.karl.name not in page
    assert "You have this already." in page
    assert "costs you nothing" in page


@pytest.mark.covers("ORD-3")
def test_an_order_that_was_canceled_says_on_which_side(berta, cast):
    withdrawn = withdraw_order(leg_id=buy(cast).pk, by=cast.berta, at=NOON)
    given_up = Leg(fulfilment="canceled", placed_at=NOON, canceled_at=NOON, canceled_by_name=SYSTEM, position=0)

    assert "Canceled by you" in berta.text(f"/orders/{withdrawn.number}/")
    assert [step.text for step in SeenOrder(given_up, "Kleinbach").history if step.icon == "circle-x"] == ["Canceled"]


def test_an_order_locked_above_reads_in_progress_and_says_nothing_of_it(berta, cast):
    leg = buy(cast, "MOVE", "Per site", quantity=1)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)

    page = berta.text(f"/orders/{leg.number}/")

    assert "In progress" in page
    assert "awaiting funds" not in page.lower()
    assert "Nordlicht" not in page


@pytest.mark.covers("ORD-6", "ORD-14")
def test_the_second_order_that_waits_says_that_the_funds_go_to_the_first(berta, cast):
    first, second = (buy(cast, "TLS", "One year", 2) for _ in range(2))

    fill_cart(cast, "MOVE", "Per site", quantity=2)

    pages = [
        berta.text(path) for path in (f"/orders/{first.number}/placed/", f"/orders/{second.number}/", "/checkout/")
    ]

    assert ["For orders before this one −&nbsp; €100.00" in page for page in pages] == [False, True, True]
    for missing, page in zip(("23.56", "123.56", "190.08"), pages, strict=True):
        assert f"Missing €{missing}" in page


@pytest.mark.parametrize("page", ["", "placed/"])
@pytest.mark.parametrize("portal", ["kleinbach", "suedwind"])
def test_another_customers_order_is_not_found_like_one_that_does_not_exist(berta, florian, hanno, cast, page, portal):
    number = buy(cast).number
    other = {"kleinbach": florian, "suedwind": hanno}[portal]

    theirs, none = other.get(f"/orders/{number}/{page}"), other.get(f"/orders/ZZZZ9999/{page}")

    assert berta.get(f"/orders/{number}/{page}").status_code == 200
    assert other.get("/orders/").status_code == 200
    assert theirs.status_code == none.status_code == 404
    assert theirs.content == none.content


def test_another_customers_cart_cannot_be_ordered(berta, florian, cast):
    number = fill_cart(cast).number
    theirs, none = florian.post(f"/checkout/{number}/", seal="x"), florian.post("/checkout/ZZZZ9999/", seal="x")

    assert theirs.status_code == none.status_code == 404
    # The page repeats the address that was asked for, has marks that are new each time, and differs in nothing else.
    assert CHANGING.sub(b"", theirs.content.replace(number.encode(), b"ZZZZ9999")) == CHANGING.sub(b"", none.content)


@pytest.mark.covers("ORD-2", "ORD-6")
def test_who_buys_for_a_customer_reads_that_nothing_is_due_before_it_agreed(db, cast):
    leg = buy(cast)
    empty(cast.nora, cast.kleinbach)
    shop = gone(logged_in("kleinbach", "karl@kleinbach.example"))

    page = words(shop.get(f"/orders/{leg.number}/"))

    assert "Not bought yet" in page
    assert "It costs you nothing yet" in page
    assert [word for word in ("It waits for your payment", "Missing", "How to pay") if word in page] == []
    assert "Not bought yet" in words(shop.get("/orders/"))


def test_every_situation_has_its_words_for_the_customer():
    for payment in Payment:
        for approval in Approval:
            for fulfilment in Fulfilment:
                for asked_at in (NOON, None):
                    leg = Leg(payment=payment, approval=approval, fulfilment=fulfilment, asked_at=asked_at)
                    seen = SeenOrder(leg, "Kleinbach")
                    assert seen.next
                    assert "funds)" not in seen.status
                    assert "reseller" not in seen.status
    assert set(NEXT) == {row.name for row in SITUATIONS}
    assert set(TONES) >= {row.colour for row in SITUATIONS}


@pytest.mark.parametrize("path", ["/orders/"])
def test_the_list_takes_the_same_queries_however_long_it_is(berta, cast, path, django_assert_max_num_queries):
    buy(cast, "MAIL")
    with django_assert_max_num_queries(15) as one:
        berta.get(path)
    for _ in range(4):
        buy(cast, "MAIL")
    with django_assert_max_num_queries(15) as five:
        berta.get(path)

    assert len(one) == len(five)
