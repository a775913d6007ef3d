"""What a reseller buys at its own seller stands in a list: for whom, how it stands, for how much (ORD-1, ORD-11)."""

import pytest
from django.db import transaction

from handsel.catalog.offers import offers_to
from handsel.kernel.isolation import scoped
from handsel.orders import finding
from handsel.orders.approval import approve_order, reject_order
from handsel.orders.purchases import order_at_parent
from handsel.orders.wanted import LineWanted
from tests.cast import NOON
from tests.console.conftest import HTMX, logged_in
from tests.console.counting import queries_of
from tests.orders.buying import buy
from tests.orders.test_finding import told

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-1", "ORD-11")]
PURCHASES = "/console/purchases/"


def bought_for_itself(cast) -> str:
    with transaction.atomic(), scoped(cast.karl.scope):
        plan = offers_to(cast.kleinbach)[0].plan_id
    return order_at_parent(account_id=None, lines=[LineWanted(plan)], by=cast.karl, at=NOON).number


def test_it_tells_for_whom_and_how_each_stands_the_latest_first(karl, cast):
    sold, own = buy(cast), bought_for_itself(cast)

    page = karl.get(PURCHASES).content.decode().partition("<tbody>")[2]

    assert page.index(own) < page.index(sold.number)
    of_own, _, of_sold = page.partition(sold.number)
    assert "yourself" in of_own
    assert "Bakery Brandt" in of_sold
    assert "Not bought yet" in of_sold
    assert "€6.60" in of_sold


@pytest.mark.covers("ORD-7", "ACC-25")
def test_what_has_not_reached_a_tier_or_was_refused_below_is_not_there(nora, cast):
    waiting, refused = buy(cast), buy(cast, "MAIL")
    reject_order(leg_id=refused.pk, reason="No", by=cast.karl, at=NOON)

    page = nora.get(PURCHASES).content.decode()
    assert [number in page for number in (waiting.number, refused.number)] == [False, False]
    assert [nora.get(f"/console/orders/{leg.number}/").status_code for leg in (waiting, refused)] == [404, 404]
    approve_order(leg_id=waiting.pk, by=cast.karl, at=NOON)
    assert nora.get(f"/console/orders/{waiting.number}/").status_code == 200


def test_a_number_is_found_and_htmx_gets_the_rows_alone(karl, cast):
    first, other = buy(cast), buy(cast, "MAIL")

    page = karl.get(PURCHASES, {"q": first.number[2:7].lower()}, headers=HTMX).content.decode()

    assert first.number in page
    assert other.number not in page
    assert "<html" not in page
    assert "No purchase found" in karl.get(PURCHASES, {"q": "nothing"}).content.decode()


def test_products_sites_and_for_whom_it_is_are_found_as_well(karl, nora, cast, monkeypatch):
    sold, own = buy(cast, "MAIL"), bought_for_itself(cast)

    for is_rare in (False, True):
        if is_rare:
            monkeypatch.setattr(finding, "SAMPLE", 2)
            monkeypatch.setattr(finding, "COMMON", 3)
        for text, numbers in (
            ("mailbox", [sold.number]),
            ("brandt mailbox", [sold.number]),
            ("bakery", [sold.number]),
            ("cloud backup", [own]),
            (own.lower(), [own]),
            ("nobody", []),
        ):
            page = karl.get(PURCHASES, {"q": text}, headers=HTMX).content.decode()
            assert [number for number in (sold.number, own) if number in page] == numbers, text
    approve_order(leg_id=sold.pk, by=cast.karl, at=NOON)
    assert sold.number in nora.get(PURCHASES, {"q": "kleinbach"}).content.decode()
    assert sold.number not in nora.get(PURCHASES, {"q": "bakery"}).content.decode()


def test_what_was_said_is_found_on_both_sides_of_an_order(karl, cast):
    sold = told(cast)

    assert sold.number in karl.get(PURCHASES, {"q": "oslo"}, headers=HTMX).content.decode()


def test_it_needs_the_same_queries_however_long_it_is(karl, cast):
    approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON)
    karl.get(PURCHASES)
    one = queries_of(karl, PURCHASES)
    for _ in range(4):
        buy(cast)
    assert queries_of(karl, PURCHASES) == one


def test_each_sees_its_own_and_who_has_no_seller_has_no_such_list(karl, nora, sven, cast):
    olga = logged_in("operator", "olga@handsel.example")
    number = bought_for_itself(cast)

    above = nora.get(PURCHASES).content.decode().partition(number)[2]
    assert ">Kleinbach<" in above
    assert number not in sven.get(PURCHASES).content.decode()
    assert olga.get(PURCHASES).status_code == 404
    assert f'href="{PURCHASES}"' in karl.get("/console/orders/").content.decode()
    assert f'href="{PURCHASES}"' in karl.get("/console/funds/own/").content.decode()
    assert f'href="{PURCHASES}"' not in olga.get("/console/orders/").content.decode()
