"""Products with their plans, options and pictures, and categories, by programs (CAT-1, API-1)."""

import base64

import pytest

from tests.catalog.operations_calls import a_picture

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-1")]

PLAN = {"name": "Monthly", "period": {"count": 1, "unit": "month"}, "currency": "EUR", "cost_minor": 900}
CARE = {"sku": "CARE", "name": "Care", "category": "Services › Care", "kind": "subscription", "plans": [PLAN]}


@pytest.fixture
def care(kleinbach):
    return kleinbach.post("/products", CARE).json()


def test_a_product_is_read_and_changed_once_per_version(kleinbach, care):
    changed = kleinbach.send(
        "PATCH", f"/products/{care['id']}", {"name": "Care+", "provisioning": "automatic", "version": 1}
    )

    assert changed.status_code == 200
    assert (changed.json()["name"], changed.json()["provisioning"], changed.json()["version"]) == (
        "Care+",
        "automatic",
        2,
    )
    assert kleinbach.get(f"/products/{care['id']}").json() == changed.json()
    late = kleinbach.send("PATCH", f"/products/{care['id']}", {"name": "Care-", "version": 1})
    assert (late.status_code, late.json()["code"]) == (409, "product_changed")
    kleinbach.post(f"/products/{care['id']}/withdrawal", {})
    assert kleinbach.post(f"/products/{care['id']}/return", {}).json()["withdrawn_at"] is None


def test_what_was_read_of_a_product_can_be_written_back(kleinbach, care):
    before = kleinbach.get("/categories").json()

    told = {name: care[name] for name in ("sku", "name", "category", "kind", "description", "provisioning", "version")}
    written = kleinbach.send("PATCH", f"/products/{care['id']}", told).json()

    assert (written["category"], written["category_id"]) == ("Services › Care", care["category_id"])
    assert kleinbach.get("/categories").json() == before
    assert [row["category"] for row in kleinbach.get("/products").json()["items"]] == ["Services › Care"]


def test_plans_are_added_changed_and_withdrawn(kleinbach, care):
    addon = PLAN | {"name": "Hours", "is_addon": True, "unit": "hour", "quantity_step": 5, "quantity_min": 5}
    plans = kleinbach.post(f"/products/{care['id']}/plans", addon).json()["plans"]
    plan = plans[-1]
    assert (plan["unit"], plan["is_addon"], plan["quantity_step"]) == ("hour", True, 5)
    changed = kleinbach.send("PUT", f"/plans/{plan['id']}", addon | {"cost_minor": 1_000, "period": None, "version": 1})
    assert changed.json()["plans"][-1]["period"] is None
    late = kleinbach.send("PUT", f"/plans/{plan['id']}", addon | {"version": 1})
    assert (late.status_code, late.json()["code"]) == (409, "plan_changed")
    assert kleinbach.post(f"/plans/{plan['id']}/withdrawal", {}).json()["plans"][-1]["withdrawn_at"]


def test_options_are_asked_and_an_order_answers_them(kleinbach, bakery, care):
    asked = {"label": "Domain", "kind": "domain"}
    option = kleinbach.post(f"/products/{care['id']}/options", asked).json()["options"][0]
    kleinbach.send("PUT", f"/options/{option['id']}", asked | {"help_text": "Yours.", "version": 1})
    assert kleinbach.post(f"/options/{option['id']}/earlier", {}).status_code == 200
    line = {"plan_id": care["plans"][0]["id"], "quantity": 1}

    missing = kleinbach.post("/orders", {"buyer": bakery, "lines": [line]}, key="one")
    answered = line | {"options": [{"option_id": option["id"], "value": "bakery.example"}]}
    ordered = kleinbach.post("/orders", {"buyer": bakery, "lines": [answered, answered]}, key="two")

    assert (missing.status_code, missing.json()["code"]) == (422, "option_missing")
    assert [row["options"][0]["value"] for row in ordered.json()["lines"]] == ["bakery.example"] * 2
    assert kleinbach.post(f"/options/{option['id']}/removal", {}).json()["options"] == []


