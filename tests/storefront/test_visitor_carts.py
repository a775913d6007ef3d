"""Prices for who is not logged in, a cart in the browser, and taking it over (ACC-3, ORD-9)."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from handsel.cli.demo.story import PASSWORD, Cast
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from handsel.orders.left_carts import set_cart_rules
from handsel.signups.cart_models import VisitorCart
from handsel.signups.deciding import accept_sign_ups
from handsel.signups.models import SignUp
from tests.console.conftest import logged_in
from tests.console.counting import queries_of
from tests.signups.visitors import WORD, link_in, mails_to, portal_lets, read_everything
from tests.storefront.visitors import Visitor, offer, words

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-3", "ORD-9")]


@pytest.fixture
def visitor(stranger: Visitor, cast: Cast) -> Visitor:
    """A stranger at Kleinbach, which shows prices and lets people in."""
    portal_lets(cast.karl, visitor_prices="shown", sign_up="open")
    return stranger


def put(visitor: Visitor, cast: Cast, **more: object) -> None:
    plan = offer(cast.berta, "MAIL").plan_id
    visitor.post(f"/products/{plan}/", **({"plan": plan, "quantity": 1} | more))


def test_a_visitor_sees_prices_fills_a_cart_signs_up_and_it_is_theirs(visitor: Visitor, cast: Cast):
    shop = visitor.text("/")
    assert "€2.38" in shop or "€" in shop
    put(visitor, cast)
    put(visitor, cast)
    page = visitor.text("/cart/")
    assert "Mailbox" in page
    assert "Go to checkout" in page
    typed = {"kind": "company", "company_name": "Florist", "first_name": "Flora", "last_name": "Fink"}
    visitor.post("/sign-up/", **typed, email="flora@florist.example", password=WORD)
    shown = logged_in("kleinbach", "karl@kleinbach.example").get("/console/orders/?queue=incomplete").content.decode()
    assert "Visitors who have not signed up yet" in shown
    assert "flora@florist.example" in shown
    assert "2 × Mailbox" in shown
    read_everything(now())
    link = link_in(mails_to(cast.kleinbach, "flora@florist.example")[0])

    assert visitor.post(f"/sign-up/confirm/{link}/", password=WORD)["Location"] == "/cart/"

    assert "Mailbox" in visitor.text("/cart/")
    assert "Total" in visitor.text("/cart/")
    assert visitor.get("/checkout/").status_code == 200


def test_who_logs_in_is_told_and_takes_it_over(visitor: Visitor, cast: Cast):
    put(visitor, cast)
    visitor.post("/log-in/", email="berta@bakery.example", password=PASSWORD)
    assert "You filled a cart before you logged in" in visitor.text("/")

    visitor.post("/visitors/cart/take-over/")

    page = visitor.text("/cart/")
    assert "1 product that you chose before the log-in lies in your cart now" in page
    assert "Mailbox" in page
    assert "You filled a cart" not in visitor.text("/")
    assert visitor.post("/visitors/cart/take-over/")["Location"] == "/cart/"


def test_an_empty_cart_takes_over_by_itself_what_was_filled_before_the_log_in(visitor: Visitor, cast: Cast):
    put(visitor, cast)
    visitor.post("/log-in/", email="berta@bakery.example", password=PASSWORD)

    page = visitor.get("/cart/")
    assert "Your cart is empty" not in words(page)
    assert words(page).count("Put it into my cart") == 1, "no banner besides"
    assert 'hx-post="/visitors/cart/take-over/" hx-trigger="load, submit"' in page.content.decode()
    taken = visitor.post("/visitors/cart/take-over/", headers={"HX-Request": "true"})

    assert taken["HX-Redirect"] == "/cart/"
    assert "Mailbox" in visitor.text("/cart/")
    visitor.post(visitor.line(offer(cast.berta, "MAIL")), quantity=0)
    assert "Your cart is empty" in visitor.text("/cart/")


def test_whose_cart_came_with_the_accepted_sign_up_is_not_told_of_another(visitor: Visitor, cast: Cast):
    portal_lets(cast.karl, sign_up="approval")
    put(visitor, cast)
    typed = {"kind": "company", "company_name": "Florist", "first_name": "Flora", "last_name": "Fink"}
    visitor.post("/sign-up/", **typed, email="flora@florist.example", password=WORD)
    read_everything(now())
    link = link_in(mails_to(cast.kleinbach, "flora@florist.example")[0])
    visitor.post(f"/sign-up/confirm/{link}/", password=WORD)
    with transaction.atomic(), scoped(cast.karl.scope):
        waiting = SignUp.objects.get(email="flora@florist.example")
    accept_sign_ups(sign_up_ids=[waiting.pk], by=cast.karl, at=now())

    visitor.post("/log-in/", email="flora@florist.example", password=WORD)

    page = visitor.text("/cart/")
    assert "Mailbox" in page
    assert "You filled a cart before you logged in" not in page


def test_what_lies_in_ones_own_cart_is_not_mixed_unasked(visitor: Visitor, cast: Cast):
    put(visitor, cast)
    kept = visitor.client.cookies["cart"].value
    visitor.client.cookies.pop("cart")
    visitor.post("/log-in/", email="berta@bakery.example", password=PASSWORD)
    put(visitor, cast)
    visitor.client.cookies["cart"] = kept

    page = visitor.get("/cart/")
    assert "You filled a cart before you logged in" in words(page)
    assert 'hx-trigger="load' not in page.content.decode()


def test_a_line_is_changed_and_taken_out_and_a_wrong_number_is_said(visitor: Visitor, cast: Cast):
    put(visitor, cast)
    line = visitor.line(offer(cast.berta, "MAIL"))
    answer = visitor.post(line, quantity="many")
    assert (answer.status_code, "whole number" in words(answer)) == (422, True)
    visitor.post(line, quantity=7)
    assert 'value="7"' in visitor.get("/cart/").content.decode()
    visitor.post(line, quantity=0)
    assert "Your cart is empty" in visitor.text("/cart/")


def test_two_things_put_in_before_either_was_answered_lie_in_one_cart(visitor: Visitor, cast: Cast):
    visitor.get("/")
    other = Visitor(Client(), "kleinbach")
    other.client.cookies["cart"] = visitor.client.cookies["cart"].value
    visitor.put(offer(cast.berta, "MAIL"))

    other.put(offer(cast.berta, "WEB-S"))

    for browser in (visitor, other):
        assert all(name in browser.text("/cart/") for name in ("Mailbox", "Web hosting"))


def test_who_only_looked_around_is_not_told_of_a_cart(visitor: Visitor, cast: Cast):
    visitor.get("/")
    first = visitor.client.cookies["cart"].value
    visitor.get(f"/products/{offer(cast.berta, 'MAIL').plan_id}/")
    assert visitor.client.cookies["cart"].value == first
    visitor.post("/log-in/", email="berta@bakery.example", password=PASSWORD)
    assert "You filled a cart" not in visitor.text("/")


def test_where_prices_are_hidden_there_is_no_figure_and_no_cart(stranger: Visitor, cast: Cast):
    assert "€" not in stranger.text("/")
    assert stranger.get("/cart/").status_code == 302
    put(stranger, cast)
    assert "cart" not in stranger.client.cookies


def test_no_page_of_a_visitor_tells_a_cost(visitor: Visitor, cast: Cast):
    put(visitor, cast)
    pages = visitor.get("/").content.decode() + visitor.get("/cart/").content.decode()
    price = offer(cast.berta, "MAIL").unit_minor
    assert f"{price / 100:.2f}" in pages
    for tier in (180, round(180 * 1.1)):
        assert f"€{tier / 100:.2f}" not in pages


def test_a_cookie_that_was_changed_or_belongs_elsewhere_holds_nothing(visitor: Visitor, cast: Cast):
    put(visitor, cast)
    kept = visitor.client.cookies["cart"].value if "cart" in visitor.client.cookies else ""
    other = Client()
    for value in (f"{kept}x", "nonsense"):
        other.cookies["cart"] = value
        assert "Your cart is empty" in words(other.get("/cart/", HTTP_HOST="kleinbach.localhost"))
    portal_lets(cast.sven, visitor_prices="shown")
    other.cookies["cart"] = kept
    assert "Your cart is empty" in words(other.get("/cart/", HTTP_HOST="suedwind.localhost"))


def test_the_queries_of_staffs_list_do_not_depend_on_how_many_carts_there_are(visitor: Visitor, cast: Cast):
    karl = logged_in("kleinbach", "karl@kleinbach.example")
    put(visitor, cast)
    one = queries_of(karl, "/console/orders/?queue=incomplete")
    for _ in range(4):
        put(Visitor(Client(), "kleinbach"), cast)
    assert queries_of(karl, "/console/orders/?queue=incomplete") == one


def test_the_cart_says_until_which_day_the_sellers_rule_keeps_it(visitor: Visitor, cast: Cast):
    set_cart_rules(remind_after_hours=None, most_reminders=1, keep_days=12, version=0, by=cast.karl, at=now())
    put(visitor, cast)
    with transaction.atomic(), scoped(cast.karl.scope):
        cart = VisitorCart.objects.get()

    page = visitor.text("/cart/")

    assert cart.expires_at - cart.changed_at == timedelta(days=12)
    assert "Your cart is kept until" in page
    assert "30 days" not in page
    assert visitor.client.cookies["cart"]["max-age"] == 12 * 24 * 3600
    set_cart_rules(remind_after_hours=None, most_reminders=1, keep_days=20, version=1, by=cast.karl, at=now())
    visitor.post(visitor.line(offer(cast.berta, "MAIL")), quantity=3)
    assert visitor.client.cookies["cart"]["max-age"] == 20 * 24 * 3600
