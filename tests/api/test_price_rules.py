"""Rules of price lists over the API: changed, rehearsed, planned, and offers as a buyer sees them (CAT-2, CAT-3)."""

from datetime import timedelta

import pytest

from handsel.accounts.models import Account
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from tests.api.calling import program
from tests.catalog.listed import line_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-2", "CAT-3")]


@pytest.fixture
def mail(cast):
    return line_of(cast.karl, "MAIL Monthly")


def of_default(kleinbach):
    return next(found for found in kleinbach.get("/price-lists").json() if found["is_default"])


def test_rules_are_rehearsed_changed_read_and_seen_in_offers(kleinbach, cast, mail):
    own = of_default(kleinbach)
    path = f"/price-lists/{own['id']}"
    body = {
        "changes": [{"way": "fixed", "targets": {"plans": [mail.plan_id]}, "fixed_minor": 499}],
        "currency": "EUR", "version": own["version"],
    }  # fmt: skip

    rehearsal = kleinbach.post(f"{path}/rehearsal", body)
    assert (rehearsal.status_code, rehearsal.json()["plans"], rehearsal.json()["names"]) == (200, 1, ["Bakery Brandt"])
    assert kleinbach.get(f"{path}/rules").json() == []

    assert kleinbach.post(f"{path}/changes", body).status_code == 200
    (rule,) = kleinbach.get(f"{path}/rules").json()
    assert (rule["level"], rule["target_id"], rule["fixed_minor"]) == (4, mail.plan_id, 499)
    stale = kleinbach.post(f"{path}/changes", body)
    assert (stale.status_code, stale.json()["code"]) == (409, "price_list_changed")
    with scoped(cast.karl.scope):
        number = Account.objects.get(pk=cast.bakery).number
    offers = kleinbach.get(f"/accounts/{number}/offers?q=mail").json()["items"]
    assert next(found for found in offers if found["sku"] == "MAIL")["price"]["minor"] == 499
    assert "cost" not in str(offers)


def test_what_is_below_cost_or_not_theirs_is_refused_with_its_code(kleinbach, suedwind, mail):
    own = of_default(kleinbach)
    path = f"/price-lists/{own['id']}/changes"
    below = {"changes": [{"way": "fixed", "targets": {"plans": [mail.plan_id]}, "fixed_minor": 1}], "version": 1}
    refused = kleinbach.post(path, below | {"version": own["version"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "price_below_cost")
    unknown = {"changes": [{"way": "hide", "targets": {"plans": [2**62]}}], "version": own["version"]}
    assert kleinbach.post(path, unknown).json()["code"] == "not_on_the_price_list"
    assert suedwind.post(path, below).status_code == 404


def test_lists_are_added_rounded_made_default_and_removed(kleinbach):
    own = of_default(kleinbach)
    added = kleinbach.post("/price-lists", {"name": "Gold", "markup_percent": "10.00", "copied_from": own["id"]})
    assert added.status_code == 201
    path = f"/price-lists/{added.json()['id']}"
    rounded = kleinbach.send("PUT", f"{path}/rounding", {"rounding": "ends_99", "way": "up", "version": 1})
    assert rounded.status_code == 200
    assert kleinbach.send("PUT", f"{path}/default").json()["is_default"]
    assert kleinbach.send("DELETE", path).json()["code"] == "price_list_in_use"
    assert kleinbach.send("DELETE", f"/price-lists/{own['id']}").json() == {"name": "Standard"}


def test_changes_are_planned_and_canceled_and_a_policy_is_set(kleinbach, suedwind, mail):
    own = of_default(kleinbach)
    day = (now() + timedelta(days=3)).date().isoformat()
    body = {
        "changes": [{"way": "markup", "targets": {"everything": True}, "percent": "30"}],
        "version": own["version"], "starts_on": day,
    }  # fmt: skip
    planned = kleinbach.post(f"/price-lists/{own['id']}/scheduled-changes", body)
    assert planned.status_code == 201
    path = f"/scheduled-price-changes/{planned.json()['id']}"
    assert [kept["state"] for kept in kleinbach.get("/scheduled-price-changes").json()] == ["waiting"]
    assert suedwind.send("DELETE", path).status_code == 404
    assert kleinbach.send("DELETE", path).json()["state"] == "canceled"
    assert kleinbach.get("/cost-policy").json() == {"policy": "percent"}
    assert kleinbach.send("PUT", "/cost-policy", {"policy": "ask"}).json() == {"policy": "ask"}


def test_a_list_is_renamed(kleinbach, suedwind):
    path = f"/price-lists/{of_default(kleinbach)['id']}/name"
    assert kleinbach.send("PUT", path, {"name": "Retail"}).json()["name"] == "Retail"
    kleinbach.post("/price-lists", {"name": "Gold", "markup_percent": "10.00"})
    taken = kleinbach.send("PUT", path, {"name": "Gold"})
    assert (taken.status_code, taken.json()["code"]) == (409, "price_list_name_taken")
    assert suedwind.send("PUT", path, {"name": "X"}).status_code == 404


def test_new_costs_wait_for_a_decision_and_are_decided(kleinbach, suedwind, cast, mail):
    nordlicht = program(cast.nora, "nordlicht")
    kleinbach.send("PUT", "/cost-policy", {"policy": "ask"})
    assert kleinbach.get("/cost-decisions").json()["items"] == []
    above = of_default(nordlicht)
    dearer = {"way": "markup", "targets": {"everything": True}, "percent": "100"}
    nordlicht.post(f"/price-lists/{above['id']}/changes", {"changes": [dearer], "version": above["version"]})

    waiting = {found["plan_id"]: found for found in kleinbach.get("/cost-decisions").json()["items"]}

    assert (waiting[mail.plan_id]["cost_before"]["minor"], waiting[mail.plan_id]["cost"]["minor"]) == (238, 396)
    path = f"/price-lists/{of_default(kleinbach)['id']}/cost-decisions"
    body = {"plan_ids": [mail.plan_id], "follows": True}
    assert suedwind.post(path, body).status_code == 404
    assert kleinbach.post(path, body).status_code == 200
    assert mail.plan_id not in {found["plan_id"] for found in kleinbach.get("/cost-decisions").json()["items"]}
    assert kleinbach.post(path, body).json()["code"] == "nothing_to_decide"
