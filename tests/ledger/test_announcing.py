"""A bank transfer that is announced is no money; confirming it credits once and writes one receipt (FUN-7)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from handsel.accounts.archiving import archive_account
from handsel.accounts.models import Account
from handsel.accounts.references import reference_of
from handsel.identity.actor import Actor
from handsel.identity.guests import Guest, NotForGuests, VisitKind
from handsel.identity.proof import ProofNeeded
from handsel.identity.roles import Right, Role
from handsel.kernel.isolation import scoped
from handsel.kernel.money import AmountNotPositive, AmountTooLarge, Money
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.ledger import announcing
from handsel.ledger.announcement_models import Announcement
from handsel.ledger.announcing import (
    Announced,
    alike_announced,
    announce_payment,
    confirm_announcement,
    decline_announcement,
    withdraw_announcement,
)
from handsel.ledger.documents import PaidBy
from handsel.ledger.funds import add_funds
from handsel.ledger.models import Receipt
from handsel.ledger.proof import prove_books
from handsel.ledger.receiving import Received
from handsel.ledger.refusals import (
    AccountArchived,
    DateAhead,
    DateTooOld,
    KeyReused,
    NotWaiting,
    NoWallet,
    ReasonMissing,
    TooManyOpen,
)
from handsel.timeline.models import Event
from tests.cast import NOON, wallet
from tests.orders.test_races import at_once

pytestmark = pytest.mark.covers("FUN-7")

TODAY = NOON.date()
FIFTY = Money(5_000, "EUR")


def sent(key="k", amount=FIFTY, on=TODAY, **more) -> Announced:
    return Announced(amount, on, key, **more)


def announce(cast, key="k", by=None, **more) -> Announcement:
    return announce_payment(buyer_id=cast.bakery, announced=sent(key, **more), by=by or cast.berta, at=NOON)


def confirm(cast, told, by=None, on=TODAY, at=NOON, **more) -> Receipt:
    return confirm_announcement(announcement_id=told.pk, received_on=on, by=by or cast.karl, at=at, **more)


def state(cast, told) -> str:
    with transaction.atomic(), scoped(cast.karl.scope):
        return Announcement.objects.get(pk=told.pk).state


def receipts(cast) -> int:
    with transaction.atomic(), scoped(cast.karl.scope):
        return Receipt.objects.filter(announcement__isnull=False).count()


def at_parent(cast) -> Actor:
    """Karl at Nordlicht, in its storefront as its buyer."""
    guest = Guest(None, VisitKind.WORKSPACE, frozenset({Right.SHOP, Right.PAY}))
    return Actor(None, "Karl", cast.nordlicht, Role.BUYER_AND_BILLING, buyer_id=cast.kleinbach, guest=guest)


@pytest.mark.django_db
class TestAnnouncing:
    def test_an_announcement_is_no_money_and_has_the_reference_of_the_account(self, cast):
        told = announce(cast, note="From our second bank")

        with scoped(cast.karl.scope):
            assert told.reference == reference_of(Account.objects.get(pk=cast.bakery).number)
            event = Event.objects.get(name="announcement.made")
        assert (event.account_id, event.data["amount_minor"]) == (cast.bakery, 5_000)
        assert (told.state, told.expires_at) == ("announced", NOON + timedelta(days=30))
        assert wallet(cast.kleinbach, cast.bakery).available_minor == 10_000

    def test_the_same_key_announces_once_and_stands_for_one_amount(self, cast):
        assert announce(cast).pk == announce(cast).pk
        for other in (
            {"amount": Money(5_001, "EUR")},
            {"on": TODAY - timedelta(days=1)},
            {"reference": "another"},
            {"note": "another"},
        ):
            with pytest.raises(KeyReused):
                announce(cast, **other)

    @pytest.mark.parametrize(
        ("more", "refusal", "field"),
        [
            ({"amount": Money(0, "EUR")}, AmountNotPositive, "amount"),
            ({"amount": Money(-1, "EUR")}, AmountNotPositive, "amount"),
            ({"amount": Money(10**12 + 1, "EUR")}, AmountTooLarge, "amount"),
            ({"amount": Money(5_000, "USD")}, NoWallet, None),
            ({"on": TODAY + timedelta(days=1)}, DateAhead, "sent_on"),
            ({"on": date(2026, 1, 1)}, DateTooOld, "sent_on"),
            ({"reference": "x" * 101}, Invalid, "reference"),
            ({"note": "x" * 501}, Invalid, "note"),
            ({"key": ""}, Invalid, "key"),
        ],
    )
    def test_what_is_wrong_is_refused_and_leaves_no_trace(self, cast, more, refusal, field):
        with pytest.raises(refusal) as refused:
            announce(cast, **more)

        assert set(refused.value.fields) == ({field} if field else set())
        with scoped(cast.karl.scope):
            assert not Announcement.objects.exists()

    def test_the_most_that_wait_is_limited(self, cast, monkeypatch):
        monkeypatch.setattr(announcing, "MOST_OPEN", 1)
        announce(cast)
        with pytest.raises(TooManyOpen):
            announce(cast, "second")

    def test_staff_buyers_and_those_who_only_look_announce_nothing(self, cast):
        look = replace(cast.berta, guest=Guest(1, VisitKind.LOOK, frozenset({Right.PAY})))
        for by, refusal in (
            (cast.karl, Forbidden),
            (look, NotForGuests),
            (replace(cast.berta, role=Role.BUYER), Forbidden),
        ):
            with pytest.raises(refusal):
                announce(cast, by=by)
        with pytest.raises(Forbidden):
            announce_payment(buyer_id=cast.harbour, announced=sent(), by=cast.berta, at=NOON)

    def test_a_reseller_announces_at_its_parent_which_confirms(self, cast):
        told = announce_payment(buyer_id=cast.kleinbach, announced=sent(), by=at_parent(cast), at=NOON)
        with scoped(cast.karl.scope):
            assert Announcement.objects.get().pk == told.pk
        before = wallet(cast.nordlicht, cast.kleinbach).balance_minor

        with pytest.raises(Announcement.DoesNotExist):
            confirm(cast, told)
        confirm(cast, told, by=cast.nora)

        assert wallet(cast.nordlicht, cast.kleinbach).balance_minor == before + 5_000

    def test_what_may_be_the_same_is_found_among_announced_and_recorded(self, cast):
        with scoped(cast.berta.scope):
            assert alike_announced(cast.bakery, sent("new"), cast.berta) is None
        told = announce(cast)
        with scoped(cast.berta.scope):
            assert alike_announced(cast.bakery, sent("new"), cast.berta) == told
            assert alike_announced(cast.bakery, sent("k"), cast.berta) is None
            assert alike_announced(cast.bakery, sent("new", on=TODAY - timedelta(days=8)), cast.berta) is None
        received = Received(FIFTY, PaidBy.BANK_TRANSFER, TODAY, "r", reference="Bill 7")
        receipt = add_funds(buyer_id=cast.bakery, received=received, by=cast.karl, at=NOON)
        with scoped(cast.berta.scope):
            assert alike_announced(cast.bakery, sent("new", reference="bill 7"), cast.berta) == receipt


@pytest.mark.django_db
class TestAnswering:
    def test_confirming_credits_the_wallet_with_a_receipt_under_the_announced_reference(self, cast):
        told = announce(cast, reference="Order of May")

        receipt = confirm(cast, told)

        assert (receipt.amount_minor, receipt.method, receipt.reference) == (5_000, "bank_transfer", "Order of May")
        assert wallet(cast.kleinbach, cast.bakery).balance_minor == 15_000
        assert state(cast, told) == "confirmed"
        with scoped(cast.karl.scope):
            assert (
                Event.objects.filter(name="funds.added", data__reference="Order of May", data__mail=True).count() == 1
            )
        with pytest.raises(NotWaiting):
            confirm(cast, told)
        assert wallet(cast.kleinbach, cast.bakery).balance_minor == 15_000

    def test_another_amount_can_arrive_in_the_same_currency(self, cast):
        told = announce(cast)
        for wrong in (Money(4_900, "USD"), Money(0, "EUR")):
            with pytest.raises(Invalid):
                confirm(cast, told, amount=wrong)
        with pytest.raises(DateAhead):
            confirm(cast, told, on=TODAY + timedelta(days=1))

        assert confirm(cast, told, amount=Money(4_900, "EUR")).amount_minor == 4_900
        assert wallet(cast.kleinbach, cast.bakery).balance_minor == 14_900

    def test_declining_needs_a_reason_and_moves_nothing(self, cast):
        told = announce(cast)
        with pytest.raises(ReasonMissing):
            decline_announcement(announcement_id=told.pk, reason="  ", by=cast.karl, at=NOON)
        with pytest.raises(Invalid):
            decline_announcement(announcement_id=told.pk, reason="x" * 501, by=cast.karl, at=NOON)

        done = decline_announcement(announcement_id=told.pk, reason="Not there", by=cast.karl, at=NOON)

        assert (done.state, done.decline_reason) == ("declined", "Not there")
        with pytest.raises(NotWaiting):
            confirm(cast, told)
        assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000

    def test_its_own_people_withdraw_it_and_nobody_else(self, cast):
        told = announce(cast)
        with pytest.raises(Forbidden):
            withdraw_announcement(announcement_id=told.pk, by=cast.karl, at=NOON)
        assert withdraw_announcement(announcement_id=told.pk, by=cast.berta, at=NOON).state == "withdrawn"
        with pytest.raises(NotWaiting):
            confirm(cast, told)

    def test_what_waited_too_long_is_over(self, cast):
        told, late = announce(cast), NOON + timedelta(days=30)
        for deed in (
            lambda: confirm(cast, told, at=late),
            lambda: withdraw_announcement(announcement_id=told.pk, by=cast.berta, at=late),
        ):
            with pytest.raises(NotWaiting, match="too long"):
                deed()

    def test_nobody_confirms_their_own_nor_without_the_right_or_a_fresh_proof(self, cast):
        told = announce(cast)
        as_staff = replace(cast.karl, user_id=cast.berta.user_id)
        stale = replace(cast.karl, proved_at=NOON - timedelta(days=2))
        for by, refusal in ((as_staff, Forbidden), (cast.ruth, Forbidden), (stale, ProofNeeded)):
            with pytest.raises(refusal):
                confirm(cast, told, by=by)
        with pytest.raises(Announcement.DoesNotExist):
            confirm(cast, told, by=cast.sven)
        assert state(cast, told) == "announced"

    def test_an_archived_account_gets_nothing_and_it_goes_on_waiting(self, cast):
        told = announce(cast)
        archive_account(account_id=cast.bakery, reason="Closed", by=cast.karl, at=NOON)

        with pytest.raises(AccountArchived):
            confirm(cast, told)
        assert state(cast, told) == "announced"

    def test_the_database_holds_one_receipt_to_each_confirmation(self, cast):
        told = announce(cast)
        for change in ("state = 'confirmed', decided_at = now()", "amount_minor = 1"):
            with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic(), scoped(cast.karl.scope):
                connection.cursor().execute(f"UPDATE ledger_announcement SET {change} WHERE id = %s", [told.pk])


@pytest.mark.usefixtures("committed_db")
class TestAtOnce:
    def test_eight_confirmations_at_once_write_one_receipt(self, cast):
        told = announce(cast)

        answers = at_once([lambda: str(confirm(cast, told).amount_minor)] * 8)

        assert answers == ["5000"] + ["not_waiting"] * 7
        assert (receipts(cast), wallet(cast.kleinbach, cast.bakery).balance_minor) == (1, 15_000)

    def test_confirmed_declined_and_withdrawn_at_once_is_one_of_them(self, cast):
        told = announce(cast)

        answers = at_once([
            lambda: str(confirm(cast, told).amount_minor),
            lambda: decline_announcement(announcement_id=told.pk, reason="No", by=cast.karl, at=NOON).state,
            lambda: withdraw_announcement(announcement_id=told.pk, by=cast.berta, at=NOON).state,
        ])  # fmt: skip

        assert answers.count("not_waiting") == 2
        assert wallet(cast.kleinbach, cast.bakery).balance_minor == (15_000 if "5000" in answers else 10_000)
        assert prove_books().faults == []

    def test_the_same_announcement_at_once_stands_once(self, cast):
        answers = at_once([lambda: announce(cast).state] * 4)

        assert set(answers) <= {"announced", "taken"}
        with transaction.atomic(), scoped(cast.karl.scope):
            assert Announcement.objects.count() == 1