def test_pictures_are_added_described_and_removed(kleinbach, care):
    content = base64.b64encode(a_picture()).decode()
    picture = kleinbach.post(f"/products/{care['id']}/pictures", {"content": content}).json()["pictures"][0]
    none = base64.b64encode(b"none").decode()
    refused = kleinbach.post(f"/products/{care['id']}/pictures", {"content": none})
    assert (refused.status_code, refused.json()["code"]) == (422, "not_a_picture")
    described = kleinbach.send("PATCH", f"/pictures/{picture['id']}", {"alternative": "A dot"})
    assert described.json()["pictures"][0]["alternative"] == "A dot"
    assert kleinbach.post(f"/pictures/{picture['id']}/earlier", {}).status_code == 200
    assert kleinbach.post(f"/pictures/{picture['id']}/removal", {}).json()["pictures"] == []


def test_categories_are_listed_ordered_merged_and_removed(kleinbach, care):
    services, below = kleinbach.get("/categories").json()
    assert (services["name"], below["parent_category_id"]) == ("Services", services["id"])
    new = kleinbach.post("/categories", {"name": "Hosting"}).json()
    assert kleinbach.post("/categories", {"name": "hosting"}).json()["code"] == "category_name_taken"
    renamed = kleinbach.send("PUT", f"/categories/{new['id']}", {"name": "Sites"})
    assert renamed.json()["name"] == "Sites"
    order = kleinbach.send("PUT", "/categories-order", {"category_ids": [new["id"], services["id"]]}).json()["items"]
    assert [one["name"] for one in order] == ["Sites", "Services", "Care"]
    assert kleinbach.post(f"/categories/{below['id']}/removal", {}).json()["code"] == "category_not_empty"
    merged = kleinbach.post(f"/categories/{below['id']}/merge", {"into_category_id": new["id"]})
    assert merged.json()["id"] == new["id"]
    assert kleinbach.post(f"/categories/{services['id']}/removal", {}).status_code == 200


def test_what_lies_outside_the_limits_of_a_plan_is_refused_by_its_own_code(kleinbach, bakery, care):
    box = {"name": "Box", "currency": "EUR", "cost_minor": 100, "quantity_min": 10, "quantity_max": 20}
    plan = kleinbach.post(f"/products/{care['id']}/plans", box | {"quantity_step": 5}).json()["plans"][-1]
    for quantity in (1, 12, 25):
        line = {"plan_id": plan["id"], "quantity": quantity}
        refused = kleinbach.post("/orders", {"buyer": bakery, "lines": [line]}, key=f"q{quantity}")
        assert (refused.status_code, refused.json()["code"]) == (422, "quantity_outside_limits")
    line = {"plan_id": plan["id"], "quantity": 15}
    assert kleinbach.post("/orders", {"buyer": bakery, "lines": [line]}, key="right").status_code == 201


def test_what_another_supplies_is_neither_ordered_nor_changed(suedwind, kleinbach, bakery, care):
    plan = care["plans"][0]["id"]
    harbour = next(row["number"] for row in suedwind.get("/customers").json()["items"])
    refused = suedwind.post("/orders", {"buyer": harbour, "lines": [{"plan_id": plan, "quantity": 1}]}, key="one")
    assert (refused.status_code, refused.json()["code"]) == (404, "not_offered")
    assert suedwind.get(f"/products/{care['id']}").status_code == 404
    assert suedwind.post(f"/plans/{plan}/withdrawal", {}).status_code == 404
    list_id = suedwind.get("/price-lists").json()[0]["id"]
    change = {"way": "fixed", "targets": {"plans": [plan]}, "fixed_minor": 500}
    body = {"currency": "EUR", "changes": [change], "version": 1}
    refused = suedwind.post(f"/price-lists/{list_id}/changes", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_on_the_price_list"), refused.json()


def test_pictures_that_are_too_heavy_or_too_many_have_codes_of_their_own(kleinbach, care):
    def adds(data: bytes) -> tuple[int, str]:
        answer = kleinbach.post(f"/products/{care['id']}/pictures", {"content": base64.b64encode(data).decode()})
        return answer.status_code, answer.json().get("code", "")

    assert adds(a_picture(8_001, 1)) == (422, "picture_too_large")
    for number in range(12):
        assert adds(a_picture(8, 6 + number)) == (201, "")
    assert adds(a_picture(8, 60)) == (409, "too_many_pictures")
