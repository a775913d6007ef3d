"""Orders of one account, found, filtered, taken along and decided several at once (ORD-1, ORD-3, ORD-5, ORD-7)."""

import re
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.http import HttpResponse
from python_calamine import load_workbook

from handsel.cli.demo.story import fund
from handsel.kernel.isolation import scoped
from handsel.orders.approval import approve_order
from handsel.orders.models import Leg
from handsel.orders.placement import order_for
from handsel.orders.wanted import LineWanted
from handsel.reports import order_sheets
from handsel.tasks.models import Task
from tests.cast import NOON
from tests.console.conftest import HTMX
from tests.console.counting import queries_of
from tests.console.test_orders import locked_at_kleinbach
from tests.deliveries.delivering import by_hand
from tests.orders.branches import mark_up
from tests.orders.buying import buy, fill_cart, leg_of

pytestmark = pytest.mark.django_db

ORDERS = "/console/orders/"


def record_of(cast) -> str:
    with scoped(cast.karl.scope):
        return f"/console/accounts/{Leg.objects.filter(buyer_id=cast.bakery)[0].buyer.number}/orders/"


def sheet(answer: HttpResponse) -> list[list[Any]]:
    return load_workbook(BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0).to_python()


def stand(cast, leg: Leg) -> str:
    return leg_of(cast.karl, leg.order_id, cast.bakery).fulfilment


@pytest.mark.covers("ORD-1")
def test_the_record_lists_orders_with_number_symbol_status_date_cost_and_amount(karl, cast):
    leg = buy(cast)

    page = karl.get(record_of(cast)).content.decode().partition("<thead>")[2]

    heads = ("Order number", "Placed by", "Status", "Date", "Total cost", "Total amount", "Actions")
    places = [page.index(f">{head}<") for head in heads]
    assert places == sorted(places)
    assert leg.number in page
    assert "Placed by the customer" in page
    assert "€6.60" in page
    assert "€7.92" in page


@pytest.mark.covers("ORD-5")
def test_a_status_is_offered_once_and_finds_all_that_read_so(karl, cast):
    by_hand(cast, "WEB-S")
    under_way = approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON)
    assert under_way.fulfilment == "in_progress"

    page = karl.get(ORDERS).content.decode()
    offered = re.findall(r'<option value="(\w+)">In progress</option>', page)

    assert len(offered) == 1
    assert page.count(">Executed</option>") == 1
    for word in (*offered, "in_progress"):
        found = karl.get(ORDERS, {"status": word}, headers=HTMX).content.decode()
        assert under_way.number in found


@pytest.mark.covers("ORD-1", "ORD-5")
@pytest.mark.parametrize(
    ("asked", "finds"),
    [
        ({"q": "hosting sta"}, {"buyers"}),
        ({"placed_by": "reseller"}, {"ours"}),
        ({"placed_by": "customer"}, {"buyers"}),
        ({"status": "awaiting_approval"}, {"buyers"}),
        ({"method": "cash"}, set()),
        ({"since": "2026-11-02", "until": "2026-11-02"}, {"buyers"}),
        ({"since": "2026-11-03"}, {"ours"}),
        ({"since": "no day", "status": "nothing", "method": "shells"}, {"buyers", "ours"}),
    ],
)
def test_orders_are_narrowed_by_text_status_method_author_and_period(karl, cast, asked, finds):
    legs = {"buyers": buy(cast)}
    plan = LineWanted(fill_cart_plan(cast, "MAIL"))
    legs["ours"] = order_for(buyer_id=cast.bakery, lines=[plan], by=cast.karl, at=NOON + timedelta(days=1))

    for path in (ORDERS, record_of(cast)):
        rows = karl.get(path, asked, headers=HTMX).content.decode()
        assert {name for name, leg in legs.items() if leg.number in rows} == finds


def fill_cart_plan(cast, sku: str) -> int:
    cart = fill_cart(cast, sku)
    with scoped(cast.berta.scope):
        return cart.lines.get().plan_id


