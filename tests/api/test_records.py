"""Subscriptions, assets, run rate, Mailbox and timeline over the API (SUB-1, SUB-4, MAI-1, ACC-16)."""

from datetime import date

import pytest

from handsel.accounts.details import AccountDetails
from handsel.accounts.tree import add_customer
from handsel.cli.demo.story import Cast, fund
from handsel.deliveries.data import Handed
from handsel.deliveries.giving_back import give_back_line
from handsel.deliveries.working import deliver
from handsel.identity.roles import Role
from tests.api.calling import Program, program
from tests.api.test_orders import plan_of
from tests.cast import NOON
from tests.deliveries.delivering import bought, tasks, work

pytestmark = [pytest.mark.django_db, pytest.mark.covers("API-1")]


def test_the_timeline_tells_what_happened_and_who_did_it(kleinbach, bakery):
    version = kleinbach.get(f"/accounts/{bakery}").json()["version"]
    kleinbach.send("PATCH", f"/accounts/{bakery}", {"version": version, "phone": "+49 30 222222"})

    newest = kleinbach.get(f"/accounts/{bakery}/timeline").json()["items"][0]

    assert (newest["name"], newest["by"]) == ("account.updated", "kleinbach owner (API)")
    assert newest["data"]["changes"]["phone"][1] == "+49 30 222222"


def test_lists_without_rows_are_empty_pages(kleinbach):
    empty = {"size": 50, "total": 0, "total_is_exact": True, "next": None, "items": []}
    for path in ("/subscriptions", "/assets", "/messages"):
        assert kleinbach.get(path).json() == empty | {"page": 1}
    for path in ("/orders", "/purchases", "/carts"):
        assert kleinbach.get(path).json() == empty | {"previous": None}
    assert kleinbach.get("/run-rate").json() == {"items": []}


def test_a_mail_that_is_none_is_not_found(kleinbach):
    assert kleinbach.get("/messages/1").json()["code"] == "not_found"
    assert kleinbach.get("/messages", state="lost").status_code == 422


def test_subscriptions_of_a_buyer_are_found(kleinbach, bakery):
    kleinbach.post("/orders", {"buyer": bakery, "lines": [{"plan_id": plan_of(kleinbach)}]}, key="one")

    assert kleinbach.get("/subscriptions", buyer=bakery, is_running="true").status_code == 200


def licensed(cast: Cast, key: str) -> int:
    """Let Bakery have a certificate with this key, and return its delivery."""
    bought(cast, "TLS", "One year")
    made = tasks(cast.olga)[-1].delivery_id
    handed = Handed((("Licence key", key),), date(2027, 11, 2))
    deliver(delivery_ids=[made], handed=handed, by=cast.olga, at=NOON)
    work()
    return made


@pytest.mark.covers("SUB-1", "ORD-12")
def test_assets_of_a_buyer_are_found_with_their_key_until_they_are_paid_back(kleinbach, bakery, cast: Cast):
    other = add_customer(
        details=AccountDetails(company_name="Florist", email="florian@florist.example"), by=cast.karl, at=NOON
    ).number
    assert kleinbach.get("/assets", buyer=bakery).json()["total"] == 0
    made = licensed(cast, "K-1")

    (found,) = kleinbach.get("/assets", buyer=bakery).json()["items"]

    assert (found["buyer"]["number"], found["product"], found["quantity"]) == (bakery, "TLS certificate", 1)
    assert found["service"] == [{"label": "Licence key", "value": "K-1"}]
    assert found["expires_on"] == "2027-11-02"
    order = kleinbach.get(f"/orders/{found['order']}").json()
    assert (order["lines"][0]["line_id"], order["lines"][0]["net"]) == (found["line_id"], found["net"])
    assert kleinbach.get("/assets", buyer=other).json()["total"] == 0
    give_back_line(delivery_id=made, reason="So", by=cast.olga, at=NOON)
    assert kleinbach.get("/assets").json()["items"] == []


@pytest.mark.covers("SUB-1", "OPS-3")
def test_each_seller_lists_the_assets_of_its_own_buyers(kleinbach: Program, cast: Cast):
    licensed(cast, "K-1")

    (below,) = kleinbach.get("/assets").json()["items"]
    (above,) = program(cast.nora, "nordlicht").get("/assets").json()["items"]

    assert (below["buyer"]["name"], above["buyer"]["name"]) == ("Bakery Brandt", "Kleinbach")
    assert above["line_id"] == below["line_id"]
    assert above["net"]["minor"] < below["net"]["minor"]
    assert program(cast.sven, "suedwind").get("/assets").json()["items"] == []
    assert program(cast.karl, "kleinbach", Role.READ_ONLY).get("/assets").json()["items"] == [below]


@pytest.mark.covers("SUB-1")
def test_assets_come_page_by_page(kleinbach: Program, cast: Cast):
    for by, buyer in ((cast.karl, cast.bakery), (cast.nora, cast.kleinbach), (cast.olga, cast.nordlicht)):
        fund(by, buyer, 10_000, f"more-{buyer}", NOON)
    for key in ("K-1", "K-2"):
        licensed(cast, key)

    first, second = (kleinbach.get("/assets", size=1, page=page).json() for page in (1, 2))

    keys = [page["items"][0]["service"][0]["value"] for page in (first, second)]
    assert (keys, first["total"], second["next"]) == (["K-2", "K-1"], 2, None)
