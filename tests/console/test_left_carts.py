"""The queue of incomplete orders: how far, since when, with what; write, discard, take along; rules (ORD-9)."""

import html
import io
import re
from datetime import timedelta
from functools import partial

import pytest
import python_calamine

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account
from handsel.accounts.tree import add_customer
from handsel.catalog.models import Plan
from handsel.catalog.products import add_product
from handsel.console import carts_seen
from handsel.kernel.isolation import scoped
from handsel.kernel.keyset import keyset_page
from handsel.orders.cart import add_line, put_in_cart
from handsel.orders.cart_rule_models import CartRules
from handsel.orders.line_models import Line
from handsel.orders.models import Order
from handsel.orders.particulars import save_particulars
from handsel.orders.particulars_models import Reached
from handsel.orders.wanted import LineWanted
from handsel.reports import cart_files
from handsel.tasks.models import Task
from tests.cast import NOON
from tests.console.conftest import HTMX
from tests.console.counting import queries_of
from tests.orders.buying import buy, fill_cart
from tests.orders.test_options import SITE

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-9")]

QUEUE = "/console/orders/?queue=incomplete"


def began(cast) -> Order:
    cart = fill_cart(cast)
    save_particulars(order_id=cart.pk, changes={"po_number": "PO-1"}, reached=Reached.PAYMENT, by=cast.berta, at=NOON)
    return cart


def test_the_queue_says_who_how_far_since_when_and_with_what(karl, cast):
    cart = began(cast)

    page = karl.get(QUEUE).content.decode()

    for text in (cart.number, "Payment", "berta@bakery.example", "Web hosting S", "7.92", cast.berta.name):
        assert text in page
    sheet = karl.get(f"/console/orders/{cart.number}/").content.decode()
    for text in ("PO-1", "Complete it for them", "How far"):
        assert text in sheet


@pytest.mark.covers("CAT-1")
def test_an_add_on_stands_below_its_line_by_its_own_name(karl, cast):
    product = add_product(product=SITE, by=cast.olga, at=NOON)
    with scoped(cast.olga.scope):
        plans = dict(Plan.objects.filter(product=product).values_list("name", "pk"))
    wanted = LineWanted(plans["Monthly"], 1, {}, {plans["Storage"]: 10})
    line = add_line(buyer_id=cast.bakery, wanted=wanted, by=cast.berta, at=NOON)
    fill_cart(cast)
    with scoped(cast.karl.scope):
        number = Order.objects.get(pk=line.order_id).number

    listed = karl.get(QUEUE).content.decode()
    sheet = karl.get(f"/console/orders/{number}/").content.decode()

    assert "1 × Web site, 10 × Storage …" in listed
    row = sheet.partition('<tr class="is-under">')[2].partition("</tr>")[0]
    assert "Storage" in row
    assert "Web site" not in row


def test_it_is_searched_narrowed_and_sorted(karl, cast):
    cart = began(cast)

    for query in (
        "q=po-1",
        "q=berta@",
        "q=web+hosting",
        "reached=payment",
        "sort=customer",
        "sort=-customer",
        "sort=nonsense",
        "sort=started",
    ):
        assert cart.number in karl.get(f"{QUEUE}&{query}").content.decode(), query
    for query in ("q=nowhere", "reached=terms"):
        assert cart.number not in karl.get(f"{QUEUE}&{query}").content.decode(), query


@pytest.mark.parametrize(
    ("sort", "first_is"),
    [
        ("", "Zebra"),
        ("sort=-changed", "Zebra"),
        ("sort=started", "Bakery"),
        ("sort=customer", "Bakery"),
        ("sort=-customer", "Zebra"),
    ],
)
def test_it_goes_on_from_cart_to_cart_and_back(karl, cast, monkeypatch, sort, first_is):
    monkeypatch.setattr(carts_seen, "keyset_page", partial(keyset_page, size=1))
    bakery = began(cast)
    details, later = AccountDetails(company_name="Zebra", email="z@zebra.example"), NOON + timedelta(hours=1)
    zebra = add_customer(details=details, manager_id=None, by=cast.karl, at=NOON)
    with scoped(cast.karl.scope):
        line = Line.objects.get(order=bakery)
    other = put_in_cart(buyer_id=zebra.pk, plan_id=line.plan_id, quantity=1, by=cast.karl, at=later)
    order = [bakery.number, other.number] if first_is == "Bakery" else [other.number, bakery.number]

    first = karl.get(f"{QUEUE}&{sort}").content.decode()
    second = karl.get(f"/console/orders/{linked(first, 'next')}").content.decode()
    again = karl.get(f"/console/orders/{linked(second, 'prev')}").content.decode()

    for page, (there, away) in ((first, order), (second, order[::-1]), (again, order)):
        assert there in page
        assert away not in page
    assert "1–1 of 2" in first
    assert "2–2 of 2" in second


def linked(page: str, rel: str) -> str:
    """Return where the link to the page after or before leads."""
    (found,) = re.findall(rf'href="([^"]*)" rel="{rel}"', page)
    return html.unescape(found)


