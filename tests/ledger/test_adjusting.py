"""Credit notes, debit notes and payouts; above the limit a second person confirms them (FUN-3, FUN-6)."""

from datetime import timedelta

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.identity.keys import Reach, make_api_key, rotate_api_key
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.kernel.money import AmountNotPositive, AmountTooLarge, Money
from handsel.kernel.refusal import Forbidden, Invalid, Refusal
from handsel.ledger.adjusting import adjust_wallet
from handsel.ledger.confirming import (
    confirm_adjustment,
    confirmation_limit,
    decline_adjustment,
    set_confirmation_limit,
    withdraw_adjustment,
)
from handsel.ledger.documents import Adjustment, Confirmation, Document, PaidBy
from handsel.ledger.funds import reverse_transfer
from handsel.ledger.models import Entry, LedgerAccount, Receipt
from handsel.ledger.proof import prove_books
from handsel.ledger.refusals import (
    AlreadyReversed,
    KeyReused,
    NotWaiting,
    NoWallet,
    PaidOutAgain,
    ReasonMissing,
    RefundTooLarge,
    WalletShort,
    WayNotOffered,
)
from handsel.ledger.wanted import Wanted
from handsel.timeline.models import Event
from tests.cast import NOON, wallet
from tests.ledger.people import second_person

pytestmark = pytest.mark.django_db

CREDIT, DEBIT, PAYOUT = Document.CREDIT_NOTE, Document.DEBIT_NOTE, Document.PAYOUT


def wish(kind: Document = CREDIT, minor: int = 2_000, **more: object) -> Wanted:
    said: dict[str, object] = {"reason": "Goodwill", "key": "k1", "currency": "EUR"} | more
    amount = Money(minor, str(said.pop("currency")))
    if kind == PAYOUT:
        said.setdefault("method", PaidBy.BANK_TRANSFER)
    return Wanted(kind, amount, **said)  # type: ignore[arg-type]  # what the test names


def adjust(cast: Cast, kind: Document = CREDIT, minor: int = 2_000, by: Actor | None = None, **more: object):
    return adjust_wallet(buyer_id=cast.bakery, wanted=wish(kind, minor, **more), by=by or cast.karl, at=NOON)


@pytest.fixture
def fiona(cast: Cast) -> Actor:
    """Fiona does the finances at Kleinbach: the second person."""
    return second_person(cast)


def balance(cast: Cast) -> int:
    return wallet(cast.kleinbach, cast.bakery).balance_minor


@pytest.mark.covers("FUN-3")
@pytest.mark.parametrize(
    ("kind", "after", "role", "event"),
    [
        (CREDIT, 12_000, "adjustment", "funds.credited"),
        (DEBIT, 8_000, "adjustment", "funds.debited"),
        (PAYOUT, 8_000, "clearing", "funds.paid_out"),
    ],
)
def test_a_wallet_is_moved_with_a_document_in_a_series_of_its_own(cast, kind, after, role, event):
    first, second = adjust(cast, kind, key="k1"), adjust(cast, kind, 1, key="k2")

    assert (first.kind, second.number) == (kind, first.number + 1)
    assert abs(balance(cast) - after) == 1
    with transaction.atomic(), scoped(cast.karl.scope):
        against = Entry.objects.get(transfer=first.transfer, buyer__isnull=True)
        assert (against.ledger_account.role, against.amount_minor) == (role, 10_000 - after)
        told = Event.objects.get(name=event, subject_id=first.pk)
    assert (told.reason, told.data["number"], told.actor_name) == ("Goodwill", first.number, "Karl Kaufmann")
    assert prove_books().faults == []


@pytest.mark.covers("FUN-3")
def test_the_same_key_moves_once_and_stands_for_nothing_else(cast):
    first = adjust(cast)
    assert adjust(cast).pk == first.pk
    for other in ({"minor": 1}, {"kind": DEBIT}, {"reason": "Other"}):
        with pytest.raises(KeyReused):
            adjust(cast, **other)
    assert balance(cast) == 12_000


