"""Once per key, whatever comes at the same time and whatever fails (safety M6)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from handsel.identity.idempotency import KEPT, Answer, Call, OtherCall, answer_once
from handsel.identity.links import digest_of
from handsel.identity.models import IdempotencyKey
from handsel.kernel.isolation import scoped
from handsel.ledger.proof import prove_books
from tests.api.calling import number_of, program
from tests.api.test_funds import PAYMENT
from tests.cast import NOON, wallet

pytestmark = pytest.mark.covers("API-1")


@pytest.fixture
def kleinbach(committed_db, cast):
    return program(cast.karl, "kleinbach")


@pytest.fixture
def receipts(committed_db, cast) -> str:
    return f"/accounts/{number_of(cast.bakery, cast.karl)}/receipts"


def keys(cast) -> list[str]:
    with transaction.atomic(), scoped(cast.karl.scope):
        return list(IdempotencyKey.objects.order_by("pk").values_list("key", flat=True))


def test_eight_calls_at_once_with_one_key_credit_once(kleinbach, receipts, cast):
    def call(_: int) -> tuple[int, bytes]:
        try:
            answer = kleinbach.post(receipts, PAYMENT, key="one")
            return answer.status_code, answer.content
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(call, range(8)))

    assert {status for status, _ in answers} <= {201, 409}
    assert len({body for status, body in answers if status == 201}) == 1
    assert all(b"idempotency_key_in_flight" in body for status, body in answers if status == 409)
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 12_500
    assert prove_books().faults == []


def test_a_call_in_flight_is_told_at_once(kleinbach, receipts, cast):
    # given another transaction that answers the same key and does not end
    with transaction.atomic():
        with scoped(cast.karl.scope):
            held = Call(cast.kleinbach, f"key:{digest_of(kleinbach.secret)[:40]}", "one", "", NOON)
            answer_once(held, lambda: Answer(201, {}))
        with ThreadPoolExecutor(1) as pool:
            refused = pool.submit(_closing(lambda: kleinbach.post(receipts, PAYMENT, key="one"))).result(timeout=5)
        transaction.set_rollback(True)

    assert (refused.status_code, refused.json()["code"]) == (409, "idempotency_key_in_flight")
    # and since it was rolled back, the key is free
    assert kleinbach.post(receipts, PAYMENT, key="one").status_code == 201


def test_a_refusal_leaves_no_key_and_no_money(kleinbach, receipts, cast):
    kleinbach.post(receipts, PAYMENT | {"received_on": "2999-01-01"}, key="one")

    assert keys(cast) == []
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000


def test_every_kind_of_call_keeps_its_answer(kleinbach, cast):
    customer = {"contact_name": "Abel", "email": "abel@example.com"}

    first = kleinbach.post("/customers", customer, key="one")
    again = kleinbach.post("/customers", customer, key="one")

    assert (first.status_code, again.content) == (201, first.content)
    assert kleinbach.get("/customers").json()["total"] == 2
    assert kleinbach.post("/customers", customer).json()["number"] != first.json()["number"]


def test_keys_are_kept_for_seven_days_and_then_taken_away(committed_db, cast):
    def answered(key: str, days: int, asked: str = "") -> Answer:
        call = Call(cast.kleinbach, "key:test", key, asked, NOON + timedelta(days=days))
        return answer_once(call, lambda: Answer(200, {"day": days}))

    with transaction.atomic(), scoped(cast.karl.scope):
        answered("old", 0)
        assert answered("old", 6).is_replayed
        with pytest.raises(OtherCall):
            answered("old", 6, "something else")
        assert answered("old", KEPT.days).body == {"day": 7}
        answered("next", 14)
    assert keys(cast) == ["next"]


def _closing(act):
    def run():
        try:
            return act()
        finally:
            connection.close()

    return run
