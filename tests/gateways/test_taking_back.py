"""What came from a card goes back to it once, and in no other way; what a bank takes back is taken once."""

from datetime import timedelta

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast
from handsel.gateways.charging import learn_charge, record_payment
from handsel.gateways.forms import learn_form
from handsel.gateways.hearing import note_webhook
from handsel.gateways.interface import Dispute, Notice
from handsel.gateways.models import CardForm, CardRefund, Charge
from handsel.gateways.proof import gateway_faults
from handsel.gateways.refunding import send_refund
from handsel.identity.actor import system
from handsel.jobs.worker import run_once
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.adjusting import adjust_wallet
from handsel.ledger.documents import Adjustment, Document, PaidBy
from handsel.ledger.funds import reverse_transfer
from handsel.ledger.models import Receipt, Transfer
from handsel.ledger.proof import prove_books
from handsel.ledger.refusals import CameByCard, NotReversible
from handsel.ledger.wanted import Wanted
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.gateways.playing import played, stored, worked
from tests.gateways.test_effects import EUR, balance, learn, paid, pay_back, told
from tests.gateways.test_races import at_once

pytestmark = [pytest.mark.covers("FUN-6", "FUN-7")]


def asked_back(cast: Cast, charge: Charge, minor: int = 400) -> Adjustment:
    """Pay out by card, before the worker has asked the gateway."""
    wanted = Wanted(
        Document.PAYOUT, Money(minor, EUR), "Back", "back", PaidBy.CARD, receipt_id=stored(charge).receipt_id
    )
    done = adjust_wallet(buyer_id=cast.bakery, wanted=wanted, by=cast.karl, at=NOON)
    assert isinstance(done, Adjustment)
    return done


def reverse(cast: Cast, transfer_id: int) -> Transfer:
    return reverse_transfer(transfer_id=transfer_id, reason="Oops", by=cast.karl, at=NOON)


def receipt_of(charge: Charge) -> Receipt:
    receipt = stored(charge).receipt
    assert receipt is not None
    return receipt


@pytest.mark.django_db
def test_a_payout_to_a_card_is_not_called_back_even_before_the_gateway_was_asked(cast, play):
    charge = paid(cast)
    paid_out = asked_back(cast, charge)

    with pytest.raises(NotReversible):
        reverse(cast, paid_out.transfer_id)

    run_once(at=NOON, horizon=2**62)
    worked()
    assert (stored(charge).refunded_minor, balance(cast)) == (400, 10_600)


@pytest.mark.covers("FUN-8")
def test_who_calls_a_payout_back_while_the_worker_sends_it_comes_too_late(committed_db, cast: Cast):
    with played() as server:
        charge = paid(cast)
        paid_out = asked_back(cast, charge)

        failed = at_once(
            *(lambda: reverse(cast, paid_out.transfer_id) for _ in range(3)),
            lambda: run_once(at=NOON, horizon=2**62),
            lambda: reverse(cast, receipt_of(charge).transfer_id),
        )
        worked()

        assert {type(error) for error in failed} == {NotReversible, CameByCard}
        assert [row["amount"] for row in server.book.rows["refunds"].values()] == [400]
    assert balance(cast) == 10_600
    assert prove_books().faults == gateway_faults() == []


@pytest.mark.django_db
def test_a_payout_by_card_of_what_no_gateway_took_is_taken_back_as_others_are(cast, play):
    wanted = Wanted(Document.PAYOUT, Money(400, EUR), "At the terminal", "terminal", PaidBy.CARD)
    paid_out = adjust_wallet(buyer_id=cast.bakery, wanted=wanted, by=cast.karl, at=NOON)
    assert isinstance(paid_out, Adjustment)

    reverse(cast, paid_out.transfer_id)

    assert balance(cast) == 10_000


@pytest.mark.django_db
def test_a_receipt_of_a_gateway_is_not_reversed_so_that_a_dispute_debits_once(cast, play):
    charge = paid(cast)

    with pytest.raises(CameByCard, match="Pay it back"):
        reverse(cast, receipt_of(charge).transfer_id)
    learn(cast, charge, dispute=Dispute.LOST)

    assert balance(cast) == 10_000