@pytest.mark.covers("FUN-3")
@pytest.mark.parametrize(
    ("who", "more", "refusal"),
    [
        ("ruth", {}, Forbidden),
        ("berta", {}, Forbidden),
        ("sven", {}, NoWallet),
        ("karl", {"minor": 0}, AmountNotPositive),
        ("karl", {"minor": -1}, AmountNotPositive),
        ("karl", {"minor": 10**12 + 1}, AmountTooLarge),
        ("karl", {"currency": "USD"}, NoWallet),
        ("karl", {"reason": "  "}, ReasonMissing),
        ("karl", {"key": ""}, Invalid),
        ("karl", {"kind": Document.RECEIPT}, WayNotOffered),
        ("karl", {"kind": PAYOUT, "method": None}, WayNotOffered),
        ("karl", {"method": PaidBy.CASH}, WayNotOffered),
        ("karl", {"kind": DEBIT, "minor": 10_001}, WalletShort),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_moves(cast, who, more, refusal: type[Refusal]):
    with pytest.raises(refusal):
        adjust(cast, by=getattr(cast, who), **more)
    assert balance(cast) == 10_000
    assert prove_books().faults == []


@pytest.mark.covers("FUN-3")
def test_above_the_limit_a_second_person_confirms_and_only_then_it_moves(cast, fiona):
    asked = adjust(cast, minor=50_001)

    assert isinstance(asked, Confirmation)
    assert adjust(cast, minor=50_001).pk == asked.pk
    assert balance(cast) == 10_000
    written = confirm_adjustment(confirmation_id=asked.pk, by=fiona, at=NOON)
    assert balance(cast) == 60_001
    assert (written.reason, written.transfer.actor_name) == ("Goodwill", "Fiona Frei")
    with pytest.raises(NotWaiting, match="Fiona Frei has answered"):
        confirm_adjustment(confirmation_id=asked.pk, by=fiona, at=NOON)
    assert prove_books().faults == []


@pytest.mark.covers("FUN-3")
def test_exactly_the_limit_needs_no_second_person(cast):
    assert isinstance(adjust(cast, minor=50_000), Adjustment)


@pytest.mark.covers("FUN-3")
def test_nobody_confirms_what_they_asked_for_nor_a_key_made_in_their_name(cast, fiona):
    owner = Actor(cast.karl.user_id, "Karl Kaufmann", cast.kleinbach, Role.OWNER)
    make_api_key(name="Karl's script", reach=Reach(Role.MANAGER), by=owner, at=NOON)
    program = Actor(None, "Karl's script (API)", cast.kleinbach, Role.MANAGER)
    by_karl, by_program = adjust(cast, minor=60_000, key="a"), adjust(cast, minor=60_000, key="b", by=program)

    for asked in (by_karl, by_program):
        for who in (cast.karl, program):
            with pytest.raises(Forbidden, match="a second person"):
                confirm_adjustment(confirmation_id=asked.pk, by=who, at=NOON)
        confirm_adjustment(confirmation_id=asked.pk, by=fiona, at=NOON)
    assert balance(cast) == 130_000


@pytest.mark.covers("FUN-3")
def test_whoever_renewed_a_key_stands_behind_it_too(cast, fiona):
    owner = Actor(cast.karl.user_id, "Karl Kaufmann", cast.kleinbach, Role.OWNER)
    key, _ = make_api_key(name="Script", reach=Reach(Role.MANAGER), by=owner, at=NOON)
    other = Actor(fiona.user_id, "Fiona Frei", cast.kleinbach, Role.OWNER)
    rotate_api_key(key_id=key.pk, grace=timedelta(), by=other, at=NOON)
    program = Actor(None, "Script (API)", cast.kleinbach, Role.MANAGER)
    for who in (cast.karl, fiona):
        asked = adjust(cast, minor=60_000, key=who.name, by=who)
        with pytest.raises(Forbidden, match="a second person"):
            confirm_adjustment(confirmation_id=asked.pk, by=program, at=NOON)


@pytest.mark.covers("FUN-3")
def test_a_key_that_nobody_is_known_to_have_made_asks_for_and_confirms_nothing(cast):
    program = Actor(None, "Unknown (API)", cast.kleinbach, Role.MANAGER)
    with pytest.raises(Forbidden):
        adjust(cast, minor=60_000, by=program)
    asked = adjust(cast, minor=60_000, key="other")
    with pytest.raises(Forbidden):
        confirm_adjustment(confirmation_id=asked.pk, by=program, at=NOON)


@pytest.mark.covers("FUN-3")
def test_a_request_is_declined_with_a_reason_or_withdrawn_by_the_asker_and_then_is_over(cast, fiona):
    declined, withdrawn = adjust(cast, minor=60_000, key="a"), adjust(cast, minor=60_000, key="b")
    with pytest.raises(ReasonMissing):
        decline_adjustment(confirmation_id=declined.pk, reason=" ", by=fiona, at=NOON)
    with pytest.raises(Forbidden):
        decline_adjustment(confirmation_id=declined.pk, reason="No", by=cast.karl, at=NOON)
    with pytest.raises(Forbidden, match="Only Karl Kaufmann withdraws"):
        withdraw_adjustment(confirmation_id=withdrawn.pk, by=fiona, at=NOON)

    assert decline_adjustment(confirmation_id=declined.pk, reason="Too much", by=fiona, at=NOON).state == "declined"
    assert withdraw_adjustment(confirmation_id=withdrawn.pk, by=cast.karl, at=NOON).state == "withdrawn"

    for asked in (declined, withdrawn):
        with pytest.raises(NotWaiting):
            confirm_adjustment(confirmation_id=asked.pk, by=fiona, at=NOON)
    assert balance(cast) == 10_000


@pytest.mark.covers("FUN-3")
def test_a_request_expires(cast, fiona):
    asked = adjust(cast, minor=60_000)
    late = NOON + timedelta(days=7)
    with pytest.raises(NotWaiting, match="waited too long"):
        confirm_adjustment(confirmation_id=asked.pk, by=fiona, at=late)
    with transaction.atomic(), scoped(cast.karl.scope):
        assert not Confirmation.objects.waiting(late).exists()
        assert Confirmation.objects.waiting(NOON).exists()


@pytest.mark.covers("FUN-3")
def test_what_cannot_be_carried_out_when_confirmed_goes_on_waiting(cast, fiona):
    asked = adjust(cast, DEBIT, 60_000)
    with pytest.raises(WalletShort):
        confirm_adjustment(confirmation_id=asked.pk, by=fiona, at=NOON)
    adjust(cast, minor=50_000, key="more")
    confirm_adjustment(confirmation_id=asked.pk, by=fiona, at=NOON)
    assert balance(cast) == 0


@pytest.mark.covers("FUN-3", "OPS-3")
def test_another_sellers_request_is_not_there(cast, fiona):
    asked = adjust(cast, minor=60_000)
    for act in (confirm_adjustment, withdraw_adjustment):
        with pytest.raises(Confirmation.DoesNotExist):
            act(confirmation_id=asked.pk, by=cast.nora, at=NOON)
    assert confirm_adjustment(confirmation_id=asked.pk, by=fiona, at=NOON)


@pytest.mark.covers("FUN-3")
def test_owners_set_the_limit_per_currency_and_the_timeline_keeps_both(cast):
    owner = Actor(cast.karl.user_id, "Karl Kaufmann", cast.kleinbach, Role.OWNER)
    with pytest.raises(Forbidden):
        set_confirmation_limit(limit=Money(100, "EUR"), by=cast.karl, at=NOON)
    with pytest.raises(AmountNotPositive):
        set_confirmation_limit(limit=Money(-1, "EUR"), by=owner, at=NOON)

    set_confirmation_limit(limit=Money(0, "EUR"), by=owner, at=NOON)

    assert isinstance(adjust(cast, minor=1), Confirmation)
    with transaction.atomic(), scoped(cast.karl.scope):
        assert confirmation_limit(cast.kleinbach, "JPY") == Money(500, "JPY")
        told = Event.objects.get(name="funds.limit_set").data
    assert (told["before_minor"], told["amount_minor"]) == (50_000, 0)


@pytest.mark.covers("FUN-6")
def test_notes_and_payouts_are_taken_back_once(cast):
    for number, kind in enumerate((CREDIT, DEBIT, PAYOUT)):
        written = adjust(cast, kind, key=f"k{number}")
        reverse_transfer(transfer_id=written.transfer_id, reason="Mistake", by=cast.karl, at=NOON)
        assert balance(cast) == 10_000
        with pytest.raises(AlreadyReversed):
            reverse_transfer(transfer_id=written.transfer_id, reason="Again", by=cast.karl, at=NOON)
    assert prove_books().faults == []


def receipt_of(cast: Cast) -> Receipt:
    with transaction.atomic(), scoped(cast.karl.scope):
        return Receipt.objects.get(seller_id=cast.kleinbach, buyer_id=cast.bakery)


@pytest.mark.covers("FUN-6")
def test_a_payment_is_paid_back_in_parts_and_never_more_than_it_was(cast):
    receipt = receipt_of(cast)
    adjust(cast, CREDIT, 5_000, key="0")
    first = adjust(cast, PAYOUT, 6_000, key="a", receipt_id=receipt.pk)
    with pytest.raises(RefundTooLarge, match=r"at most 40\.00 EUR"):
        adjust(cast, PAYOUT, 4_001, key="b", receipt_id=receipt.pk)
    with pytest.raises(PaidOutAgain):
        reverse_transfer(transfer_id=receipt.transfer_id, reason="Bounced", by=cast.karl, at=NOON)

    reverse_transfer(transfer_id=first.transfer_id, reason="Never sent", by=cast.karl, at=NOON)
    adjust(cast, PAYOUT, 10_000, key="c", receipt_id=receipt.pk)

    assert balance(cast) == 5_000
    with transaction.atomic(), scoped(cast.karl.scope):
        clearing = LedgerAccount.objects.get(seller_id=cast.kleinbach, role="clearing", method="bank_transfer")
        assert sum(entry.amount_minor for entry in clearing.entries.all()) == 0


@pytest.mark.covers("FUN-6")
def test_a_payment_that_was_reversed_is_not_paid_back_too(cast):
    receipt = receipt_of(cast)
    adjust(cast, CREDIT, 10_000, key="a")
    reverse_transfer(transfer_id=receipt.transfer_id, reason="Bounced", by=cast.karl, at=NOON)
    with pytest.raises(AlreadyReversed):
        adjust(cast, PAYOUT, 1_000, key="b", receipt_id=receipt.pk)
    assert balance(cast) == 10_000
