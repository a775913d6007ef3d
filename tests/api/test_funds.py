"""Money over the API: receipts once per key, reversals, statements (FUN-1, FUN-6, safety M6)."""

import pytest

from handsel.ledger.proof import prove_books
from tests.api.calling import program
from tests.cast import wallet

pytestmark = [pytest.mark.django_db, pytest.mark.covers("API-1")]

PAYMENT = {
    "amount": {"minor": 2_500, "currency": "EUR"},
    "method": "bank_transfer",
    "received_on": "2026-11-02",
    "reference": "RE 4711",
}


def test_a_payment_is_credited_with_a_receipt(kleinbach, bakery, cast):
    answer = kleinbach.post(f"/accounts/{bakery}/receipts", PAYMENT, key="one")

    assert answer.status_code == 201
    receipt = answer.json()
    assert receipt["amount"] == {"minor": 2_500, "currency": "EUR", "text": "25.00"}
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 12_500
    assert kleinbach.get(f"/accounts/{bakery}/receipts").json()["items"][0] == receipt
    assert kleinbach.get("/receipts").json()["items"][0]["buyer"]["number"] == bakery
    assert kleinbach.get(f"/receipts/{receipt['number']}").json()["amount"] == receipt["amount"]
    (line, opening) = kleinbach.get(f"/accounts/{bakery}/wallets/EUR/statement").json()["items"]
    assert (line["receipt"], line["amount"]["minor"]) == (receipt["number"], 2_500)
    assert line["balance_after"]["text"] == "125.00"
    assert opening["balance_after"]["text"] == "100.00"


def test_money_does_not_move_without_a_key(kleinbach, bakery, cast):
    refused = kleinbach.post(f"/accounts/{bakery}/receipts", PAYMENT)

    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency_key_needed")
    assert "Idempotency-Key" in refused.json()["detail"]
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000


def test_the_same_call_again_gets_the_same_answer_and_moves_nothing(kleinbach, bakery, cast):
    first = kleinbach.post(f"/accounts/{bakery}/receipts", PAYMENT, key="one")

    again = kleinbach.post(f"/accounts/{bakery}/receipts", PAYMENT, key="one")

    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 12_500
    assert prove_books().faults == []


def test_the_same_key_for_another_call_is_refused(kleinbach, bakery, cast):
    kleinbach.post(f"/accounts/{bakery}/receipts", PAYMENT, key="one")

    refused = kleinbach.post(f"/accounts/{bakery}/receipts", PAYMENT | {"reference": "other"}, key="one")

    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 12_500


def test_a_refused_call_leaves_its_key_free(kleinbach, bakery):
    late = PAYMENT | {"received_on": "2999-01-01"}
    assert kleinbach.post(f"/accounts/{bakery}/receipts", late, key="one").status_code == 422

    assert kleinbach.post(f"/accounts/{bakery}/receipts", PAYMENT, key="one").status_code == 201


def test_two_programs_may_use_the_same_key(kleinbach, suedwind, bakery, cast):
    harbour = suedwind.get("/customers").json()["items"][0]["number"]
    kleinbach.post(f"/accounts/{bakery}/receipts", PAYMENT, key="one")

    assert suedwind.post(f"/accounts/{harbour}/receipts", PAYMENT, key="one").status_code == 201
    assert wallet(cast.suedwind, cast.harbour).balance_minor == 12_500


@pytest.mark.parametrize("key", [" ", "a b", "x" * 121, "ключ"])
def test_an_unusable_key_is_told(kleinbach, bakery, key):
    refused = kleinbach.post(f"/accounts/{bakery}/receipts", PAYMENT, key=key)

    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency_key_unusable")


@pytest.mark.parametrize(
    ("amount", "pointer"),
    [
        ({"minor": 0, "currency": "EUR"}, "/amount/minor"),
        ({"minor": -5, "currency": "EUR"}, "/amount/minor"),
        ({"minor": 12.5, "currency": "EUR"}, "/amount/minor"),
        ({"minor": "5", "currency": "EUR"}, "/amount/minor"),
        ({"minor": 10**16, "currency": "EUR"}, "/amount/minor"),
        ({"minor": 1250, "currency": "euro"}, "/amount/currency"),
        ({"minor": 1250, "currency": "EUR", "text": "1250.00"}, "/amount"),
    ],
)
def test_a_wrong_amount_is_told_where_it_stands(kleinbach, bakery, amount, pointer):
    refused = kleinbach.post(f"/accounts/{bakery}/receipts", PAYMENT | {"amount": amount}, key="one")

    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


