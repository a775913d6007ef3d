"""What the seller gives back at the gateway itself leaves the wallet, once, and the proof looks after it (FUN-7)."""

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast
from handsel.gateways.charging import learn_charge, record_payment
from handsel.gateways.interface import Dispute
from handsel.gateways.models import CardRefund, Charge
from handsel.gateways.play.server import PlayServer
from handsel.gateways.proof import gateway_faults
from handsel.gateways.refunding import send_refund
from handsel.identity.actor import system
from handsel.jobs.worker import run_once
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.adjusting import adjust_wallet
from handsel.ledger.documents import Adjustment, Document
from handsel.ledger.funds import reverse_transfer
from handsel.ledger.proof import prove_books
from handsel.ledger.refusals import NotReversible
from handsel.ledger.wanted import Wanted
from tests.cast import NOON, wallet
from tests.gateways.playing import played, stored, worked
from tests.gateways.test_effects import EUR, balance, learn, paid, pay_back, told
from tests.gateways.test_races import at_once
from tests.gateways.test_taking_back import asked_back
from tests.mail.reading import mails, read_all

pytestmark = [pytest.mark.covers("FUN-6", "FUN-7")]


def given_back(play: PlayServer, charge: Charge, minor: int, key: str = "by hand") -> None:
    """Give back at the gateway itself, as in its own dashboard."""
    play.book.refund(play.book.rows["payments"][stored(charge).reference], key, minor)


def settled(charge: Charge) -> Charge:
    """Let everything happen that follows, and the worker ask again."""
    for _ in range(2):
        learn_charge(stored(charge), at=NOON)
        run_once(at=NOON, horizon=2**62)
        worked()
    return stored(charge)


def payouts(cast: Cast) -> list[Adjustment]:
    with transaction.atomic(), scoped(cast.karl.scope):
        found = Adjustment.objects.filter(buyer_id=cast.bakery, kind="payout", transfer__reversed_by=None)
        return list(found.select_related("receipt").order_by("pk"))


def is_proven() -> bool:
    return prove_books().faults == gateway_faults() == []


@pytest.mark.django_db
@pytest.mark.parametrize(("minor", "state"), [(400, "partly_refunded"), (1_000, "refunded")])
def test_it_is_paid_out_once_and_told_to_staff_and_not_sent_again(cast, play, minor, state):
    charge = paid(cast)
    given_back(play, charge, minor)

    assert settled(charge).state == state

    (paid_out,) = payouts(cast)
    assert (paid_out.amount_minor, paid_out.method, paid_out.receipt_id) == (minor, "card", charge.receipt_id)
    assert balance(cast) == 11_000 - minor
    assert [row["key"] for row in play.book.rows["refunds"].values()] == ["by hand"]
    with pytest.raises(NotReversible):
        reverse_transfer(transfer_id=paid_out.transfer_id, reason="Oops", by=cast.karl, at=NOON)
    read_all(NOON)
    told_to = {mail.recipient for mail in mails(cast.kleinbach) if mail.kind == "card_refunded"}
    assert told_to == {"karl@kleinbach.example", "klara@kleinbach.example"}
    assert is_proven()


@pytest.mark.django_db
def test_it_debits_below_zero_and_locks_nothing(cast, play):
    charge = paid(cast)
    spent = Wanted(Document.DEBIT_NOTE, Money(10_900, EUR), "Spent", "spent")
    adjust_wallet(buyer_id=cast.bakery, wanted=spent, by=cast.karl, at=NOON)
    given_back(play, charge, 1_000)

    settled(charge)

    stood = wallet(cast.kleinbach, cast.bakery)
    assert (stood.balance_minor, stood.locked_at) == (-900, None)
    assert is_proven()


@pytest.mark.django_db
def test_beside_a_refund_from_here_only_the_rest_is_new(cast, play):
    charge = paid(cast)
    pay_back(cast, charge, 400)
    given_back(play, charge, 300)
    settled(charge)
    given_back(play, charge, 200, key="once more")
    settled(charge)

    assert [paid_out.amount_minor for paid_out in payouts(cast)] == [400, 300, 200]
    assert balance(cast) == 10_100
    assert is_proven()


@pytest.mark.django_db
def test_a_refund_from_here_for_which_nothing_is_left_gives_way_to_it(cast, play):
    charge = paid(cast)
    asked_back(cast, charge, 400)
    given_back(play, charge, 800)

    settled(charge)

    assert [paid_out.amount_minor for paid_out in payouts(cast)] == [800]
    assert balance(cast) == 10_200
    assert is_proven()


@pytest.mark.django_db
def test_a_refund_that_the_bank_sends_back_is_not_taken_for_one(cast, play):
    charge = paid(cast)
    pay_back(cast, charge, 400)
    with scoped(cast.karl.scope):
        refund = CardRefund.objects.select_related("charge__gateway").get()
    play.book.rows["payments"][stored(charge).reference]["refunded"] = 0
    play.book.by_key("refunds", next(iter(play.book.rows["payments"].values()))["owner"], refund.sent_key).update(
        state="refused", refusal="not_refundable"
    )

    send_refund(refund, at=NOON)
    settled(charge)

    assert payouts(cast) == []
    assert balance(cast) == 11_000
    assert is_proven()


@pytest.mark.django_db
def test_with_a_dispute_in_the_same_word_each_amount_leaves_once(cast, play):
    charge = paid(cast)
    learn(cast, charge, refunded_minor=400, dispute=Dispute.OPEN)
    assert balance(cast) == 10_000

    learn(cast, charge, refunded_minor=400, dispute=Dispute.WON)

    assert balance(cast) == 10_600
    assert is_proven()


@pytest.mark.covers("FUN-8")
def test_told_by_many_at_once_it_is_paid_out_once(committed_db, cast: Cast):
    with played():
        charge = paid(cast)
        seen, by = told(stored(charge), refunded_minor=400), system(cast.kleinbach)

        failed = at_once(
            *(lambda: record_payment(charge_id=charge.pk, seen=seen, by=by, at=NOON) for _ in range(6)),
            lambda: run_once(at=NOON, horizon=2**62),
        )

    assert failed == []
    assert balance(cast) == 10_600
    assert is_proven()


@pytest.mark.django_db
@pytest.mark.covers("FUN-8")
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"refunded_minor": 900}, "the gateway gave back 900 EUR"),
        ({"captured_minor": 999}, "took 999 EUR, its receipt says 1000"),
    ],
)
def test_the_proof_sees_where_gateway_and_books_part(cast, play, wrong, said):
    charge = paid(cast)
    pay_back(cast, charge, 400)
    assert is_proven()
    with transaction.atomic(), scoped(cast.karl.scope):
        Charge.objects.filter(pk=charge.pk).update(**wrong)

    assert any(said in fault for fault in gateway_faults(cast.kleinbach))
    assert gateway_faults(cast.suedwind) == []


@pytest.mark.django_db
@pytest.mark.covers("FUN-8")
def test_the_proof_sees_a_refund_whose_payout_did_not_stand(cast, play):
    charge = paid(cast)
    pay_back(cast, charge, 400)
    with transaction.atomic(), scoped(cast.karl.scope):
        CardRefund.objects.update(amount_minor=300)

    assert any("should stand at the gateway" in fault for fault in gateway_faults())
