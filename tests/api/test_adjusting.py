"""Credits, charges and payouts over the API, and the second person (FUN-3, FUN-6)."""

import pytest

from handsel.identity.roles import Role
from handsel.ledger.proof import prove_books
from tests.api.calling import Program, program
from tests.cast import wallet
from tests.ledger.people import second_person

pytestmark = [pytest.mark.django_db, pytest.mark.covers("API-1")]

CREDIT = {"kind": "credit_note", "amount": {"minor": 2_000, "currency": "EUR"}, "reason": "Goodwill"}
LARGE = CREDIT | {"amount": {"minor": 60_000, "currency": "EUR"}}


@pytest.fixture
def other(cast) -> Program:
    """A program whose key Fiona made."""
    return program(second_person(cast), "kleinbach", Role.MANAGER)


def balance(cast) -> int:
    return wallet(cast.kleinbach, cast.bakery).balance_minor


@pytest.mark.covers("FUN-3")
def test_a_credit_note_is_written_once_and_taken_back(kleinbach, bakery, cast):
    path = f"/accounts/{bakery}/adjustments"
    assert kleinbach.post(path, CREDIT).json()["code"] == "idempotency_key_needed"
    first = kleinbach.post(path, CREDIT, key="one")
    assert (first.status_code, first.json()["confirmation"]) == (201, None)
    assert kleinbach.post(path, CREDIT, key="one").json() == first.json()
    written = first.json()["adjustment"]
    assert kleinbach.get(path).json()["items"] == [written]
    assert balance(cast) == 12_000

    back = kleinbach.post(f"{path}/credit_note/{written['number']}/reversal", {"reason": "Mistake"}, key="two")

    assert (back.status_code, back.json()["adjustment"]["is_reversed"]) == (201, True)
    assert balance(cast) == 10_000


@pytest.mark.covers("FUN-6")
def test_a_receipt_is_paid_back_with_a_payout(kleinbach, bakery, cast):
    path = f"/accounts/{bakery}/adjustments"
    receipt = kleinbach.get(f"/accounts/{bakery}/receipts").json()["items"][0]["number"]
    payout = CREDIT | {"kind": "payout", "receipt": receipt}
    assert kleinbach.post(path, payout, key="one").json()["code"] == "way_not_offered"

    written = kleinbach.post(path, payout | {"method": "bank_transfer", "reference": "T-1"}, key="two").json()

    assert (written["adjustment"]["receipt"], written["adjustment"]["reference"]) == (receipt, "T-1")
    assert balance(cast) == 8_000


@pytest.mark.covers("FUN-3")
def test_a_large_one_waits_for_a_key_that_somebody_else_made(kleinbach, other, bakery, cast):
    asked = kleinbach.post(f"/accounts/{bakery}/adjustments", LARGE, key="one").json()["confirmation"]
    confirm = f"/confirmations/{asked['id']}/confirm"
    assert kleinbach.get("/confirmations").json()["items"] == [asked]
    assert kleinbach.post(confirm, key="two").status_code == 403
    assert other.post(confirm).json()["code"] == "idempotency_key_needed"
    assert balance(cast) == 10_000

    assert other.post(confirm, key="three").json()["amount"]["minor"] == 60_000

    assert balance(cast) == 70_000
    assert other.post(confirm, key="four").json()["code"] == "not_waiting"
    assert kleinbach.get(f"/confirmations/{asked['id']}").json()["state"] == "confirmed"
    assert prove_books().faults == []


