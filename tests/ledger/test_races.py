"""Money by hand under many hands at once: each promise holds whoever comes first (FUN-1, FUN-3, FUN-4, FUN-6)."""

from dataclasses import replace

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.adjusting import adjust_wallet
from handsel.ledger.confirming import (
    confirm_adjustment,
    decline_adjustment,
    set_confirmation_limit,
    withdraw_adjustment,
)
from handsel.ledger.documents import Adjustment, Document, PaidBy
from handsel.ledger.funds import reverse_transfer
from handsel.ledger.limits import set_limits
from handsel.ledger.models import Receipt
from handsel.ledger.proof import prove_books
from handsel.ledger.wanted import Wanted
from handsel.timeline.models import Event
from tests.cast import NOON, wallet
from tests.ledger.people import second_person
from tests.ledger.test_hand_model import bank_takes
from tests.orders.test_races import at_once

pytestmark = pytest.mark.usefixtures("committed_db")

CREDIT, DEBIT, PAYOUT = Document.CREDIT_NOTE, Document.DEBIT_NOTE, Document.PAYOUT


def adjust(cast: Cast, kind: Document, minor: int, key: str, **more: object) -> str:
    if kind == PAYOUT:
        more |= {"method": PaidBy.CASH}
    wanted = Wanted(kind, Money(minor, "EUR"), "Test", key, **more)  # type: ignore[arg-type]  # what the test names
    done = adjust_wallet(buyer_id=cast.bakery, wanted=wanted, by=cast.karl, at=NOON)
    return "done" if isinstance(done, Adjustment) else str(done.pk)


def balance(cast: Cast) -> int:
    return wallet(cast.kleinbach, cast.bakery).balance_minor


@pytest.mark.covers("FUN-3")
def test_eight_times_the_same_credit_is_one(cast):
    assert at_once([lambda: adjust(cast, CREDIT, 1_000, "once")] * 8) == ["done"] * 8
    assert balance(cast) == 11_000
    with transaction.atomic(), scoped(cast.karl.scope):
        assert Adjustment.objects.count() == 1


@pytest.mark.covers("FUN-3")
def test_charges_at_once_never_overdraw(cast):
    answers = at_once([lambda key=key: adjust(cast, DEBIT, 3_000, key) for key in "abcdefgh"])

    assert answers == ["done"] * 3 + ["wallet_short"] * 5
    assert balance(cast) == 1_000


@pytest.mark.covers("FUN-3")
def test_eight_confirmations_at_once_move_once(cast):
    fiona = second_person(cast)
    asked = int(adjust(cast, CREDIT, 60_000, "large"))

    answers = at_once([lambda: str(confirm_adjustment(confirmation_id=asked, by=fiona, at=NOON).kind)] * 8)

    assert answers == ["credit_note"] + ["not_waiting"] * 7
    assert balance(cast) == 70_000


@pytest.mark.covers("FUN-3")
def test_confirmed_declined_and_withdrawn_at_once_is_one_of_them(cast):
    fiona = second_person(cast)
    asked = int(adjust(cast, CREDIT, 60_000, "large"))

    answers = at_once([
        lambda: str(confirm_adjustment(confirmation_id=asked, by=fiona, at=NOON).kind),
        lambda: decline_adjustment(confirmation_id=asked, reason="No", by=fiona, at=NOON).state,
        lambda: withdraw_adjustment(confirmation_id=asked, by=cast.karl, at=NOON).state,
    ])  # fmt: skip

    assert answers.count("not_waiting") == 2
    assert balance(cast) == (70_000 if "credit_note" in answers else 10_000)


@pytest.mark.covers("FUN-6")
def test_a_payment_is_reversed_or_paid_back_and_never_both(cast):
    with transaction.atomic(), scoped(cast.karl.scope):
        receipt = Receipt.objects.get(seller_id=cast.kleinbach, buyer_id=cast.bakery)
    adjust(cast, CREDIT, 50_000, "enough for all")

    def reverse() -> str:
        reverse_transfer(transfer_id=receipt.transfer_id, reason="Bounced", by=cast.karl, at=NOON)
        return "reversed"

    answers = at_once(
        [reverse] * 3 + [lambda key=key: adjust(cast, PAYOUT, 6_000, key, receipt_id=receipt.pk) for key in "abc"]
    )

    if "reversed" in answers:
        assert answers == ["already_reversed"] * 5 + ["reversed"]
        assert balance(cast) == 50_000
    else:
        assert answers == ["done", *["paid_out_again"] * 3, *["refund_too_large"] * 2]
        assert balance(cast) == 54_000
    assert prove_books().faults == []


