"""Taxes over the API: settings, rates, categories, buyers, and quotes with tax (CAT-4)."""

from datetime import timedelta

import pytest
from django.db import transaction

from handsel.accounts.models import Account
from handsel.cli.demo.story import Cast
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from tests.api.calling import Program
from tests.tax.story import FRENCH_NUMBER, customer, plan

pytestmark = [pytest.mark.django_db, pytest.mark.covers("API-1", "CAT-4")]

TODAY = now().date()


def rate(**change: object) -> dict[str, object]:
    return {"country": "DE", "category": "standard", "percent": "19", "valid_from": f"{TODAY}"} | change


@pytest.fixture
def registered(kleinbach: Program) -> Program:
    """Kleinbach, registered in Germany."""
    assert kleinbach.post("/tax-rates/adoption", {"country": "DE"}).status_code == 201
    answer = kleinbach.send("PUT", "/settings/tax", {"country": "DE", "is_registered": True, "version": 0})
    assert answer.status_code == 200, answer.content
    return kleinbach


@pytest.fixture
def mill(cast: Cast) -> int:
    pk = customer(cast.karl, "FR", number=FRENCH_NUMBER)
    with transaction.atomic(), scoped(cast.karl.scope):
        return Account.objects.get(pk=pk).number


def test_tax_is_set_up_after_the_rate_of_home(kleinbach: Program):
    assert kleinbach.get("/settings/tax").json()["version"] == 0
    wanted = {"country": "DE", "is_registered": True, "version": 0, "number": "DE136695976"}
    refused = kleinbach.send("PUT", "/settings/tax", wanted)
    assert (refused.status_code, refused.json()["code"]) == (409, "home_rate_missing")
    assert kleinbach.post("/tax-rates", rate()).status_code == 201
    assert kleinbach.send("PUT", "/settings/tax", wanted).json()["number"] == "DE136695976"
    assert kleinbach.send("PUT", "/settings/tax", wanted).json()["code"] == "changed_meanwhile"


def test_rates_are_added_listed_withdrawn_and_ended(registered: Program):
    later = f"{TODAY + timedelta(days=2)}"
    added = registered.post("/tax-rates", rate(country="FR", percent="20", valid_from=later)).json()
    assert added["percent"] == "20"
    gone = registered.send("DELETE", f"/tax-rates/{added['id']}").json()
    assert gone["withdrawn_at"]
    begun = registered.post("/tax-rates", rate(country="FR", percent="20.5")).json()
    refused = registered.send("DELETE", f"/tax-rates/{begun['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "tax_rate_in_force")
    ended = registered.post(f"/tax-rates/{begun['id']}/end", {"ends_on": later})
    assert (ended.status_code, ended.json()["percent"]) == (201, None)
    assert registered.get("/tax-rates").json()["total"] == 5
    wrong = registered.post("/tax-rates", rate(percent="190"))
    assert (wrong.status_code, wrong.json()["code"]) == (422, "tax_percent_out_of_range")


def test_categories_of_what_is_sold_are_listed_and_set(registered: Program):
    first = registered.get("/tax-categories").json()[0]
    assert (first["category"], first["said"]) == ("standard", None)
    answer = registered.send("PUT", f"/tax-categories/{first['product_id']}", {"category": "reduced"})
    assert (answer.json()["category"], answer.json()["supplied"]) == ("reduced", "standard")
    unknown = registered.send("PUT", "/tax-categories/99999999", {"category": "reduced"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "product_not_sold")


def test_a_number_is_checked_by_hand_and_the_quote_follows_it(registered: Program, cast: Cast, mill: int):
    one = plan(cast.karl, cast.bakery)
    quoted = registered.get(f"/accounts/{mill}/quote", plan_id=one, quantity=2).json()
    assert (quoted["net"]["minor"], quoted["tax"]["minor"], quoted["total"]["minor"]) == (1_584, 301, 1_885)
    assert (quoted["lines"][0]["tax_treatment"], quoted["lines"][0]["tax_percent"]) == ("domestic", "19")

    noted = {"number": FRENCH_NUMBER, "is_valid": True, "reference": "Letter"}
    assert registered.post(f"/accounts/{mill}/tax/check-by-hand", noted).json()["state"] == "checked"

    quoted = registered.get(f"/accounts/{mill}/quote", plan_id=one, quantity=2).json()
    assert (quoted["total"]["minor"], quoted["words"]) == (1_584, ["Reverse charge: you account for the VAT."])
    placed = registered.post("/orders", {"buyer": mill, "lines": [{"plan_id": one}]}, key="tax-1").json()
    assert placed["lines"][0]["tax_treatment"] == "reverse_charge"
    assert placed["tax_words"] == ["Reverse charge: you account for the VAT."]
    assert placed["buyer_tax_number"] == FRENCH_NUMBER


def test_a_buyer_is_exempted_and_charged_again(registered: Program, mill: int):
    path = f"/accounts/{mill}/tax"
    assert registered.get(path).json()["state"] == "unchecked"
    assert registered.post(f"{path}/check").status_code == 200
    exempt = registered.send("PUT", f"{path}/exemption", {"reason": "School", "certificate": "S-1"})
    assert exempt.json()["exempt_certificate"] == "S-1"
    assert registered.send("DELETE", f"{path}/exemption").json()["exempt_reason"] == ""
    wrong = registered.send("PUT", f"{path}/exemption", {"reason": "", "certificate": "S-1"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "exemption_incomplete")


def test_what_cannot_be_quoted_is_refused(registered: Program, bakery: int):
    for query, code in (
        ({"plan_id": 99_999_999, "quantity": 1}, "not_offered"),
        ({"plan_id": 1, "quantity": 0}, "invalid"),
        ({"plan_id": [1, 2], "quantity": 1}, "invalid"),
    ):
        assert registered.get(f"/accounts/{bakery}/quote", **query).json()["code"] == code


def test_a_key_that_only_reads_sets_no_taxes(reading: Program, mill: int):
    assert reading.post("/tax-rates", rate()).status_code == 403
    assert reading.post(f"/accounts/{mill}/tax/check").status_code == 403
