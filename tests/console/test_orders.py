"""All orders in their queues, one in full, and what staff decide about it (ORD-1, ORD-3, ORD-5)."""

import pytest
from django.test import Client

from handsel.accounts.details import AccountDetails
from handsel.accounts.tree import add_customer
from handsel.catalog.models import ProductKind
from handsel.catalog.periods import ONCE
from handsel.catalog.products import PlanDetails, ProductDetails, add_product
from handsel.cli.demo.story import Cast, fund
from handsel.kernel.isolation import scoped
from handsel.orders.approval import approve_order, reject_order
from handsel.orders.cart import put_in_cart
from handsel.orders.models import Leg
from tests.cast import NOON, wallet
from tests.console.conftest import HTMX, logged_in
from tests.console.counting import queries_of
from tests.orders.branches import costs_now
from tests.orders.buying import buy, fill_cart
from tests.storefront.visitors import words

pytestmark = pytest.mark.django_db

ORDERS = "/console/orders/"


def page_of(client: Client, path: str = ORDERS, **params: str) -> str:
    answer = client.get(path, params)
    assert answer.status_code == 200
    return answer.content.decode()


def locked_at_kleinbach(cast: Cast) -> Leg:
    """Buy for 95.04 what costs Kleinbach 79.20, with only 20.80 left in its wallet."""
    fund(cast.karl, cast.bakery, 20_000, "enough", NOON)
    approve_order(leg_id=buy(cast, "MOVE", "Per site").pk, by=cast.karl, at=NOON)
    return approve_order(leg_id=buy(cast, "MOVE", "Per site").pk, by=cast.karl, at=NOON)


@pytest.mark.covers("ORD-1")
def test_a_line_shows_who_bought_and_cost_beside_amount(karl, cast):
    leg = buy(cast)

    page = page_of(karl)

    assert leg.number in page
    assert "Bakery Brandt" in page
    assert "Placed by the customer" in page
    assert "€6.60" in page
    assert "€7.92" in page


@pytest.mark.covers("ORD-5")
def test_each_queue_holds_the_orders_of_its_situation(karl, cast):
    waiting = buy(cast)
    handled = reject_order(leg_id=buy(cast, "MAIL").pk, reason="Sold out.", by=cast.karl, at=NOON)
    unpaid = buy(cast, "TLS", "One year", 5)

    held = {queue: page_of(karl, queue=queue) for queue in ("awaiting-approval", "handled", "awaiting-payment")}

    shown = {queue: {leg.number for leg in (waiting, handled, unpaid) if leg.number in held[queue]} for queue in held}
    assert shown == {
        "awaiting-approval": {waiting.number},
        "handled": {handled.number},
        "awaiting-payment": {unpaid.number},
    }


@pytest.mark.covers("ORD-5")
def test_the_incomplete_queue_lists_open_carts_at_the_prices_of_today(karl, cast):
    cart = fill_cart(cast, "WEB-L", quantity=2)

    page = page_of(karl, queue="incomplete")

    assert cart.number in page
    assert "2 × Web hosting Business" in page
    assert "€38.02" in page
    assert cart.number not in page_of(karl)


def test_a_cart_in_full_shows_cost_price_and_margin(karl, cast):
    cart = fill_cart(cast, "WEB-L", quantity=2)

    page = page_of(karl, f"{ORDERS}{cart.number}/")

    assert "€31.68" in page
    assert "€6.34" in page
    assert "berta@bakery.example" in page


@pytest.mark.parametrize("text", ["bakery", "hosting sta", "NUMBER"])
def test_search_finds_by_customer_product_and_number(karl, cast, text):
    leg, other = buy(cast), buy(cast, "MAIL")

    rows = karl.get(ORDERS, {"q": leg.number if text == "NUMBER" else text}, headers=HTMX).content.decode()

    assert leg.number in rows
    assert (other.number in rows) == (text == "bakery")
    assert "<html" not in rows


def test_search_finds_carts_too(karl, cast):
    cart = fill_cart(cast)

    assert cart.number in page_of(karl, queue="incomplete", q="brandt")
    assert "No cart found" in page_of(karl, queue="incomplete", q="zzz")