@pytest.mark.covers("FUN-3", "FUN-6")
def test_a_reversal_asked_for_by_many_and_confirmed_by_many_is_one(cast):
    fiona = second_person(cast)
    large = confirm_adjustment(confirmation_id=int(adjust(cast, CREDIT, 60_000, "large")), by=fiona, at=NOON)
    assert isinstance(large, Adjustment)

    def ask() -> str:
        return str(reverse_transfer(transfer_id=large.transfer_id, reason="Mistake", by=cast.karl, at=NOON).pk)

    asked = set(at_once([ask] * 6))
    assert len(asked) == 1
    waiting = int(asked.pop())

    answers = at_once([lambda: confirm_adjustment(confirmation_id=waiting, by=fiona, at=NOON).document] * 6)

    assert answers == ["not_waiting"] * 5 + ["reversal"]
    assert balance(cast) == 10_000
    with transaction.atomic(), scoped(cast.karl.scope):
        assert Event.objects.filter(name="funds.confirmation_asked", data__document="reversal").count() == 1
    assert prove_books().faults == []


@pytest.mark.covers("FUN-3", "FUN-6")
def test_a_reversal_confirmed_while_another_person_may_do_it_alone_moves_once(cast):
    fiona = second_person(cast)
    large = confirm_adjustment(confirmation_id=int(adjust(cast, CREDIT, 60_000, "large")), by=fiona, at=NOON)
    assert isinstance(large, Adjustment)
    adjust(cast, CREDIT, 50_000, "enough for two")
    asked = reverse_transfer(transfer_id=large.transfer_id, reason="Mistake", by=cast.karl, at=NOON)
    owner = replace(cast.karl, role=Role.OWNER)
    set_confirmation_limit(limit=Money(100_000, "EUR"), by=owner, at=NOON)

    def alone() -> str:
        return reverse_transfer(transfer_id=large.transfer_id, reason="Mistake", by=cast.karl, at=NOON).document

    def confirm() -> str:
        return confirm_adjustment(confirmation_id=asked.pk, by=fiona, at=NOON).document

    answers = at_once([alone, confirm] * 3)

    assert answers.count("reversal") == 1
    assert set(answers) <= {"reversal", "already_reversed", "not_waiting"}
    assert balance(cast) == 60_000
    assert prove_books().faults == []


@pytest.mark.covers("FUN-3", "FUN-6")
def test_payouts_at_once_take_out_at_most_what_is_there(cast):
    set_limits(buyer_id=cast.bakery, credit_limit=Money(9_000, "EUR"), low_balance=None, by=cast.karl, at=NOON)

    answers = at_once([lambda key=key: adjust(cast, PAYOUT, 3_000, key) for key in "abcdefgh"])

    assert answers == ["done"] * 3 + ["wallet_short"] * 5
    assert balance(cast) == 1_000
    assert prove_books().faults == []


@pytest.mark.covers("FUN-7", "FUN-8")
def test_a_chargeback_told_by_many_while_money_is_spent_debits_once_and_locks(cast):
    with transaction.atomic(), scoped(cast.karl.scope):
        receipt = Receipt.objects.get(seller_id=cast.kleinbach, buyer_id=cast.bakery)

    def bank() -> str:
        bank_takes(receipt=receipt, minor=10_000, key="dispute:1", is_dispute=True, by=cast.karl, at=NOON)
        return "taken"

    answers = at_once([bank] * 4 + [lambda key=key: adjust(cast, DEBIT, 3_000, key) for key in "abcd"])

    assert answers.count("taken") == 4
    assert set(answers) <= {"taken", "done", "wallet_short"}
    assert balance(cast) == -3_000 * answers.count("done")
    assert wallet(cast.kleinbach, cast.bakery).locked_at
    with transaction.atomic(), scoped(cast.karl.scope):
        assert Adjustment.objects.filter(transfer__key="dispute:1:1").count() == 1
    assert prove_books().faults == []


@pytest.mark.covers("FUN-4")
def test_a_limit_lowered_while_it_is_spent_is_never_passed(cast):
    set_limits(buyer_id=cast.bakery, credit_limit=Money(9_000, "EUR"), low_balance=None, by=cast.karl, at=NOON)

    def lower() -> str:
        none = Money(0, "EUR")
        set_limits(buyer_id=cast.bakery, credit_limit=none, low_balance=None, by=cast.karl, at=NOON, below_use=True)
        return "lowered"

    answers = at_once([lower, *[lambda key=key: adjust(cast, DEBIT, 4_000, key) for key in "abcdef"]])

    stood = wallet(cast.kleinbach, cast.bakery)
    assert stood.balance_minor == 10_000 - 4_000 * answers.count("done")
    assert stood.excess_minor == max(0, -stood.balance_minor)
    assert prove_books().faults == []


@pytest.mark.covers("FUN-4")
def test_a_crossing_by_many_at_once_warns_once(cast):
    low = Money(9_000, "EUR")
    set_limits(buyer_id=cast.bakery, credit_limit=Money(0, "EUR"), low_balance=low, by=cast.karl, at=NOON)

    at_once([lambda key=key: adjust(cast, DEBIT, 500, key) for key in "abcdefgh"])

    with transaction.atomic(), scoped(cast.karl.scope):
        assert Event.objects.filter(name="funds.ran_low").count() == 1
