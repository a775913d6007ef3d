"""Subscriptions, run rate, Mailbox and timeline over the API (SUB-1, SUB-4, MAI-1, ACC-16)."""

import pytest

from tests.api.test_orders import plan_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("API-1")]


def test_the_timeline_tells_what_happened_and_who_did_it(kleinbach, bakery):
    version = kleinbach.get(f"/accounts/{bakery}").json()["version"]
    kleinbach.send("PATCH", f"/accounts/{bakery}", {"version": version, "phone": "+49 30 222222"})

    newest = kleinbach.get(f"/accounts/{bakery}/timeline").json()["items"][0]

    assert (newest["name"], newest["by"]) == ("account.updated", "kleinbach owner (API)")
    assert newest["data"]["changes"]["phone"][1] == "+49 30 222222"


def test_lists_without_rows_are_empty_pages(kleinbach):
    empty = {"size": 50, "total": 0, "total_is_exact": True, "next": None, "items": []}
    for path in ("/subscriptions", "/messages"):
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
