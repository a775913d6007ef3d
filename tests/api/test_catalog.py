"""Prices, price lists and own products over the API (CAT-1, CAT-2)."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.covers("API-1")]

CARE = {
    "sku": "CARE",
    "name": "Care plan",
    "category": "Services",
    "kind": "subscription",
    "plans": [{"name": "Monthly", "period": {"count": 1, "unit": "month"}, "currency": "EUR", "cost_minor": 900}],
}


def test_cost_price_and_margin_stand_side_by_side(kleinbach):
    (default,) = kleinbach.get("/price-lists").json()
    assert (default["is_default"], default["markup_percent"]) == (True, "20.00")

    rows = kleinbach.get(f"/price-lists/{default['id']}/prices").json()["items"]

    row = next(row for row in rows if (row["sku"], row["plan"]) == ("WEB-S", "Monthly"))
    assert [row[part]["minor"] for part in ("cost", "price", "margin")] == [660, 792, 132]


def test_a_markup_is_changed_and_a_stale_change_shows_both_values(kleinbach):
    (default,) = kleinbach.get("/price-lists").json()
    path, version = f"/price-lists/{default['id']}", default["version"]

    changed = kleinbach.send("PATCH", path, {"markup_percent": "25.00", "version": version})
    stale = kleinbach.send("PATCH", path, {"markup_percent": "30.00", "version": version})

    assert (changed.status_code, changed.json()["markup_percent"]) == (200, "25.00")
    assert (stale.status_code, stale.json()["code"]) == (409, "price_list_changed")
    assert stale.json()["current_version"] == version + 1
    assert [(e["pointer"], e["yours"], e["current"]) for e in stale.json()["errors"]] == [
        ("/markup_percent", "30.00", "25.00")
    ]


@pytest.mark.parametrize("markup", ["-1", "10001", "1.234", "NaN", "much"])
def test_a_markup_that_is_none_is_told(kleinbach, markup):
    (default,) = kleinbach.get("/price-lists").json()

    refused = kleinbach.send("PATCH", f"/price-lists/{default['id']}", {"markup_percent": markup, "version": 1})

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/markup_percent")


def test_a_product_of_ones_own_is_offered_and_withdrawn(kleinbach):
    added = kleinbach.post("/products", CARE)

    assert added.status_code == 201, added.content
    product = added.json()
    assert product["plans"][0]["cost"]["text"] == "9.00"
    assert kleinbach.get("/products").json()["items"] == [product]
    assert kleinbach.post("/products", CARE).json()["errors"][0]["pointer"] == "/sku"
    gone = kleinbach.post(f"/products/{product['id']}/withdrawal")
    assert gone.json()["withdrawn_at"] is not None


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"sku": " "}, "/sku"),
        ({"sku": "x" * 41}, "/sku"),
        ({"plans": []}, "/plans"),
        ({"plans": [{"name": "", "currency": "EUR", "cost_minor": 1}]}, "/plans/0/name"),
        ({"plans": [{"name": "M", "currency": "EUR", "cost_minor": -1}]}, "/plans/0/cost_minor"),
        ({"kind": "magic"}, "/kind"),
    ],
)
def test_a_product_that_is_none_is_told_where(kleinbach, change, pointer):
    refused = kleinbach.post("/products", CARE | change)

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