def test_an_amount_may_be_sent_back_as_it_was_read(kleinbach, bakery):
    amount = kleinbach.get(f"/accounts/{bakery}/wallets").json()[0]["balance"]

    assert kleinbach.post(f"/accounts/{bakery}/receipts", PAYMENT | {"amount": amount}, key="one").status_code == 201


def test_a_currency_without_wallet_is_refused(kleinbach, bakery):
    dollars = PAYMENT | {"amount": {"minor": 1, "currency": "USD"}}

    refused = kleinbach.post(f"/accounts/{bakery}/receipts", dollars, key="one")

    assert (refused.status_code, refused.json()["code"]) == (404, "no_wallet")
    assert kleinbach.get(f"/accounts/{bakery}/wallets/USD/statement").json()["code"] == "not_found"


def test_a_receipt_is_taken_back_once(kleinbach, bakery, cast):
    number = kleinbach.post(f"/accounts/{bakery}/receipts", PAYMENT, key="one").json()["number"]
    back = f"/accounts/{bakery}/receipts/{number}/reversal"
    assert kleinbach.post(back, {"reason": "returned"}).json()["code"] == "idempotency_key_needed"
    assert kleinbach.post(back, {"reason": " "}, key="two").json()["errors"][0]["pointer"] == "/reason"

    done = kleinbach.post(back, {"reason": "returned"}, key="two")

    assert (done.status_code, done.json()["reason"]) == (201, "returned")
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000
    assert kleinbach.get(f"/accounts/{bakery}/receipts").json()["items"][0]["is_reversed"] is True
    assert kleinbach.post(back, {"reason": "returned"}, key="three").json()["code"] == "already_reversed"


def test_a_reseller_reads_its_own_wallet_and_the_operator_has_none(kleinbach, cast):
    assert kleinbach.get("/wallet").json()["available"]["text"] == "100.00"
    (line,) = kleinbach.get("/wallet/statement").json()["items"]
    assert line["document"] == "receipt"
    assert program(cast.olga, "operator").get("/wallet").status_code == 404


@pytest.mark.covers("FUN-2")
def test_a_statement_is_narrowed_and_read_from_newer_to_older(kleinbach, bakery):
    path = f"/accounts/{bakery}/wallets/EUR/statement"
    kleinbach.post(f"/accounts/{bakery}/receipts", PAYMENT | {"mail": False}, key="one")
    first = kleinbach.get(path, size=1).json()
    assert (first["items"][0]["number"], first["items"][0]["against"]) == ("1002", "Bank transfer")
    older = kleinbach.get(first["next"].removeprefix("/api/v1")).json()
    assert (older["items"][0]["amount"]["minor"], older["next"]) == (10_000, None)
    narrowed = kleinbach.get(path, q="4711", kind="receipt", since="2026-01-01", until="9999-12-31").json()
    assert (len(narrowed["items"]), narrowed["closing_balance"]["minor"]) == (1, 12_500)
    assert kleinbach.get(path, kind="barter").status_code == 422


def test_many_payments_are_recorded_at_once_and_each_is_told_of(kleinbach, bakery, cast):
    one = PAYMENT | {"account": bakery, "key": "bank-1"}
    sent = {"payments": [one, PAYMENT | {"account": bakery, "method": "card"}, PAYMENT | {"account": 999_999}]}

    answer = kleinbach.post("/payments", sent, key="many")

    assert answer.status_code == 200
    first, second, third = answer.json()["payments"]
    assert (first["is_new"], second["receipt"]["number"]) == (True, first["receipt"]["number"] + 1)
    assert (third["receipt"], third["refused"]["code"]) == (None, "not_found")
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 15_000
    assert kleinbach.post("/payments", sent, key="many").json() == answer.json()
    again = kleinbach.post("/payments", {"payments": [one]}, key="another").json()["payments"][0]
    assert (again["is_new"], again["receipt"]) == (False, first["receipt"])
    assert kleinbach.post("/payments", {"payments": [one | {"reference": "x"}] * 2}, key="twice").status_code == 422
    assert kleinbach.post("/payments", sent).status_code == 400
    assert kleinbach.post("/payments", {"payments": []}, key="none").status_code == 422
    assert prove_books().faults == []
