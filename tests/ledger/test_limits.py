"""Credit limits, and the warning when funds run low (FUN-4)."""

import pytest
from django.db import IntegrityError, connection, transaction

from handsel.cli.demo.story import Cast
from handsel.jobs.worker import run_once
from handsel.kernel.isolation import scoped
from handsel.kernel.money import AmountNotPositive, AmountTooLarge, Money
from handsel.kernel.refusal import Forbidden
from handsel.ledger.adjusting import adjust_wallet
from handsel.ledger.documents import Document
from handsel.ledger.limits import set_limits
from handsel.ledger.proof import prove_books
from handsel.ledger.refusals import CreditInUse, NoWallet, WalletShort
from handsel.ledger.wanted import Wanted
from handsel.orders.approval import approve_order
from handsel.orders.proof import order_faults
from handsel.orders.status import situation
from handsel.timeline.models import Event
from tests.cast import NOON, wallet
from tests.orders.buying import buy, leg_of

pytestmark = pytest.mark.django_db


def limit(cast: Cast, minor: int, low: int | None = None, *, below_use: bool = False, by: str = "karl"):
    warn = None if low is None else Money(low, "EUR")
    return set_limits(
        buyer_id=cast.bakery, credit_limit=Money(minor, "EUR"), low_balance=warn, below_use=below_use,
        by=getattr(cast, by), at=NOON,
    )  # fmt: skip


def move(cast: Cast, minor: int, key: str) -> None:
    kind = Document.CREDIT_NOTE if minor > 0 else Document.DEBIT_NOTE
    wanted = Wanted(kind, Money(abs(minor), "EUR"), "Test", key)
    adjust_wallet(buyer_id=cast.bakery, wanted=wanted, by=cast.karl, at=NOON)


def warnings(cast: Cast) -> list[int]:
    with transaction.atomic(), scoped(cast.karl.scope):
        told = Event.objects.filter(name="funds.ran_low", account_id=cast.bakery).order_by("pk")
        return [event.data["amount_minor"] for event in told]


@pytest.mark.covers("FUN-4")
def test_a_buyer_spends_down_to_its_credit_limit_and_no_further(cast):
    limit(cast, 5_000)
    with pytest.raises(WalletShort):
        move(cast, -15_001, "a")
    move(cast, -15_000, "b")
    assert wallet(cast.kleinbach, cast.bakery).available_minor == 0
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == -5_000


@pytest.mark.covers("FUN-4")
def test_the_timeline_keeps_who_set_which_limit_before_and_after(cast):
    limit(cast, 5_000, 1_000)
    limit(cast, 7_000, 1_000)
    limit(cast, 7_000, 1_000)
    with transaction.atomic(), scoped(cast.karl.scope):
        told = [event.data["changes"] for event in Event.objects.filter(name="funds.limits_set").order_by("pk")]
    assert told == [
        {"credit_limit_minor": [0, 5_000], "low_balance_minor": [None, 1_000]},
        {"credit_limit_minor": [5_000, 7_000]},
    ]


@pytest.mark.covers("FUN-4")
def test_a_limit_below_what_is_used_must_be_meant_and_then_the_wallet_can_only_rise(cast):
    limit(cast, 5_000)
    move(cast, -14_000, "spent")
    with pytest.raises(CreditInUse, match=r"40\.00 EUR of the credit is used"):
        limit(cast, 1_000)
    assert wallet(cast.kleinbach, cast.bakery).credit_limit_minor == 5_000

    limit(cast, 1_000, below_use=True)

    assert wallet(cast.kleinbach, cast.bakery).excess_minor == 3_000
    with pytest.raises(WalletShort):
        move(cast, -1, "no")
    move(cast, 2_000, "up")
    assert wallet(cast.kleinbach, cast.bakery).excess_minor == 1_000
    with pytest.raises(WalletShort):
        move(cast, -1, "still not")
    move(cast, 5_000, "more")
    move(cast, -4_000, "again")
    assert (wallet(cast.kleinbach, cast.bakery).balance_minor, prove_books().faults) == (-1_000, [])
    assert wallet(cast.kleinbach, cast.bakery).excess_minor == 0


@pytest.mark.covers("FUN-4")
def test_what_is_held_when_the_limit_is_lowered_stays_kept_for_its_order(cast):
    move(cast, -10_000, "empty")
    limit(cast, 5_000)
    leg = buy(cast)
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 792

    limit(cast, 0, below_use=True)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)

    assert wallet(cast.kleinbach, cast.bakery).balance_minor == -792
    assert situation(leg_of(cast.karl, leg.order_id, cast.bakery)).name == "in_progress"
    assert prove_books().faults == order_faults() == []


@pytest.mark.covers("FUN-4", "FUN-8")
def test_no_statement_lets_a_wallet_sink_below_its_floor(cast):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE conname = 'wallet_is_not_overdrawn'")
        assert cursor.fetchone()
    pk = wallet(cast.kleinbach, cast.bakery).pk
    with (
        pytest.raises(IntegrityError, match="wallet_credit_limit_is_not_negative"),
        transaction.atomic(),
        scoped(cast.karl.scope),
    ):
        connection.cursor().execute("SELECT ledger_set_limits(%s, -1, NULL, now())", [pk])


@pytest.mark.covers("FUN-4")
@pytest.mark.parametrize(
    ("by", "minor", "low", "refusal"),
    [
        ("ruth", 0, None, Forbidden),
        ("berta", 0, None, Forbidden),
        ("sven", 0, None, NoWallet),
        ("karl", -1, None, AmountNotPositive),
        ("karl", 0, -1, AmountNotPositive),
        ("karl", 10**12 + 1, None, AmountTooLarge),
    ],
)
def test_wrong_limits_are_refused(cast, by, minor, low, refusal):
    with pytest.raises(refusal):
        limit(cast, minor, low, by=by)


@pytest.mark.covers("FUN-4")
def test_the_buyer_is_warned_once_per_crossing_and_again_after_it_rose(cast):
    limit(cast, 0, 5_000)
    move(cast, -5_000, "to the threshold")
    assert warnings(cast) == []
    move(cast, -1, "below")
    move(cast, -100, "further below")
    assert warnings(cast) == [4_999]
    move(cast, 1_000, "above")
    move(cast, -1_000, "below again")
    assert warnings(cast) == [4_999, 4_899]


@pytest.mark.covers("FUN-4")
def test_setting_the_threshold_above_what_is_there_warns_and_without_one_nobody_is_warned(cast):
    move(cast, -9_999, "nearly empty")
    assert warnings(cast) == []
    limit(cast, 0, 5_000)
    assert warnings(cast) == [1]
    limit(cast, 0, None)
    assert not wallet(cast.kleinbach, cast.bakery).is_low


@pytest.mark.covers("FUN-4")
def test_an_order_that_is_held_and_then_settled_crosses_once(cast):
    limit(cast, 0, 9_500)
    leg = buy(cast)
    assert warnings(cast) == [9_208]
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    assert warnings(cast) == [9_208]
    assert wallet(cast.kleinbach, cast.bakery).is_low


@pytest.mark.covers("FUN-4", "FUN-5")
def test_more_credit_lets_orders_that_wait_go_on_by_themselves(cast):
    move(cast, -10_000, "empty")
    leg = buy(cast)
    assert situation(leg).name == "awaiting_payment"
    limit(cast, 1_000)
    run_once(at=NOON)
    assert situation(leg_of(cast.karl, leg.order_id, cast.bakery)).name == "awaiting_approval"
