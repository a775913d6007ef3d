"""Whatever changes prices below is rehearsed and planned over the API as on the screen (CAT-3)."""

from datetime import timedelta

import pytest

from handsel.kernel.clock import now
from tests.catalog.listed import default_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-3")]

PLAN = {"name": "Monthly", "currency": "EUR", "cost_minor": 250, "period": {"count": 1, "unit": "month"}}


def own_product(kleinbach) -> dict:
    made = {"sku": "OWN", "name": "Own", "category": "Own", "plans": [PLAN | {"cost_minor": 200}]}
    return kleinbach.post("/products", made).json()


def rehearsed(program, **alteration):
    return program.post("/rehearsals", {"alteration": alteration})


def test_each_kind_of_change_is_rehearsed(kleinbach, cast):
    own, product = default_of(cast.karl), own_product(kleinbach)
    (plan,) = product["plans"]
    gold = kleinbach.post("/price-lists", {"name": "Gold", "markup_percent": "50.00"}).json()["id"]
    (customer,) = kleinbach.get("/customers").json()["items"]
    of_list = {"price_list_id": own.pk, "version": own.version}
    asked = [
        ({"kind": "markup", "markup_percent": "30.00"} | of_list, 9),
        ({"kind": "rounding", "rounding": "to_100", "way": "up"} | of_list, 9),
        ({"kind": "rules", "changes": [{"way": "hide", "targets": {"plans": [plan["id"]]}}]} | of_list, 1),
        ({"kind": "plan", "plan_id": plan["id"], "version": 1} | PLAN, 1),
        ({"kind": "plan_withdrawal", "plan_id": plan["id"]}, 1),
        ({"kind": "product_withdrawal", "product_id": product["id"]}, 1),
        ({"kind": "default", "price_list_id": gold}, 9),
        ({"kind": "cost_policy", "policy": "ask"}, 0),
        (
            {
                "kind": "exchange_rate",
                "from_currency": "EUR",
                "to_currency": "USD",
                "rate": "1.1",
                "valid_from": now().date().isoformat(),
            },
            0,
        ),
        ({"kind": "assignment", "numbers": [customer["number"]], "price_list_id": gold}, 9),
    ]
    for alteration, plans in asked:
        told = rehearsed(kleinbach, **alteration)
        assert told.status_code == 200, told.content
        names = ["Bakery Brandt"] if plans else []
        assert (told.json()["plans"], told.json()["names"]) == (plans, names), alteration
        assert not {"losing", "broken"} & told.json().keys()


def test_what_can_wait_is_kept_for_its_day_and_the_rest_is_not_taken(kleinbach, cast):
    (plan,) = own_product(kleinbach)["plans"]
    day = {"starts_on": (now() + timedelta(days=3)).date().isoformat(), "notice_days": 2}
    dearer = {"kind": "plan", "plan_id": plan["id"], "version": 1} | PLAN
    kept = kleinbach.post("/scheduled-price-changes", day | {"alteration": dearer})
    assert kept.status_code == 201, kept.content
    assert (kept.status_code, kept.json()["kind"], kept.json()["about"]) == (201, "plan", "Own, Monthly")
    assert kept.json()["price_list_id"] is None
    default = {"kind": "default", "price_list_id": default_of(cast.karl).pk}
    assert kleinbach.post("/scheduled-price-changes", day | {"alteration": default}).status_code == 422


def test_what_can_wait_is_rehearsed_as_of_its_day_by_which_it_is_planned(kleinbach, cast):
    own, (plan,) = default_of(cast.karl), own_product(kleinbach)["plans"]
    today = now().date()
    free = {
        "way": "fixed", "fixed_minor": 0, "targets": {"plans": [plan["id"]]},
        "loss_until": (today + timedelta(days=2)).isoformat(),
    }  # fmt: skip
    rules = {"changes": [free], "version": own.version, "starts_on": (today + timedelta(days=3)).isoformat()}
    at = f"/price-lists/{own.pk}"
    for answer in (kleinbach.post(f"{at}/rehearsal", rules), kleinbach.post(f"{at}/scheduled-changes", rules)):
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/loss_until"), answer.content
    rules["starts_on"] = (today + timedelta(days=2)).isoformat()
    assert kleinbach.post(f"{at}/rehearsal", rules).json()["fallen"] == 1
    day = {"starts_on": rules["starts_on"]}
    yearly = {"kind": "plan", "plan_id": plan["id"], "version": 1} | PLAN | {"period": {"count": 1, "unit": "year"}}
    refused = kleinbach.post("/rehearsals", day | {"alteration": yearly})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/starts_on")
    at_once = {"kind": "default", "price_list_id": own.pk}
    assert kleinbach.post("/rehearsals", day | {"alteration": at_once}).status_code == 422


def test_what_is_anothers_is_rehearsed_by_nobody_else(kleinbach, suedwind, cast):
    own = default_of(cast.karl)
    (customer,) = kleinbach.get("/customers").json()["items"]
    (plan,) = own_product(kleinbach)["plans"]
    assert rehearsed(suedwind, kind="default", price_list_id=own.pk).status_code == 404
    assert rehearsed(suedwind, kind="plan_withdrawal", plan_id=plan["id"]).status_code == 404
    unknown = rehearsed(kleinbach, kind="assignment", numbers=[customer["number"], 999_999], price_list_id=None)
    assert unknown.status_code == 404