@pytest.mark.covers("FUN-8")
def test_a_dispute_and_reversals_at_once_debit_once(committed_db, cast: Cast):
    with played():
        charge = paid(cast)
        seen, transfer_id = told(stored(charge), dispute=Dispute.OPEN), receipt_of(charge).transfer_id
        by = system(cast.kleinbach)

        failed = at_once(
            *(lambda: record_payment(charge_id=charge.pk, seen=seen, by=by, at=NOON) for _ in range(3)),
            *(lambda: reverse(cast, transfer_id) for _ in range(3)),
        )

    assert [type(error) for error in failed] == [CameByCard] * 3
    assert balance(cast) == 10_000
    assert prove_books().faults == gateway_faults() == []


def written(cast: Cast) -> tuple[list[str], list[tuple[str, int]]]:
    """Return what the timeline says of charge and wallet, and each posting of the wallet after the first."""
    with transaction.atomic(), scoped(cast.karl.scope):
        names = ("charge.changed", "funds.locked", "funds.reversed", "funds.unlocked")
        events = Event.objects.filter(account_id=cast.bakery, name__in=names).order_by("pk")
        posted = Transfer.objects.filter(buyer_id=cast.bakery, entries__buyer_id=cast.bakery).order_by("pk")
        said = [event.data["state"] if event.name == "charge.changed" else event.name for event in events]
        return said, list(posted.values_list("document", "entries__amount_minor"))[1:]


@pytest.mark.django_db
@pytest.mark.parametrize("refunded", [0, 400])
def test_a_dispute_that_is_lost_is_booked_as_lost_and_never_as_won(cast, play, refunded):
    charge = paid(cast)
    if refunded:
        pay_back(cast, charge, refunded)
    for dispute in (Dispute.OPEN, Dispute.LOST, Dispute.LOST):
        learn(cast, charge, dispute=dispute, refunded_minor=refunded)

    said, posted = written(cast)
    assert said == ["captured", *(["partly_refunded"] if refunded else []), "funds.locked", "disputed", "charged_back"]
    assert posted == [
        ("receipt", 1_000),
        *([("payout", -refunded)] if refunded else []),
        ("debit_note", refunded - 1_000),
    ]
    assert balance(cast) == 10_000


@pytest.mark.django_db
def test_a_lost_dispute_that_is_won_after_all_is_given_back_once(cast, play):
    charge = paid(cast)
    for dispute in (Dispute.LOST, Dispute.WON, Dispute.WON):
        learn(cast, charge, dispute=dispute)

    assert written(cast)[1] == [("receipt", 1_000), ("debit_note", -1_000), ("reversal", 1_000)]
    assert balance(cast) == 11_000


def hear(cast: Cast, charge: Charge, key: str, event_id: str) -> None:
    notice = Notice(event_id, "changed", key)
    note_webhook(gateway_id=charge.gateway_id, notice=notice, by=system(cast.kleinbach), at=NOON)


@pytest.mark.django_db
def test_a_second_webhook_leaves_nothing_due_that_is_done(cast, play):
    charge = paid(cast)
    pay_back(cast, charge, 400)
    with scoped(cast.karl.scope):
        refund = CardRefund.objects.select_related("charge__gateway").get()
        form = CardForm.objects.select_related("gateway", "charge").get()
    for key in (refund.sent_key, form.sent_key, charge.sent_key):
        hear(cast, charge, key, f"again-{key}")
    learn_form(form, at=NOON)
    send_refund(refund, at=NOON)
    learn_charge(stored(charge), at=NOON)

    with scoped(cast.karl.scope):
        due = [model.objects.filter(check_at__isnull=False).count() for model in (CardForm, CardRefund, Charge)]
    assert due == [0, 0, 0]
    assert worked(NOON + timedelta(days=1)) == 0
