"""Above the limit a second person confirms that something is taken back (FUN-3, FUN-6)."""

from datetime import datetime, timedelta

import pytest

from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.identity.roles import Role
from handsel.kernel.money import Money
from handsel.kernel.refusal import Forbidden
from handsel.ledger.confirming import (
    confirm_adjustment,
    decline_adjustment,
    set_confirmation_limit,
    withdraw_adjustment,
)
from handsel.ledger.documents import Adjustment, Confirmation, Document
from handsel.ledger.funds import reverse_transfer
from handsel.ledger.models import Transfer
from handsel.ledger.proof import prove_books
from handsel.ledger.refusals import AlreadyReversed, NotWaiting, WalletShort
from tests.cast import NOON
from tests.ledger.people import second_person
from tests.ledger.test_adjusting import adjust, balance

pytestmark = pytest.mark.django_db


@pytest.fixture
def fiona(cast: Cast) -> Actor:
    """Fiona does the finances at Kleinbach: the second person."""
    return second_person(cast)


@pytest.mark.covers("FUN-3", "FUN-6")
def test_above_the_limit_a_second_person_confirms_a_reversal_and_only_then_it_moves(cast, fiona):
    large = large_credit(cast, fiona)

    asked = take_back(cast, large)

    assert isinstance(asked, Confirmation)
    assert (asked.kind, asked.reverses_id, asked.amount_minor, asked.reason) == (
        Document.REVERSAL, large.transfer_id, 50_001, "Mistake",
    )  # fmt: skip
    assert take_back(cast, large, by=fiona).pk == asked.pk
    assert balance(cast) == 60_001
    with pytest.raises(Forbidden, match="a second person"):
        confirm_adjustment(confirmation_id=asked.pk, by=cast.karl, at=NOON)
    reversal = confirm_adjustment(confirmation_id=asked.pk, by=fiona, at=NOON)
    assert (reversal.reverses_id, reversal.reason, reversal.actor_name) == (large.transfer_id, "Mistake", "Fiona Frei")
    assert balance(cast) == 10_000
    for again in (confirm_adjustment, decline_adjustment):
        more = {"reason": "No"} if again == decline_adjustment else {}
        with pytest.raises(NotWaiting):
            again(confirmation_id=asked.pk, by=fiona, at=NOON, **more)
    with pytest.raises(AlreadyReversed):
        take_back(cast, large)
    assert prove_books().faults == []


@pytest.mark.covers("FUN-6")
def test_a_reversal_that_nobody_confirmed_can_be_asked_for_again(cast, fiona):
    large = large_credit(cast, fiona)
    first = take_back(cast, large)
    decline_adjustment(confirmation_id=first.pk, reason="It was right", by=fiona, at=NOON)
    second = take_back(cast, large)
    withdraw_adjustment(confirmation_id=second.pk, by=cast.karl, at=NOON)
    third = take_back(cast, large)
    late = NOON + timedelta(days=7)
    with pytest.raises(NotWaiting, match="waited too long"):
        confirm_adjustment(confirmation_id=third.pk, by=fiona, at=late)
    fourth = take_back(cast, large, at=late)

    assert len({first.pk, second.pk, third.pk, fourth.pk}) == 4
    confirm_adjustment(confirmation_id=fourth.pk, by=fiona, at=late)
    assert balance(cast) == 10_000


@pytest.mark.covers("FUN-6")
def test_a_reversal_that_cannot_be_done_when_confirmed_goes_on_waiting(cast, fiona):
    large = large_credit(cast, fiona)
    asked = take_back(cast, large)
    adjust(cast, Document.DEBIT_NOTE, 20_000, key="spent")
    with pytest.raises(WalletShort):
        confirm_adjustment(confirmation_id=asked.pk, by=fiona, at=NOON)
    adjust(cast, Document.CREDIT_NOTE, 20_000, key="more")

    confirm_adjustment(confirmation_id=asked.pk, by=fiona, at=NOON)

    assert balance(cast) == 10_000


@pytest.mark.covers("FUN-6")
def test_what_one_person_took_back_under_a_higher_limit_is_not_taken_back_again_by_two(cast, fiona):
    owner = Actor(cast.karl.user_id, "Karl Kaufmann", cast.kleinbach, Role.OWNER)
    large = large_credit(cast, fiona)
    asked = take_back(cast, large)
    set_confirmation_limit(limit=Money(100_000, "EUR"), by=owner, at=NOON)
    assert isinstance(take_back(cast, large), Transfer)

    with pytest.raises(AlreadyReversed):
        confirm_adjustment(confirmation_id=asked.pk, by=fiona, at=NOON)

    assert balance(cast) == 10_000
    assert withdraw_adjustment(confirmation_id=asked.pk, by=cast.karl, at=NOON).state == "withdrawn"


@pytest.mark.covers("FUN-6")
def test_a_key_that_nobody_is_known_to_have_made_asks_for_no_reversal(cast, fiona):
    large = large_credit(cast, fiona)
    with pytest.raises(Forbidden, match="Nobody is known"):
        take_back(cast, large, by=Actor(None, "Unknown (API)", cast.kleinbach, Role.MANAGER))


def large_credit(cast: Cast, fiona: Actor) -> Adjustment:
    asked = adjust(cast, minor=50_001, key="large")
    written = confirm_adjustment(confirmation_id=asked.pk, by=fiona, at=NOON)
    assert isinstance(written, Adjustment)
    return written


def take_back(cast: Cast, written: Adjustment, by: Actor | None = None, at: datetime = NOON):
    return reverse_transfer(transfer_id=written.transfer_id, reason="Mistake", by=by or cast.karl, at=at)
