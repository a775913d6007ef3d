"""Many payments in one commit: each credited once with its receipt, one refused keeping no other waiting (FUN-1)."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handsel.accounts.archiving import archive_account
from handsel.accounts.details import AccountDetails
from handsel.accounts.tree import add_customer
from handsel.identity.proof import ProofNeeded
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.ledger.announcement_models import Announcement
from handsel.ledger.announcing import Announced, announce_payment, confirm_announcement
from handsel.ledger.arrivals import MOST_AT_ONCE, Payment, receive_payments
from handsel.ledger.documents import PaidBy
from handsel.ledger.funds import add_funds
from handsel.ledger.models import Entry, Receipt
from handsel.ledger.proof import prove_books
from handsel.ledger.receiving import Outcome, Received
from handsel.timeline.models import Event
from tests.cast import NOON, wallet
from tests.orders.test_races import at_once

pytestmark = pytest.mark.covers("FUN-1")

EXAMPLES = count()


def paid(
    buyer: int, minor: int = 1_000, key: str = "k", currency: str = "EUR", announcement: int | None = None
) -> Payment:
    received = Received(Money(minor, currency), PaidBy.BANK_TRANSFER, NOON.date(), key, f"INV {key}", mail=False)
    return Payment(buyer, received, announcement)


def receive(cast, *payments: Payment, by=None) -> list[Outcome]:
    return receive_payments(payments=payments, by=by or cast.karl, at=NOON)


def customer(cast, name: str) -> int:
    return add_customer(details=AccountDetails(company_name=name, email=f"{name}@e.example"), by=cast.karl, at=NOON).pk


def codes(outcomes: list[Outcome]) -> list[str]:
    return [outcome.refusal.code if outcome.refusal else "new" if outcome.is_new else "known" for outcome in outcomes]


@pytest.mark.django_db
def test_receipts_are_numbered_in_order_and_balances_run_on(cast):
    garage = customer(cast, "Garage")
    outcomes = receive(cast, paid(cast.bakery, 700, "a"), paid(garage, 200, "b"), paid(cast.bakery, 300, "c"))

    numbers = [outcome.or_refuse().number for outcome in outcomes]
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    with transaction.atomic(), scoped(cast.karl.scope):
        stored = list(Receipt.objects.filter(seller_id=cast.kleinbach, number__in=numbers).order_by("number"))
        left = list(
            Entry.objects.filter(buyer_id=cast.bakery, seller_id=cast.kleinbach)
            .order_by("pk")
            .values_list("balance_after_minor", flat=True)
        )
        told = list(Event.objects.filter(name="funds.added").order_by("pk").values_list("data__number", flat=True))[-3:]
        event = Event.objects.filter(name="funds.added").latest("pk")
    assert [receipt.pk for receipt in stored] == [outcome.or_refuse().pk for outcome in outcomes]
    assert [(receipt.amount_minor, receipt.reference) for receipt in stored] == [
        (700, "INV a"),
        (200, "INV b"),
        (300, "INV c"),
    ]
    assert left == [10_000, 10_700, 11_000]
    assert told == numbers
    assert (event.actor_id, event.actor_name, event.data["mail"]) == (cast.karl.user_id, "Karl Kaufmann", False)
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 11_000
    assert prove_books().faults == []


@pytest.mark.django_db
def test_one_that_is_refused_keeps_no_other_from_being_recorded(cast):
    garage = customer(cast, "Garage")
    archive_account(account_id=garage, reason="", by=cast.karl, at=NOON)
    add_funds(buyer_id=cast.bakery, received=paid(cast.bakery, 500, "before").received, by=cast.karl, at=NOON)

    outcomes = receive(
        cast,
        paid(cast.bakery, 0, "nothing"),
        paid(garage, 100, "archived"),
        paid(cast.bakery, 100, "dollars", "USD"),
        paid(cast.harbour, 100, "of another"),
        paid(cast.bakery, 500, "before"),
        paid(cast.bakery, 501, "fine"),
        paid(cast.kleinbach, 100, "its own"),
    )

    assert codes(outcomes) == [
        "amount_not_positive", "account_archived", "no_wallet", "no_wallet", "known", "new", "no_wallet",
    ]  # fmt: skip
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 11_001
    assert codes(receive(cast, paid(cast.bakery, 502, "fine"))) == ["key_reused"]


@pytest.mark.django_db
def test_who_may_not_or_asks_for_too_much_is_refused_at_all(cast):
    with pytest.raises(Forbidden):
        receive(cast, paid(cast.bakery), by=cast.ruth)
    with pytest.raises(Forbidden):
        receive(cast, paid(cast.bakery), by=cast.berta)
    with pytest.raises(Invalid):
        receive(cast, *[paid(cast.bakery, key=str(key)) for key in range(MOST_AT_ONCE + 1)])
    with pytest.raises(Invalid):
        receive(cast, paid(cast.bakery, 100), paid(cast.bakery, 100))
    stale = NOON - timedelta(days=1)
    with pytest.raises(ProofNeeded):
        receive(cast, paid(cast.bakery), by=replace(cast.karl, proved_at=stale))
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000


@pytest.mark.django_db
def test_as_many_statements_for_a_hundred_as_for_one(cast):
    def statements(many: int, start: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            receive(cast, *[paid(cast.bakery, key=f"{start}{key}") for key in range(many)])
        return len(asked)

    assert statements(1, "a") == statements(100, "b")


@pytest.mark.django_db
@pytest.mark.covers("FUN-7")
def test_what_was_announced_is_confirmed_with_it_and_only_once(cast):
    def announced(key: str) -> Announcement:
        sent = Announced(Money(1_000, "EUR"), NOON.date(), key)
        return announce_payment(buyer_id=cast.bakery, announced=sent, by=cast.berta, at=NOON)

    one, two = announced("one"), announced("two")
    confirm_announcement(announcement_id=two.pk, received_on=NOON.date(), by=cast.karl, at=NOON)
    payments = [paid(cast.bakery, key="1", announcement=one.pk), paid(cast.bakery, key="2", announcement=two.pk)]

    assert codes(receive(cast, *payments)) == ["new", "not_waiting"]
    assert codes(receive(cast, *payments)) == ["known", "not_waiting"]
    assert codes(receive(cast, paid(cast.kleinbach, key="3", announcement=one.pk))) == ["invalid"]
    with transaction.atomic(), scoped(cast.karl.scope):
        one.refresh_from_db()
        assert (one.state, one.receipt.amount_minor) == ("confirmed", 1_000)
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 12_000


@pytest.mark.usefixtures("committed_db")
def test_the_same_payments_from_eight_at_once_are_credited_once_in_whatever_order(cast):
    garage = customer(cast, "Garage")
    payments = [paid(buyer, 100, f"{buyer}-{key}") for key in range(10) for buyer in (cast.bakery, garage)]

    def record(ordered: list[Payment]) -> str:
        return str(sum(outcome.is_new for outcome in receive(cast, *ordered)))

    answers = at_once([lambda: record(payments), lambda: record(payments[::-1])] * 4)

    assert answers == ["0"] * 7 + ["20"]
    assert [wallet(cast.kleinbach, buyer).balance_minor for buyer in (cast.bakery, garage)] == [11_000, 1_000]
    with transaction.atomic(), scoped(cast.karl.scope):
        numbers = list(
            Receipt.objects.filter(seller_id=cast.kleinbach).order_by("number").values_list("number", flat=True)
        )
    assert numbers == list(range(numbers[0], numbers[0] + 21))
    assert prove_books().faults == []


@pytest.mark.usefixtures("committed_db")
def test_many_and_single_ones_and_confirmations_at_once_leave_no_gap_and_no_doubt(cast):
    sent = Announced(Money(1_000, "EUR"), NOON.date(), "told")
    told = announce_payment(buyer_id=cast.bakery, announced=sent, by=cast.berta, at=NOON)

    def many(start: str) -> str:
        payments = [paid(cast.bakery, 10, f"{start}{key}") for key in range(25)]
        outcomes = receive(cast, *payments, paid(cast.bakery, 1_000, f"{start}!", announcement=told.pk))
        return codes(outcomes)[-1]

    def single(key: str) -> str:
        add_funds(buyer_id=cast.bakery, received=paid(cast.bakery, 10, key).received, by=cast.karl, at=NOON)
        return "single"

    def confirm() -> str:
        confirm_announcement(announcement_id=told.pk, received_on=NOON.date(), by=cast.karl, at=NOON)
        return "new"

    answers = at_once([lambda s=s: many(s) for s in "abc"] + [lambda k=k: single(k) for k in "xyz"] + [confirm])

    assert answers == ["new", "not_waiting", "not_waiting", "not_waiting", "single", "single", "single"]
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000 + 3 * 250 + 30 + 1_000
    with transaction.atomic(), scoped(cast.karl.scope):
        numbers = list(
            Receipt.objects.filter(seller_id=cast.kleinbach).order_by("number").values_list("number", flat=True)
        )
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert prove_books().faults == []


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    batches=st.lists(
        st.lists(st.tuples(st.integers(0, 2), st.integers(-1, 5), st.integers(0, 8)), max_size=6),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_is_sent_in_whatever_batches_each_key_counts_once(cast, batches):
    start = f"x{next(EXAMPLES)}x"
    buyers = [cast.bakery, customer(cast, f"one{start}"), customer(cast, f"two{start}")]
    stood = wallet(cast.kleinbach, cast.bakery).balance_minor
    credited: dict[int, tuple[int, int]] = {}
    for batch in batches:
        told = {key: (buyer, minor) for buyer, minor, key in batch}
        outcomes = receive(cast, *[paid(buyers[buyer], minor, f"{start}{key}") for key, (buyer, minor) in told.items()])
        for (key, (buyer, minor)), outcome in zip(told.items(), outcomes, strict=True):
            first = credited.get(key, (buyer, minor))
            expected = "known" if key in credited else "new"
            expected = expected if first == (buyer, minor) else "key_reused"
            assert codes([outcome]) == ["amount_not_positive" if minor <= 0 else expected]
            if outcome.is_new:
                credited[key] = (buyer, minor)
    for place, buyer in enumerate(buyers):
        before = 0 if place else stood
        assert wallet(cast.kleinbach, buyer).balance_minor == before + sum(
            minor for whose, minor in credited.values() if whose == place
        )
    assert prove_books().faults == []
