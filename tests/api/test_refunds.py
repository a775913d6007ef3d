"""Refunds over the API: asked for, confirmed, declined, paid alone, by rule; nobody reads another tier's (ORD-12)."""

import pytest

from handsel.cli.demo.story import Cast
from tests.api.calling import Program, program
from tests.cast import wallet
from tests.deliveries.refunding import delivered, line_ids

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-12", "API-1")]


@pytest.fixture
def nordlicht(db: None, cast: Cast) -> Program:
    return program(cast.nora, "nordlicht")


@pytest.fixture
def operator(db: None, cast: Cast) -> Program:
    return program(cast.olga, "operator")


def test_a_refund_climbs_and_is_paid_on_every_edge(
    operator: Program, nordlicht: Program, kleinbach: Program, cast: Cast
):
    leg = delivered(cast)
    wanted = {"lines": line_ids(cast.karl, leg), "reason": "Twice"}
    assert kleinbach.post(f"/orders/{leg.number}/refunds", wanted).json()["code"] == "idempotency_key_needed"

    asked = kleinbach.post(f"/orders/{leg.number}/refunds", wanted, key="ask")
    assert (asked.status_code, asked.json()["state"], asked.json()["side"]) == (201, "passed_on", "sale")
    assert kleinbach.post(f"/orders/{leg.number}/refunds", wanted, key="ask").json() == asked.json()
    (waits,) = nordlicht.get("/refunds?state=waiting").json()["items"]
    assert waits["reason"] == "Twice"
    assert kleinbach.get(f"/refunds/{waits['id']}").status_code == 404
    nordlicht.post(f"/refunds/{waits['id']}/confirmation", key="yes")
    (last,) = operator.get("/refunds").json()["items"]

    done = operator.post(f"/refunds/{last['id']}/confirmation", {"back": "wallet"}, key="yes").json()

    assert done["state"] == "refunded"
    assert kleinbach.get(f"/refunds/{asked.json()['id']}").json()["state"] == "refunded"
    assert kleinbach.get(f"/orders/{leg.number}").json()["situation"] == "executed_refunded"
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000


def test_a_no_is_answered_with_the_own_money_or_handed_down(nordlicht: Program, kleinbach: Program, cast: Cast):
    leg = delivered(cast)
    wanted = {"lines": line_ids(cast.karl, leg), "reason": "Twice", "back": "cash"}
    ours = kleinbach.post(f"/orders/{leg.number}/refunds", wanted, key="ask").json()["id"]
    above = nordlicht.get("/refunds").json()["items"][0]["id"]
    assert nordlicht.post(f"/refunds/{above}/decline", {"answer": "Used"}, key="no").json()["answer"] == "Used"

    done = kleinbach.post(f"/refunds/{ours}/own-pocket", key="own").json()

    assert (done["state"], done["is_own_pocket"], done["is_paid_out"]) == ("refunded", True, False)
    sent = {"amount": done["amount"], "method": "cash", "reason": "Twice"}
    paid = kleinbach.post(f"/refunds/{ours}/payout", sent, key="out")
    assert (paid.status_code, paid.json()["adjustment"]["kind"]) == (201, "payout")
    assert kleinbach.get(f"/refunds/{ours}").json()["is_paid_out"]
    assert kleinbach.post(f"/refunds/{ours}/payout", sent, key="more").json()["code"] == "nothing_to_pay_out"
    line = kleinbach.get(f"/orders/{leg.number}").json()["lines"][0]["delivery"]
    assert (line["state"], line["is_paid_back"]) == ("delivered", True)


def test_the_rule_is_shown_and_set(kleinbach: Program, cast: Cast):
    assert kleinbach.get("/settings/refunds").json() == {"days": None, "version": 0}
    done = kleinbach.send("PUT", "/settings/refunds", {"days": 3, "version": 0}).json()
    assert done == {"days": 3, "version": 1}
    stale = kleinbach.send("PUT", "/settings/refunds", {"days": 1, "version": 0})
    assert stale.status_code == 409
    assert kleinbach.send("PUT", "/settings/refunds", {"days": 99, "version": 1}).status_code == 422
