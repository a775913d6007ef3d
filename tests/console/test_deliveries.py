"""The supplier's task list: found on the start page, started, delivered, failed, tried again, paid back (ORD-12)."""

import pytest
from django.test import Client

from handsel.cli.demo.story import Cast
from handsel.deliveries.moves import DeliveryState
from handsel.deliveries.telling import Heard, hear
from handsel.deliveries.working import fail_deliveries
from handsel.identity.actor import system
from tests.cast import NOON
from tests.console.conftest import HTMX, logged_in
from tests.console.counting import queries_of
from tests.deliveries.delivering import bought, deliveries, tasks

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-12")]

LIST = "/console/deliveries/"


@pytest.fixture
def olga(db: None) -> Client:
    return logged_in("operator", "olga@handsel.example")


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_delivery_is_found_started_and_made_and_its_buyers_read_it(olga: Client, karl: Client, cast: Cast):
    assert "Deliveries to make" not in page(olga, "/console/")
    leg = bought(cast)
    pk = tasks(cast.olga)[0].delivery_id
    assert "Deliveries to make" in page(olga, "/console/")
    shown = page(olga, LIST)
    assert leg.number in shown
    assert "Nordlicht" in shown
    assert "Bakery" not in shown
    assert "Nobody below can cancel" in page(olga, f"{LIST}start/?delivery={pk}")
    assert olga.post(f"{LIST}start/", {"delivery": pk}, headers=HTMX).status_code == 204
    typed = {"delivery": pk, "licence_key": "ABCD", "service": "User: admin\nCall us", "expires_on": "2027-11-02"}

    assert olga.post(f"{LIST}deliver/", typed, headers=HTMX).status_code == 204

    assert olga.post(f"{LIST}deliver/", typed, headers=HTMX).status_code == 409
    assert leg.number in page(olga, f"{LIST}?part=over")
    for part in ("Delivered", "ABCD", "admin", "Call us"):
        assert part in page(karl, f"/console/orders/{leg.number}/")
    assert "ABCD" in page(olga, f"{LIST}{pk}/")


def test_what_failed_is_tried_again_or_paid_back(olga: Client, karl: Client, cast: Cast):
    leg = bought(cast)
    pk = tasks(cast.olga)[0].delivery_id
    assert olga.post(f"{LIST}fail/", {"delivery": pk, "reason": " "}).status_code == 422
    assert olga.post(f"{LIST}fail/", {"delivery": pk, "reason": "No space at Handsel"}, headers=HTMX).status_code == 204
    start = page(olga, "/console/")
    assert "Deliveries failed" in start
    assert "Orders could not be delivered" not in start
    assert "Orders could not be delivered" in page(karl, "/console/")
    assert "No space at Handsel" in page(olga, f"{LIST}?part=failed")
    below = page(karl, f"/console/orders/{leg.number}/")
    assert "It could not be delivered so far." in below
    assert "you can also cancel what was not delivered" in below
    assert "Handsel" not in below.replace("data-handsel", "").split("<main", 1)[-1].split("</main", 1)[0]
    assert olga.post(f"{LIST}retry/", {"delivery": pk}, headers=HTMX).status_code == 204
    assert olga.post(f"{LIST}{pk}/note/", {"note": "Ask <b>Tim"}, headers=HTMX).status_code == 204
    assert "Ask &lt;b&gt;Tim" in page(olga, LIST)

    assert olga.post(f"{LIST}{pk}/give-back/", {"reason": "None left"}, headers=HTMX).status_code == 204

    assert "Paid back" in page(karl, f"/console/orders/{leg.number}/")
    assert deliveries(cast.karl, leg.order_id)[0].refund_id


def test_the_page_of_an_order_leads_its_supplier_to_the_delivery(olga: Client, karl: Client, cast: Cast):
    leg = bought(cast)
    at, way = f"/console/orders/{leg.number}/", f'href="{LIST}?q={leg.number}'
    assert f'{way}"' in page(olga, at)

    fail_deliveries(delivery_ids=[tasks(cast.olga)[0].delivery_id], reason="No space", by=cast.olga, at=NOON)

    shown = page(olga, at)
    assert f'{way}&amp;part=failed"' in shown
    assert "You supply it: try again, or pay it back" in shown
    assert "Whoever supplies it" not in shown
    below = page(karl, at)
    assert "Whoever supplies it can try again" in below
    assert LIST not in below.split("<main", 1)[-1]