def test_the_list_is_taken_along_for_excel(karl, cast):
    cart = began(cast)

    answer = karl.get("/console/orders/carts/excel/?queue=incomplete&q=po-1")

    rows = (
        python_calamine.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0).to_python()
    )
    assert rows[1][:3] == [cart.number, "Bakery Brandt", "berta@bakery.example"]
    assert rows[1][8] == "1 × Web hosting Start"


def test_of_many_carts_the_file_is_offered_and_made_in_the_background(karl, cast, monkeypatch):
    began(cast)
    monkeypatch.setattr(cart_files, "SHORT", 0)
    path = "/console/orders/carts/excel/?queue=incomplete&q=po-1"

    assert "Make the file" in karl.get(path).content.decode()
    led = karl.post(path)

    with scoped(cast.karl.scope):
        task = Task.objects.get(kind="cart_file")
    assert led.url == f"/console/tasks/{task.pk}/"
    assert "Carts as Excel file" in karl.get(led.url).content.decode()


def test_staff_write_and_discard(karl, cast):
    cart = began(cast)
    path = f"/console/carts/{cart.number}/"

    assert "Can we help?" in karl.get(f"{path}contact/", headers=HTMX).content.decode()
    assert karl.post(f"{path}contact/", {"message": ""}, headers=HTMX).status_code == 422
    assert karl.post(f"{path}contact/", {"message": "Hello"}, headers=HTMX).status_code == 204
    assert karl.post(f"{path}contact/", {"message": "Hello"}, headers=HTMX).status_code == 409
    assert karl.post(f"{path}discard/", {"reason": ""}, headers=HTMX).status_code == 422
    assert "Discard cart" in karl.get(f"{path}discard/", headers=HTMX).content.decode()
    assert karl.post(f"{path}discard/", {"reason": "By phone"}).status_code == 302

    with scoped(cast.karl.scope):
        assert not Order.objects.exists()
    assert karl.post(f"{path}discard/", {"reason": "By phone"}).status_code == 404


def test_readers_see_the_queue_and_do_nothing(ruth, cast):
    cart = began(cast)

    assert cart.number in ruth.get(QUEUE).content.decode()
    for deed in ("contact", "discard"):
        assert ruth.post(f"/console/carts/{cart.number}/{deed}/", {"message": "x", "reason": "x"}).status_code == 403


@pytest.mark.covers("OPS-3")
def test_another_resellers_carts_are_not_found(nora, sven, cast):
    cart = began(cast)

    for who in (nora, sven):
        for deed in ("contact", "discard"):
            assert who.get(f"/console/carts/{cart.number}/{deed}/").status_code == 404
        assert cart.number not in who.get(QUEUE).content.decode()


def test_the_rules_are_set_under_settings(karl, ruth, cast):
    assert "nobody is reminded" in karl.get("/console/settings/carts/").content.decode()
    typed = {"remind_after_hours": "24", "most_reminders": "2", "keep_days": "30", "version": "0"}

    assert karl.post("/console/settings/carts/", typed | {"keep_days": "0"}).status_code == 422
    assert ruth.post("/console/settings/carts/", typed).status_code == 403
    assert karl.post("/console/settings/carts/", typed).status_code == 302

    with scoped(cast.karl.scope):
        rules = CartRules.objects.get()
    assert (rules.remind_after_hours, rules.most_reminders, rules.keep_days, rules.version) == (24, 2, 30, 1)
    assert "Keep carts for days" in karl.get("/console/settings/history/").content.decode()


@pytest.mark.covers("ORD-1")
def test_the_orders_of_an_account_begin_with_what_it_has_in_its_cart(karl, cast):
    with scoped(cast.karl.scope):
        path = f"/console/accounts/{Account.objects.get(pk=cast.bakery).number}/orders/"
    assert "No orders yet" in karl.get(path).content.decode()
    cart = began(cast)

    page = karl.get(path).content.decode()

    assert "No orders yet" not in page
    row = page.partition("<tbody>")[2].partition("</tr>")[0]
    for text in (cart.number, "Incomplete", "Payment", "Web hosting S", "€6.60", "€7.92", "Complete it for them"):
        assert text in row, text
    for query, is_shown in (("q=po-1", True), ("q=nothing", False), ("status=executed", False)):
        assert (cart.number in karl.get(f"{path}?{query}", headers=HTMX).content.decode()) is is_shown, query
    with scoped(cast.berta.scope):
        plan = Line.objects.get(order=cart).plan_id
    put_in_cart(buyer_id=cast.bakery, plan_id=plan, quantity=0, by=cast.berta, at=NOON)
    assert "No orders yet" in karl.get(path).content.decode()


@pytest.mark.covers("ORD-1")
def test_the_carts_above_orders_take_the_same_queries_however_much_lies_in_them(karl, cast):
    leg = buy(cast)
    fill_cart(cast)
    with scoped(cast.karl.scope):
        path = f"/console/accounts/{Account.objects.get(pk=cast.bakery).number}/orders/"
    karl.get(path)
    few = queries_of(karl, path)
    fill_cart(cast, "TLS", "One year")
    fill_cart(cast, "MAIL")

    assert queries_of(karl, path) == few
    page = karl.get(path).content.decode().partition("<tbody>")[2]
    assert page.index("Incomplete") < page.index(leg.number)
