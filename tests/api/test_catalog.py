"""Prices, price lists and own products over the API (CAT-1, CAT-2)."""

from decimal import Decimal

import pytest

from handsel.catalog.price_changes import EVERYTHING, Change, Way
from tests.catalog.listed import change, line_of

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


@pytest.mark.covers("CAT-2")
def test_a_price_says_by_which_rule_it_is_made_and_what_is_not_sold_says_why(kleinbach, cast):
    mail, web = line_of(cast.karl, "MAIL Monthly"), line_of(cast.karl, "WEB-S Monthly")
    (default,) = kleinbach.get("/price-lists").json()
    gold = kleinbach.post("/price-lists", {"name": "Gold", "markup_percent": None}).json()
    path = f"/price-lists/{gold['id']}"

    def rows(**query):
        return {row["plan_id"]: row for row in kleinbach.get(f"{path}/prices", **query).json()["items"]}

    before = rows()
    markup = {"way": "markup", "targets": {"categories": [mail.category_id]}, "percent": "30", "amount_minor": 5}
    hide = {"way": "hide", "targets": {"plans": [web.plan_id]}}
    changed = kleinbach.post(f"{path}/changes", {"changes": [markup, hide], "version": gold["version"]})

    assert changed.status_code == 200, changed.content
    everything, category = before[mail.plan_id], rows()[mail.plan_id]
    assert (everything["rule"]["source"], everything["rule"]["price_list_id"]) == ("everything", default["id"])
    assert (everything["rule"]["percent"], everything["margin_percent"]) == ("20.00", "16.8")
    rule = category["rule"]
    assert (rule["source"], rule["price_list_id"], rule["percent"]) == ("category", gold["id"], "30.00")
    assert (rule["amount"]["minor"], rule["fixed"], rule["loss_until"]) == (5, None, None)
    assert (category["is_sold"], category["not_sold_because"]) == (True, None)
    assert category["cost_counted"] == category["cost_converted"]
    hidden = rows()[web.plan_id]
    assert (hidden["is_sold"], hidden["not_sold_because"], hidden["price"]["minor"]) == (False, "hidden", 792)
    assert list(rows(only="hidden")) == [web.plan_id]
    assert set(rows()) - set(rows(only="sold")) == {web.plan_id}
    assert kleinbach.get(f"{path}/prices", only="much").status_code == 422


@pytest.mark.covers("CAT-2", "CAT-3")
def test_what_lies_below_a_cost_that_rose_is_listed_as_not_sold(kleinbach, cast):
    mail = line_of(cast.karl, "MAIL Monthly")
    change(cast.karl, Change(Way.FIXED, [(4, mail.plan_id)], fixed_minor=300))
    change(cast.nora, Change(Way.MARKUP, [EVERYTHING], percent=Decimal(100)))
    (default,) = kleinbach.get("/price-lists").json()
    path = f"/price-lists/{default['id']}"

    (row,) = kleinbach.get(f"{path}/prices", q="mail").json()["items"]

    assert (row["is_sold"], row["not_sold_because"]) == (False, "below_cost")
    assert (row["rule"]["source"], row["rule"]["fixed"]["minor"], row["price"]["minor"]) == ("plan", 300, 300)
    assert row["margin"]["minor"] < 0
    assert kleinbach.get(f"{path}/prices", q="mail", only="sold").json()["items"] == []


@pytest.mark.covers("CAT-2")
def test_one_price_list_is_read_with_its_rounding(kleinbach, suedwind):
    (default,) = kleinbach.get("/price-lists").json()
    path = f"/price-lists/{default['id']}"
    assert (default["rounding"], default["way"]) == ("none", "nearest")

    rounding = {"rounding": "ends_99", "way": "up", "version": default["version"]}
    rounded = kleinbach.send("PUT", f"{path}/rounding", rounding).json()

    assert kleinbach.get(path).json() == rounded == default | rounding | {"version": default["version"] + 1}
    assert suedwind.get(path).status_code == 404


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
