"""What no line of Python can do to the books (FUN-8, safety M1–M4)."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from psycopg.types.json import Jsonb

from handsel.kernel.database import call_scalar
from handsel.kernel.isolation import scoped
from handsel.ledger.models import Entry
from handsel.ledger.proof import prove_books
from tests.cast import NOON, wallet

pytestmark = pytest.mark.django_db


def post(seller: int, buyer: int, amount: int, *, against: int | None = None, key: str = "test") -> int:
    leg = {
        "seller": seller,
        "buyer": buyer,
        "currency": "EUR",
        "amount": amount,
        "against": [{"role": "adjustment", "amount": -amount if against is None else against}],
    }
    return int(call_scalar("ledger_move", key, "credit_note", NOON, None, "Test", "", Jsonb(leg)))


@pytest.mark.covers("FUN-8")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET amount_minor = 1",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry CASCADE",
        "INSERT INTO ledger_transfer (seller_id, buyer_id, key, document) VALUES (1, 2, 'x', 'receipt')",
        "UPDATE ledger_wallet SET balance_minor = 1",
        "UPDATE ledger_hold SET ended_at = now()",
        "DELETE FROM ledger_transfer",
    ],
)
def test_the_application_cannot_write_the_books(cast, statement):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), scoped(cast.olga.scope):
        connection.cursor().execute(statement)


@pytest.mark.covers("FUN-8")
def test_a_transfer_that_is_not_zero_in_sum_cannot_be_committed(cast):
    with transaction.atomic(), scoped(cast.karl.scope):
        post(cast.kleinbach, cast.bakery, 500, against=-499)
    with pytest.raises(IntegrityError, match="is off by"):
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.covers("FUN-8", "OPS-3")
def test_nobody_posts_in_the_books_of_another_seller(cast):
    with pytest.raises(DatabaseError, match="out of scope"), transaction.atomic(), scoped(cast.sven.scope):
        post(cast.kleinbach, cast.bakery, 500)


@pytest.mark.covers("FUN-8", "OPS-3")
def test_a_storefront_user_cannot_credit_the_own_wallet(cast):
    with pytest.raises(DatabaseError, match="out of scope"), transaction.atomic(), scoped(cast.berta.scope):
        post(cast.kleinbach, cast.bakery, 500)


@pytest.mark.covers("FUN-8")
def test_a_short_wallet_is_named_and_nothing_moves(cast):
    with transaction.atomic(), scoped(cast.karl.scope):
        assert post(cast.kleinbach, cast.bakery, -10_001) == 1
        assert post(cast.kleinbach, cast.bakery, -10_000) == 0
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 0


@pytest.mark.covers("FUN-8")
def test_the_same_key_posts_once(cast):
    with transaction.atomic(), scoped(cast.karl.scope):
        assert [post(cast.kleinbach, cast.bakery, 700, key="once") for _ in range(3)] == [0, 0, 0]
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_700


@pytest.mark.covers("FUN-8")
def test_each_wallet_entry_says_the_balance_it_left_behind(cast):
    with transaction.atomic(), scoped(cast.karl.scope):
        post(cast.kleinbach, cast.bakery, 700, key="one")
        post(cast.kleinbach, cast.bakery, -200, key="two")
        entries = Entry.objects.filter(buyer_id=cast.bakery).order_by("pk")
        told = list(entries.values_list("amount_minor", "balance_after_minor"))
    assert told == [(10_000, 10_000), (700, 10_700), (-200, 10_500)]
    # The notes that would go with them are missed, since no operation wrote any; all sums are right.
    faults = prove_books().faults
    assert [fault for fault in faults if not fault.endswith("_note that was never written")] == []
    assert len(faults) == 2


@pytest.mark.covers("ORD-11")
@pytest.mark.parametrize("column", ["gross_minor", "payment", "approval", "fulfilment", "settled_at"])
def test_the_application_cannot_change_what_a_leg_says_of_money(cast, column):
    statement = f"UPDATE orders_leg SET {column} = {column}"  # a fixed list of names
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), scoped(cast.karl.scope):
        connection.cursor().execute(statement)
