"""A new price over the API: asked by the seller, agreed to or not by the reseller who bought (ORD-13)."""

from decimal import Decimal

import pytest

from handsel.cli.demo.story import Cast
from handsel.orders.approval import set_approval
from tests.api.calling import Program, program
from tests.api.test_orders import plan_of
from tests.cast import NOON
from tests.orders.branches import mark_up

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-13", "API-1")]


@pytest.fixture
def nordlicht(db: None, cast: Cast) -> Program:
    return program(cast.nora, "nordlicht")


@pytest.fixture
def number(nordlicht: Program, kleinbach: Program, cast: Cast) -> str:
    """Let Kleinbach buy at Nordlicht, which raises its prices and asks."""
    set_approval(account_id=cast.kleinbach, required=True, by=cast.nora, at=NOON)
    bought = kleinbach.post("/purchases", {"lines": [{"plan_id": plan_of(kleinbach)}]}, key="buy").json()
    mark_up(cast.nordlicht, Decimal(50))
    question = nordlicht.post(f"/orders/{bought['number']}/price-question")
    assert (question.status_code, question.json()["situation"]) == (200, "awaiting_buyer")
    return str(bought["number"])


def test_the_buyer_reads_the_new_price_and_agrees_to_exactly_that(kleinbach: Program, number: str):
    new = kleinbach.get(f"/purchases/{number}/new-price").json()
    at = f"/purchases/{number}/price-confirmation"
    assert new["lines"][0]["before"] != new["lines"][0]["net"]
    assert kleinbach.post(at, {"total": new["total"]}).json()["code"] == "idempotency_key_needed"
    unseen = kleinbach.post(at, {"total": {"minor": 1, "currency": "EUR"}}, key="one")
    assert (unseen.status_code, unseen.json()["code"]) == (409, "price_changed")

    done = kleinbach.post(at, {"total": new["total"]}, key="two").json()

    assert (done["situation"], done["total"]) == ("in_progress", new["total"])
    assert kleinbach.post(at, {"total": new["total"]}, key="three").json()["code"] == "order_status_conflict"


def test_the_buyer_does_not_agree(nordlicht: Program, kleinbach: Program, number: str):
    done = kleinbach.post(f"/purchases/{number}/price-refusal", key="no").json()

    assert done["situation"] == "canceled"
    assert nordlicht.get(f"/orders/{number}").json()["cancel_reason"] == "The buyer does not agree to the new price."