@pytest.mark.covers("FUN-3", "FUN-6")
def test_taking_back_a_large_one_waits_too_and_says_what_it_takes_back(kleinbach, other, bakery, cast):
    path = f"/accounts/{bakery}/adjustments"
    asked = kleinbach.post(path, LARGE, key="one").json()["confirmation"]
    number = other.post(f"/confirmations/{asked['id']}/confirm", key="two").json()["adjustment"]
    back = f"{path}/credit_note/{number}/reversal"

    waits = kleinbach.post(back, {"reason": "Mistake"}, key="three").json()["confirmation"]

    assert waits["reverses"] == {"document": "credit_note", "number": number}
    assert kleinbach.post(back, {"reason": "Again"}, key="four").json()["confirmation"] == waits
    assert kleinbach.get("/confirmations").json()["items"] == [waits]
    assert balance(cast) == 70_000
    assert kleinbach.post(f"/confirmations/{waits['id']}/confirm", key="five").status_code == 403
    done = other.post(f"/confirmations/{waits['id']}/confirm", key="six").json()
    assert (done["state"], done["kind"], done["adjustment"]) == ("confirmed", "reversal", None)
    assert balance(cast) == 10_000
    assert kleinbach.get(path).json()["items"][0]["is_reversed"]
    assert prove_books().faults == []


@pytest.mark.covers("FUN-3", "FUN-6")
def test_taking_back_a_large_receipt_waits_too(kleinbach, other, bakery, cast):
    paid = {"amount": {"minor": 60_000, "currency": "EUR"}, "method": "cash", "received_on": "2026-03-02"}
    number = kleinbach.post(f"/accounts/{bakery}/receipts", paid, key="one").json()["number"]

    waits = kleinbach.post(f"/accounts/{bakery}/receipts/{number}/reversal", {"reason": "Typo"}, key="two").json()

    assert (waits["receipt"], waits["at"], waits["reason"]) == (number, None, "Typo")
    assert waits["confirmation"]["reverses"] == {"document": "receipt", "number": number}
    assert balance(cast) == 70_000
    assert other.post(f"/confirmations/{waits['confirmation']['id']}/confirm", key="three").status_code == 201
    assert balance(cast) == 10_000


@pytest.mark.covers("FUN-3")
def test_a_large_one_is_declined_or_withdrawn(kleinbach, other, bakery, cast):
    first, second = (
        kleinbach.post(f"/accounts/{bakery}/adjustments", LARGE, key=key).json()["confirmation"]["id"] for key in "ab"
    )
    assert other.post(f"/confirmations/{first}/decline", {"reason": " "}).json()["code"] == "reason_missing"
    assert other.post(f"/confirmations/{first}/decline", {"reason": "No"}).json()["decline_reason"] == "No"
    assert other.post(f"/confirmations/{second}/withdraw").status_code == 403
    assert kleinbach.post(f"/confirmations/{second}/withdraw").json()["state"] == "withdrawn"
    assert balance(cast) == 10_000


@pytest.mark.covers("OPS-3")
def test_another_resellers_requests_are_not_there(kleinbach, suedwind, bakery):
    asked = kleinbach.post(f"/accounts/{bakery}/adjustments", LARGE, key="one").json()["confirmation"]["id"]
    assert suedwind.get(f"/confirmations/{asked}").status_code == 404
    assert suedwind.post(f"/confirmations/{asked}/confirm", key="x").status_code == 404


@pytest.mark.covers("FUN-4")
def test_limits_are_set_per_wallet(kleinbach, bakery, cast):
    path = f"/accounts/{bakery}/wallets/EUR/limits"
    shown = kleinbach.send("PUT", path, {"credit_limit_minor": 5_000, "warn_below_minor": 20_000}).json()
    assert (shown["credit_limit"]["minor"], shown["available"]["minor"]) == (5_000, 15_000)
    assert (shown["warn_below"]["minor"], kleinbach.get(f"/accounts/{bakery}/wallets").json()[0]["is_low"]) == (
        20_000,
        True,
    )
    assert kleinbach.send("PUT", path, {"credit_limit_minor": -1}).status_code == 422
    wrong = path.replace("EUR", "USD")
    assert kleinbach.send("PUT", wrong, {"credit_limit_minor": 0}).json()["code"] == "no_wallet"