def test_the_list_needs_the_same_queries_however_long_it_is(karl, cast):
    fund(cast.karl, cast.bakery, 50_000, "more", NOON)
    buy(cast)
    short = queries_of(karl, ORDERS)

    for _ in range(4):
        buy(cast)

    assert queries_of(karl, ORDERS) == short


def test_open_carts_need_the_same_queries_however_many_there_are(karl, cast):
    cart = fill_cart(cast)
    with scoped(cast.karl.scope):
        plan = cart.lines.get().plan_id
    short = queries_of(karl, f"{ORDERS}?queue=incomplete")

    for number in range(4):
        details = AccountDetails(company_name=f"Shop {number}", email=f"shop{number}@example.org")
        buyer = add_customer(details=details, by=cast.karl, at=NOON).pk
        put_in_cart(buyer_id=buyer, plan_id=plan, quantity=2, by=cast.karl, at=NOON)

    assert queries_of(karl, f"{ORDERS}?queue=incomplete") == short


@pytest.mark.covers("ORD-6")
def test_an_order_that_awaits_payment_says_what_is_missing_and_leads_to_recording_it(karl, ruth, cast):
    leg = buy(cast, "TLS", "One year", 2)

    page = page_of(karl, f"{ORDERS}{leg.number}/")

    assert "Bakery Brandt has" in page
    assert "€23.56" in page
    assert f"/orders/{leg.number}/payment/" in page
    assert f"/orders/{leg.number}/payment/" not in page_of(ruth, f"{ORDERS}{leg.number}/")


@pytest.mark.covers("ORD-3")
def test_accepting_an_order_settles_it_and_leads_back_to_where_one_was(karl, cast):
    leg = buy(cast)
    here = "http://kleinbach.localhost/console/orders/?queue=awaiting-approval"

    answer = karl.post(f"{ORDERS}{leg.number}/accept/", headers=HTMX | {"HX-Current-URL": here})

    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/console/orders/?queue=awaiting-approval"
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000 - 792
    assert f"Order {leg.number} is accepted." in page_of(karl)


def test_accepting_twice_says_so_and_debits_once(karl, cast):
    leg = buy(cast)

    karl.post(f"{ORDERS}{leg.number}/accept/", headers=HTMX)
    answer = karl.post(f"{ORDERS}{leg.number}/accept/", headers=HTMX)

    assert answer.status_code == 409
    assert "was accepted already" in answer.content.decode()
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000 - 792


@pytest.mark.covers("ORD-3")
def test_canceling_asks_for_a_reason_beside_the_field(karl, cast):
    leg = buy(cast)
    address = f"{ORDERS}{leg.number}/cancel/"

    assert "Reject order" in page_of(karl, address)
    answer = karl.post(address, {"reason": "  "}, headers=HTMX)

    assert answer.status_code == 422
    assert "Enter a reason; the buyer reads it." in answer.content.decode()


@pytest.mark.covers("ORD-2", "ORD-3")
def test_a_canceled_order_tells_who_when_and_why(karl, cast):
    leg = buy(cast)

    karl.post(f"{ORDERS}{leg.number}/cancel/", {"reason": "We are on holiday."}, headers=HTMX)

    page = page_of(karl, f"{ORDERS}{leg.number}/")
    assert "We are on holiday." in page
    assert "Karl Kaufmann" in page
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 0


def test_read_only_staff_see_everything_and_are_told_why_they_change_nothing(ruth, cast):
    leg = buy(cast)
    address = f"{ORDERS}{leg.number}/"

    page = page_of(ruth, address)
    answers = [ruth.post(f"{address}{what}/", {"reason": "x"}, headers=HTMX) for what in ("accept", "cancel", "retry")]

    assert "Only owners, managers and account managers decide about orders." in page
    assert "/accept/" not in page
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 792


