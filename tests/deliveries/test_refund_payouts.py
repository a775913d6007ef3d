"""A refund pays nothing out: somebody who sent the money says so, out of what is in the wallet (ORD-12, FUN-3)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from handsel.deliveries.proof import delivery_faults
from handsel.deliveries.refund_models import Back, Refund
from handsel.deliveries.refund_payouts import leave_as_credit, to_pay_out
from handsel.deliveries.rules import NothingToPayOut
from handsel.identity.proof import ProofNeeded
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.kernel.refusal import Forbidden
from handsel.ledger.confirming import confirm_adjustment, decline_adjustment, set_confirmation_limit
from handsel.ledger.documents import Adjustment, Confirmation, PaidBy
from handsel.ledger.limits import set_limits
from handsel.ledger.proof import prove_books
from handsel.orders.proof import order_faults
from tests.cast import NOON, wallet
from tests.deliveries.delivering import work
from tests.deliveries.refunding import asked, delivered, paid_out, refund_of, rule
from tests.orders.carding import emptied

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-12", "FUN-3", "FUN-6")]


def balance(cast) -> int:
    return wallet(cast.kleinbach, cast.bakery).balance_minor


def proved() -> bool:
    return prove_books().faults == order_faults() == delivery_faults() == []


def waiting(cast) -> list[int]:
    with transaction.atomic(), scoped(cast.karl.scope):
        return [found.pk for found in to_pay_out(Refund.objects.filter(seller_id=cast.kleinbach))]


def wished(cast, back: Back = Back.BANK_TRANSFER) -> tuple[Refund, int]:
    """Let Bakery wish for its money by `back` where every rule says yes at once; with what it had paid."""
    for by in (cast.karl, cast.nora, cast.olga):
        rule(by, 0)
    leg = delivered(cast)
    return asked(cast, leg, by=cast.berta, back=back), leg.gross_minor


def test_what_was_bought_on_credit_is_owed_no_more_and_never_paid_out(cast):
    emptied(cast, cast.kleinbach, cast.bakery)
    limit = Money(10_000, "EUR")
    set_limits(buyer_id=cast.bakery, credit_limit=limit, low_balance=None, below_use=False, by=cast.karl, at=NOON)

    refund, minor = wished(cast)

    assert (refund.state, refund.payout_id, balance(cast)) == ("refunded", None, 0)
    with transaction.atomic(), scoped(cast.karl.scope):
        assert not Adjustment.objects.filter(kind="payout", reason__contains="refund").exists()
    assert waiting(cast) == []
    with pytest.raises(NothingToPayOut):
        paid_out(refund, cast.karl, minor)
    assert balance(cast) == 0
    assert proved()


def test_a_wish_waits_as_credit_until_somebody_says_that_it_was_sent(cast):
    refund, minor = wished(cast)
    assert balance(cast) == 10_000
    assert waiting(cast) == [refund.pk]

    written = paid_out(refund, cast.karl, minor)

    assert balance(cast) == 10_000 - minor
    found = refund_of(cast.karl)
    assert (found.payout_id, found.back) == (written.pk, "bank_transfer")
    assert waiting(cast) == []
    with pytest.raises(NothingToPayOut):
        paid_out(refund, cast.karl, 1)
    assert proved()


def test_above_the_limit_a_second_person_confirms_it(cast):
    set_confirmation_limit(limit=Money(100, "EUR"), by=replace(cast.karl, role=Role.OWNER), at=NOON)
    refund, minor = wished(cast)

    first = paid_out(refund, cast.karl, minor)
    assert isinstance(first, Confirmation)
    assert balance(cast) == 10_000
    second = replace(cast.karl, user_id=cast.karl.user_id + 10_000, name="Kira")
    decline_adjustment(confirmation_id=first.pk, reason="Not yet", by=second, at=NOON)
    again = paid_out(refund, cast.karl, minor)
    assert again != first
    confirm_adjustment(confirmation_id=again.pk, by=second, at=NOON)
    work()

    assert balance(cast) == 10_000 - minor
    assert refund_of(cast.karl).payout_id is not None
    assert proved()


def test_nobody_pays_out_with_a_stale_proof_too_much_or_to_a_card_that_did_not_pay(cast):
    refund, minor = wished(cast)

    with pytest.raises(ProofNeeded):
        paid_out(refund, replace(cast.karl, proved_at=NOON - timedelta(days=1)), minor)
    with pytest.raises(NothingToPayOut):
        paid_out(refund, cast.karl, minor + 1)
    with pytest.raises(NothingToPayOut):
        paid_out(refund, cast.karl, minor, PaidBy.CARD)
    with pytest.raises(Forbidden):
        paid_out(refund, cast.berta, minor)

    assert balance(cast) == 10_000
    assert proved()


def test_what_was_to_be_paid_out_is_left_as_credit_and_then_paid_out_no_more(cast):
    refund, minor = wished(cast)

    left = leave_as_credit(refund_id=refund.pk, by=cast.karl, at=NOON)

    assert (left.back, left.payout_id, waiting(cast), balance(cast)) == (Back.WALLET, None, [], 10_000)
    with pytest.raises(NothingToPayOut, match="nothing is left to be paid out"):
        paid_out(left, cast.karl, minor)
    with pytest.raises(NothingToPayOut, match="nothing is left to be paid out"):
        leave_as_credit(refund_id=refund.pk, by=cast.karl, at=NOON)
    with pytest.raises(Refund.DoesNotExist):
        leave_as_credit(refund_id=refund.pk, by=cast.nora, at=NOON)
    assert proved()


def test_it_is_not_left_as_credit_once_a_second_person_has_confirmed_its_payout(cast):
    set_confirmation_limit(limit=Money(100, "EUR"), by=replace(cast.karl, role=Role.OWNER), at=NOON)
    refund, minor = wished(cast)
    request = paid_out(refund, cast.karl, minor)
    confirm_adjustment(confirmation_id=request.pk, by=replace(cast.karl, user_id=cast.nora.user_id), at=NOON)

    with pytest.raises(NothingToPayOut, match="has confirmed"):
        leave_as_credit(refund_id=refund.pk, by=cast.karl, at=NOON)
    assert waiting(cast) == [refund.pk]
    work()
    assert waiting(cast) == []


def test_it_is_not_left_as_credit_while_a_second_person_is_asked_to_pay_it_out(cast):
    set_confirmation_limit(limit=Money(100, "EUR"), by=replace(cast.karl, role=Role.OWNER), at=NOON)
    refund, minor = wished(cast)
    paid_out(refund, cast.karl, minor)

    with pytest.raises(NothingToPayOut, match="A second person is asked"):
        leave_as_credit(refund_id=refund.pk, by=cast.karl, at=NOON)
    assert waiting(cast) == [refund.pk]
