"""Exchange rates over the API, and what prices and orders tell of them (CAT-5)."""

from datetime import timedelta

import pytest

from handsel.accounts.details import AccountDetails
from handsel.accounts.tree import add_customer
from handsel.kernel.clock import now

pytestmark = [pytest.mark.django_db, pytest.mark.covers("API-1", "CAT-5")]

TODAY = now().date()


def rate(**change: object) -> dict[str, object]:
    body = {"from_currency": "EUR", "to_currency": "USD", "rate": "1.08", "valid_from": f"{TODAY + timedelta(days=1)}"}
    return body | change


@pytest.fixture
def dollars(cast):
    """The number of a customer of Kleinbach that pays in dollars."""
    details = AccountDetails(company_name="Dollar Inc", email="a@dollar.example")
    return add_customer(details=details, currency="USD", by=cast.karl, at=now()).number


def test_a_rate_is_added_listed_and_withdrawn_before_it_begins(kleinbach):
    added = kleinbach.post("/exchange-rates", rate())

    assert added.status_code == 201, added.content
    body = added.json()
    assert (body["rate"], body["inverse"], body["withdrawn_at"]) == ("1.08", "0.92592593", None)
    assert kleinbach.get("/exchange-rates").json()["items"] == [body]
    assert kleinbach.get("/exchange-rates?to_currency=CHF").json()["items"] == []

    gone = kleinbach.send("DELETE", f"/exchange-rates/{body['id']}")
    again = kleinbach.send("DELETE", f"/exchange-rates/{body['id']}")

    assert gone.status_code == again.status_code == 200
    assert gone.json() == again.json()
    assert gone.json()["withdrawn_at"] is not None
    assert kleinbach.post("/exchange-rates", rate()).status_code == 201


def test_a_rate_in_force_is_not_withdrawn_and_nobody_elses_is_found(kleinbach, suedwind):
    body = kleinbach.post("/exchange-rates", rate(valid_from=f"{TODAY}")).json()

    refused = kleinbach.send("DELETE", f"/exchange-rates/{body['id']}")

    assert (refused.status_code, refused.json()["code"]) == (409, "rate_in_force")
    assert suedwind.send("DELETE", f"/exchange-rates/{body['id']}").status_code == 404
    assert suedwind.get("/exchange-rates").json()["items"] == []


@pytest.mark.parametrize(
    ("change", "status", "code", "pointer"),
    [
        ({"rate": "0"}, 422, "rate_not_positive", "/rate"),
        ({"rate": "-1"}, 422, "rate_not_positive", "/rate"),
        ({"rate": "1e10"}, 422, "rate_out_of_range", "/rate"),
        ({"rate": "1e-10"}, 422, "rate_out_of_range", "/rate"),
        ({"rate": "1.0000000000001"}, 422, "rate_too_fine", "/rate"),
        ({"to_currency": "EUR"}, 422, "same_currency", "/to_currency"),
        ({"to_currency": "XQX"}, 422, "currency_unknown", "/to_currency"),
        ({"valid_from": "2026-01-01"}, 422, "rate_day_past", "/valid_from"),
        ({"valid_from": "9999-12-31"}, 422, "rate_day_too_far", "/valid_from"),
        ({"valid_from": f"{TODAY + timedelta(days=9)}"}, 409, "rate_day_taken", "/valid_from"),
        ({"valid_from": f"{TODAY + timedelta(days=10)}", "rate": "10.8"}, 409, "rate_far_off", "/rate"),
    ],
)
def test_each_rate_that_cannot_be_has_a_code_of_its_own(kleinbach, change, status, code, pointer):
    kleinbach.post("/exchange-rates", rate(valid_from=f"{TODAY + timedelta(days=9)}"))

    refused = kleinbach.post("/exchange-rates", rate(**change))

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
    assert len(kleinbach.get("/exchange-rates").json()["items"]) == 1


def test_a_key_that_only_reads_adds_nothing(reading):
    refused = reading.post("/exchange-rates", rate())
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


def test_the_pairs_tell_what_is_missing_and_prices_come_in_the_currency_asked_for(kleinbach, dollars):
    (missing,) = kleinbach.get("/exchange-rates/pairs").json()
    assert (missing["from_currency"], missing["to_currency"], missing["buyers"]) == ("EUR", "USD", 1)
    assert (missing["is_missing"], missing["current"]) == (True, None)
    (default,) = kleinbach.get("/price-lists").json()
    prices = f"/price-lists/{default['id']}/prices?currency=USD"
    assert kleinbach.get(f"{prices}&only=sold").json()["items"] == []
    unpriced = kleinbach.get(prices).json()["items"]
    assert unpriced == kleinbach.get(f"{prices}&only=unpriced").json()["items"] != []
    assert {(row["is_sold"], row["not_sold_because"]) for row in unpriced} == {(False, "no_rate")}
    for part in ("rate", "cost_converted", "cost_counted", "price", "margin", "margin_percent", "rule"):
        assert {row[part] for row in unpriced} == {None}
    assert {row["cost"]["currency"] for row in unpriced} == {"EUR"}

    kleinbach.post("/exchange-rates", rate(valid_from=f"{TODAY}"))

    (pair,) = kleinbach.get("/exchange-rates/pairs").json()
    assert (pair["is_missing"], pair["is_old"], pair["current"]["rate"], pair["next"]) == (False, False, "1.08", None)
    row = next(row for row in kleinbach.get(prices).json()["items"] if row["sku"] == "MAIL")
    assert [row[part]["text"] for part in ("cost", "cost_converted", "price", "margin")] == [
        "2.38",
        "2.57",
        "3.08",
        "0.51",
    ]
    assert (row["rate"], row["cost"]["currency"], row["margin"]["currency"]) == ("1.08", "EUR", "USD")


def test_an_order_across_currencies_tells_its_seller_cost_rate_and_margin_and_its_buyer_nothing(kleinbach, dollars):
    body = {"buyer": dollars, "lines": [{"plan_id": 1, "quantity": 2}]}
    (default,) = kleinbach.get("/price-lists").json()
    prices = kleinbach.get(f"/price-lists/{default['id']}/prices").json()["items"]
    body["lines"][0]["plan_id"] = next(row["plan_id"] for row in prices if row["sku"] == "MAIL")
    refused = kleinbach.post("/orders", body, key="one")
    assert (refused.status_code, refused.json()["code"]) == (404, "not_offered")
    assert "EUR to USD" in refused.content.decode()
    kleinbach.post("/exchange-rates", rate(valid_from=f"{TODAY}"))

    placed = kleinbach.post("/orders", body, key="two")

    assert placed.status_code == 201, placed.content
    order = placed.json()
    assert [order[part]["text"] for part in ("total", "cost", "cost_converted", "margin")] == [
        "6.16",
        "4.76",
        "5.14",
        "1.02",
    ]
    assert [order[part]["currency"] for part in ("total", "cost", "margin")] == ["USD", "EUR", "USD"]
    (conversion,) = order["conversions"]
    assert (conversion["cost"]["text"], conversion["rate"], conversion["converted"]["text"]) == ("2.38", "1.08", "2.57")
    bought = kleinbach.get(f"/purchases/{order['number']}").json()
    assert bought["total"]["currency"] == "EUR"
    assert "conversions" not in bought
    listed = next(one for one in kleinbach.get("/orders").json()["items"] if one["number"] == order["number"])
    assert listed["margin"] == order["margin"]