@pytest.mark.covers("ORD-5")
def test_an_order_in_full_shows_unit_cost_price_and_margin(karl, cast):
    leg = buy(cast, quantity=3)

    page = page_of(karl, f"{ORDERS}{leg.number}/")

    assert "€6.60" in page  # what one costs Kleinbach
    assert "€7.92" in page  # what one costs Bakery
    assert "€3.96" in page  # what stays with Kleinbach
    assert "16.7 %" in page
    assert "€5.50" not in page  # what one costs Nordlicht is nobody's business here


def test_own_products_are_shown_at_the_cost_that_the_order_was_placed_at(karl, cast):
    plans = (PlanDetails("Hour", ONCE, "EUR", 4_000),)
    add_product(product=ProductDetails("HELP", "Help", "Services", ProductKind.SERVICE, plans), by=cast.karl, at=NOON)
    leg = buy(cast, "HELP", "Hour")
    costs_now(cast.karl, leg, 9_000)

    pages = page_of(karl, f"{ORDERS}{leg.number}/"), page_of(karl)
    assert ["€40.00" in page and "€90.00" not in page for page in pages] == [True, True]


@pytest.mark.covers("ORD-11", "ORD-14")
def test_the_tier_that_lacks_funds_and_its_seller_read_how_much_and_those_above_do_not(karl, nora, cast):
    leg = locked_at_kleinbach(cast)
    olga = logged_in("operator", "olga@handsel.example")

    pages = {
        name: page_of(who, f"{ORDERS}{leg.number}/") for name, who in (("karl", karl), ("nora", nora), ("olga", olga))
    }

    assert "€58.40" in pages["karl"]
    assert "is missing" in pages["karl"]
    assert "is missing" in pages["nora"]  # whose books the wallet is in
    assert "€58.40" not in pages["olga"]
    assert "awaiting funds" in pages["nora"]
    assert "€20.80" not in pages["nora"]


@pytest.mark.covers("ORD-11")
def test_orders_that_wait_for_our_funds_are_listed_with_what_is_missing(karl, nora, cast):
    leg = locked_at_kleinbach(cast)

    page = page_of(karl, f"{ORDERS}waiting/")

    assert leg.number in page
    assert "€20.80" in page
    assert "€79.20" in page
    assert "€58.40" in page
    assert "Nothing waits for you" in page_of(nora, f"{ORDERS}waiting/")
    assert "is missing" in page_of(karl)
    assert "is missing" not in page_of(nora)


@pytest.mark.covers("ORD-6", "ORD-14")
def test_the_second_order_that_waits_says_that_the_funds_go_to_the_first(karl, cast):
    first, second = (words(karl.get(f"{ORDERS}{buy(cast, 'TLS', 'One year', 2).number}/")) for _ in range(2))

    assert "€23.56 is missing" in first
    assert "€100.00 more goes to orders before it" in second
    assert "€123.56 of €123.56 is missing; €100.00 goes to orders before it" in second


@pytest.mark.covers("ORD-11")
def test_a_tier_below_the_one_that_lacks_funds_reads_in_progress(karl, nora, cast):
    fund(cast.karl, cast.bakery, 50_000, "enough", NOON)
    fund(cast.nora, cast.kleinbach, 50_000, "enough-too", NOON)
    leg = approve_order(leg_id=buy(cast, "MOVE", "Per site", 2).pk, by=cast.karl, at=NOON)

    page = page_of(karl, f"{ORDERS}{leg.number}/")

    assert "In progress" in page
    assert "awaiting funds" not in page
    assert "is missing" not in page
    assert "€32.00" in page_of(nora, f"{ORDERS}{leg.number}/")


def test_an_order_of_a_sibling_is_not_found_like_one_that_does_not_exist(sven, cast):
    leg = buy(cast)

    ours = [sven.get(f"{ORDERS}{leg.number}/"), sven.post(f"{ORDERS}{leg.number}/accept/")]
    none = [sven.get(f"{ORDERS}23456789/"), sven.post(f"{ORDERS}23456789/accept/")]

    assert [answer.status_code for answer in ours + none] == [404] * 4
    assert [answer.content for answer in ours] == [answer.content for answer in none]
    assert sven.post(f"{ORDERS}{leg.number}/retry/").status_code == 404
    assert sven.get(f"{ORDERS}{leg.number}/cancel/").status_code == 404