def test_what_is_paid_and_not_begun_is_called_off(karl: Client, cast: Cast):
    leg = bought(cast)
    assert f"/console/orders/{leg.number}/call-off/" in page(karl, f"/console/orders/{leg.number}/")
    assert karl.post(f"/console/orders/{leg.number}/call-off/", {"reason": ""}).status_code == 422

    done = karl.post(f"/console/orders/{leg.number}/call-off/", {"reason": "Twice"}, headers=HTMX)

    assert done.status_code == 204
    assert "Canceled" in page(karl, f"/console/orders/{leg.number}/")


def test_all_that_is_typed_is_handed_over(olga: Client, cast: Cast):
    leg = bought(cast)
    typed = {"delivery": tasks(cast.olga)[0].delivery_id, "licence_key": "K-1"}
    service = "Licence key: K-2\nUser: a\nUser: b\nhttps://x.example/in\nPanel: https://y.example\nCall us"

    assert olga.post(f"{LIST}deliver/", typed | {"service": service}, headers=HTMX).status_code == 204

    said = [(one["label"], one["value"]) for one in deliveries(cast.olga, leg.order_id)[-1].service]
    assert said == [
        ("Licence key", "K-1"), ("Licence key", "K-2"), ("User", "a"), ("User", "b"),
        ("Panel", "https://y.example"), ("Note", "https://x.example/in\nCall us"),
    ]  # fmt: skip


def test_several_are_not_handed_one_key(olga: Client, cast: Cast):
    bought(cast)
    bought(cast)
    chosen = [task.delivery_id for task in tasks(cast.olga)]
    asked = page(olga, f"{LIST}deliver/?delivery={chosen[0]}&delivery={chosen[1]}")
    assert 'name="licence_key"' not in asked
    assert "deliver one by one" in asked

    answer = olga.post(f"{LIST}deliver/", {"delivery": chosen, "licence_key": "ABCD"}, headers=HTMX)

    assert answer.status_code == 422
    assert "deliver these one by one" in answer.content.decode()
    assert {task.state for task in tasks(cast.olga)} == {"waiting"}
    told = {"delivery": chosen, "service": "Server: web-7.example"}
    assert olga.post(f"{LIST}deliver/", told, headers=HTMX).status_code == 204


def test_nobody_else_finds_a_delivery(cast: Cast):
    bought(cast)
    karl = logged_in("kleinbach", "karl@kleinbach.example")
    pk = tasks(cast.olga)[0].delivery_id

    assert karl.get(f"{LIST}{pk}/").status_code == 404
    assert karl.post(f"{LIST}start/", {"delivery": pk}).status_code == 404


def test_the_list_takes_the_same_queries_however_long_it_is(olga: Client, cast: Cast):
    bought(cast)
    one = queries_of(olga, LIST)
    for _ in range(4):
        bought(cast)

    assert queries_of(olga, LIST) == one
    assert page(olga, f"{LIST}?q=Nordlicht").count("<tr>") == 6
    assert "Nothing is found" in page(olga, f"{LIST}?q=nowhere")


@pytest.mark.covers("ORD-3")
def test_the_menu_of_an_order_leads_its_supplier_to_completing_it_and_lets_each_seller_cancel(
    olga: Client, karl: Client, ruth: Client, cast: Cast
):
    leg = bought(cast)
    complete, cancel = f"{LIST}?q={leg.number}", f"/console/orders/{leg.number}/call-off/"
    assert complete in page(olga, "/console/orders/")
    assert cancel in page(olga, "/console/orders/")
    assert complete not in page(karl, "/console/orders/")
    assert cancel in page(karl, "/console/orders/")
    assert cancel not in page(ruth, "/console/orders/")

    assert olga.post(f"{LIST}deliver/", {"delivery": tasks(cast.olga)[0].delivery_id}, headers=HTMX).status_code == 204

    assert complete not in page(olga, "/console/orders/")
    assert cancel not in page(olga, "/console/orders/")


@pytest.mark.covers("ORD-2")
def test_what_no_person_did_is_automatic(olga: Client, cast: Cast):
    bought(cast)
    pk = tasks(cast.olga)[0].delivery_id
    hear(delivery_id=pk, heard=Heard(DeliveryState.DELIVERED), by=system(cast.operator), at=NOON)

    for shown in (page(olga, f"{LIST}?part=over"), page(olga, f"{LIST}{pk}/")):
        assert ">Automatic<" in shown
        assert ">Handsel<" not in shown