@pytest.mark.covers("ORD-5", "ORD-8")
def test_an_order_is_found_by_the_name_on_the_invoice_and_what_was_filled_in(karl, cast):
    leg = buy(cast)
    with scoped(cast.karl.scope):
        Leg.objects.get(pk=leg.pk).order.particulars.__class__.objects.filter(order_id=leg.order_id).update(
            billing={"company_name": "Brandt Holding"}
        )

    rows = karl.get(ORDERS, {"q": "brandt hold"}, headers=HTMX).content.decode()

    assert leg.number in rows
    assert "Brandt Holding" in rows


@pytest.mark.covers("ORD-8")
def test_a_whole_number_finds_its_order_alone_in_any_case_of_letters(karl, cast):
    leg, other = buy(cast), buy(cast, "MAIL")

    rows = karl.get(ORDERS, {"q": leg.number.lower()}, headers=HTMX).content.decode()

    assert leg.number in rows
    assert other.number not in rows


@pytest.mark.covers("ORD-5")
def test_a_line_has_number_site_invoice_name_method_sum_and_date_in_its_colour(karl, cast):
    buy(cast)

    rows = karl.get(ORDERS, {"queue": "awaiting-approval"}, headers=HTMX).content.decode()

    for head in ("Order", "Name on the invoice", "Site", "Date", "Status", "Total amount"):
        assert f">{head}<" in rows
    assert "Deposit" in rows
    assert "is-yellow" in rows
    assert "Awaiting approval" in rows


@pytest.mark.covers("ORD-1")
def test_the_orders_of_an_account_are_taken_along_for_excel(karl, cast):
    leg, _other = buy(cast), buy(cast, "MAIL")

    answer = karl.get(f"{record_of(cast)}excel/", {"q": leg.number})

    rows = sheet(answer)
    assert answer["Content-Disposition"] == 'attachment; filename="Orders.xlsx"'
    assert rows[0][0] == "Order number"
    assert [row[0] for row in rows[1:]] == [leg.number]
    assert rows[1][-4:] == [6.6, 7.92, "", "EUR"]


@pytest.mark.covers("ORD-1")
@pytest.mark.parametrize("of_account", [False, True])
def test_many_orders_are_taken_along_by_a_task(karl, cast, monkeypatch, of_account):
    leg = buy(cast)
    monkeypatch.setattr(order_sheets, "SHORT", 0)
    path = f"{record_of(cast) if of_account else ORDERS}excel/?q={leg.number}"

    offered, started = karl.get(path).content.decode(), karl.post(path)

    with scoped(cast.karl.scope):
        task = Task.objects.get(kind="order_file")
        account = {"account": Leg.objects.get(pk=leg.pk).buyer.number} if of_account else {}
    assert "is made in the background" in offered
    assert f'action="{path}"' in offered
    assert started["Location"].endswith(f"/{task.pk}/")
    assert task.params == account | {"q": leg.number, "zone": "UTC"}


@pytest.mark.covers("ORD-1")
def test_the_button_leads_to_the_file_of_a_few_orders(karl, cast):
    buy(cast)

    assert karl.post(f"{ORDERS}excel/?queue=handled", headers=HTMX)["HX-Redirect"] == f"{ORDERS}excel/?queue=handled"


@pytest.mark.covers("ORD-7", "ORD-14")
def test_before_several_are_accepted_one_reads_what_they_need_together(karl, cast):
    fund(cast.karl, cast.bakery, 20_000, "enough", NOON)
    path = f"{ORDERS}accept/"
    legs = [buy(cast, "MOVE", "Per site") for _ in range(3)]
    some = (legs[:1], legs[:2])

    one, both = (karl.get(path, {"chosen": [leg.number for leg in chosen]}, headers=HTMX) for chosen in some)

    assert "€79.20 of €100.00" in one.content.decode()
    assert "€58.40 of €158.40 is missing" in both.content.decode()
    chosen = "&".join(f"chosen={leg.number}" for leg in legs[:2])
    assert queries_of(karl, f"{path}?{chosen}") == queries_of(karl, f"{path}?{chosen}&chosen={legs[2].number}")


@pytest.mark.covers("ORD-13", "ORD-14")
def test_before_one_is_accepted_one_reads_what_changed(karl, cast):
    leg = buy(cast)
    mark_up(cast.kleinbach, Decimal(50))

    shown = karl.get(f"{ORDERS}accept/", {"chosen": leg.number}, headers=HTMX).content.decode()

    assert "cost 7.92 EUR when it was ordered and costs 9.90 EUR now" in shown
    assert "Open the order" in shown


@pytest.mark.covers("ORD-1")
def test_another_resellers_orders_are_in_no_workbook(nora, cast):
    buy(cast)

    rows = sheet(nora.get(f"{ORDERS}excel/"))

    assert len(rows) == 1


@pytest.mark.covers("ORD-7")
def test_several_orders_are_accepted_and_one_that_cannot_be_is_told_with_its_reason(karl, cast):
    first, second, gone = buy(cast), buy(cast, "MAIL"), buy(cast)
    approve_order(leg_id=gone.pk, by=cast.karl, at=NOON)

    answer = karl.post(f"{ORDERS}accept/", {"chosen": [first.number, second.number, gone.number]}, follow=True)

    said = answer.content.decode()
    assert "2 orders are accepted." in said
    assert "is-refusal" in said.split('id="toast-failed"', 1)[0], "it stays until it is read"
    assert f"{gone.number}: Order {gone.number} was accepted already." in said
    assert stand(cast, first) == stand(cast, second) == "in_progress"


@pytest.mark.covers("ORD-3", "ORD-7")
def test_several_orders_are_canceled_with_one_reason_that_is_needed(karl, cast):
    first, second = buy(cast), buy(cast, "MAIL")
    chosen = {"chosen": [first.number, second.number]}

    assert karl.post(f"{ORDERS}cancel/", chosen).status_code == 422
    assert stand(cast, first) == "none"
    answer = karl.post(f"{ORDERS}cancel/", chosen | {"reason": "Sold out"}, follow=True)

    assert "2 orders are canceled." in answer.content.decode()
    assert leg_of(cast.karl, second.order_id, cast.bakery).cancel_reason == "Sold out"


@pytest.mark.covers("ORD-7")
def test_nothing_is_decided_where_one_number_is_unknown_or_anothers(karl, nora, cast):
    leg = buy(cast)

    assert karl.post(f"{ORDERS}accept/", {"chosen": [leg.number, "ZZZZZZZZ"]}).status_code == 404
    assert nora.post(f"{ORDERS}accept/", {"chosen": [leg.number]}).status_code == 404
    assert stand(cast, leg) == "none"


def test_the_orders_of_a_record_need_the_same_queries_however_many_there_are(karl, cast):
    buy(cast)
    path = record_of(cast)
    short = queries_of(karl, path)

    for _ in range(4):
        buy(cast, "MAIL")

    assert queries_of(karl, path) == short


@pytest.mark.covers("ORD-8")
def test_a_search_takes_as_many_queries_however_much_it_finds(karl, cast):
    buy(cast)
    short = queries_of(karl, f"{ORDERS}?q=hosting")

    for _ in range(3):
        buy(cast)

    assert queries_of(karl, f"{ORDERS}?q=hosting") == short


@pytest.mark.covers("ORD-7", "ORD-14")
def test_what_cannot_be_accepted_is_left_out_of_those_chosen_and_of_what_they_need(karl, cast):
    locked, waiting = locked_at_kleinbach(cast), buy(cast)

    both = karl.get("/console/orders/accept/", {"chosen": [locked.number, waiting.number]}).content.decode()
    alone = karl.get("/console/orders/accept/", {"chosen": [locked.number]}).content.decode()

    assert f'value="{waiting.number}"' in both
    assert f'value="{locked.number}"' not in both
    assert f"Order {locked.number} was accepted already." in both
    assert "€6.60" in both
    assert "€85.80" not in both
    assert "was accepted already" in alone
    assert "Can it be funded now?" not in alone
    assert 'name="chosen"' not in alone
