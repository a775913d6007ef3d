"""How an account pays is its seller's to decide, and what follows for the approval of orders (ORD-4)."""

import pytest

from handsel.accounts.models import Edge, PaymentMethod
from handsel.accounts.payment import set_payment_method
from handsel.identity.actor import system
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.orders.approval import set_approval
from handsel.orders.rules import ApprovalLocked, is_approval_locked
from handsel.timeline.models import Event
from tests.cast import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-4")]


def paid_by(cast, method, by=None):
    return set_payment_method(account_id=cast.kleinbach, method=method, by=by or cast.nora, at=NOON)


def needs_approval(cast):
    with scoped(cast.karl.scope):
        return Edge.objects.get(buyer_id=cast.bakery).approval_required


def changes(cast):
    with scoped(system(cast.nordlicht).scope):
        return [event.data for event in Event.objects.filter(name="payment_method.changed").order_by("pk")]


def test_a_change_is_told_once(cast):
    assert paid_by(cast, "bank_transfer").payment_method == PaymentMethod.BANK_TRANSFER
    paid_by(cast, "bank_transfer")

    assert changes(cast) == [{"before": "deposit", "method": "bank_transfer"}]


@pytest.mark.parametrize("choice", [True, False])
def test_paying_by_card_locks_the_approval_and_keeps_what_was_chosen_for_each_customer(cast, choice):
    set_approval(account_id=cast.bakery, required=choice, by=cast.karl, at=NOON)

    paid_by(cast, "card")
    with scoped(cast.karl.scope):
        assert is_approval_locked(cast.kleinbach)
    with pytest.raises(ApprovalLocked):
        set_approval(account_id=cast.bakery, required=False, by=cast.karl, at=NOON)

    paid_by(cast, "deposit")
    with scoped(cast.karl.scope):
        assert not is_approval_locked(cast.kleinbach)
    assert needs_approval(cast) is choice


@pytest.mark.parametrize("method", ["card", "shells", ""])
def test_a_customer_pays_by_no_card_and_by_nothing_unheard_of(cast, method):
    with pytest.raises(Invalid) as refused:
        set_payment_method(account_id=cast.bakery, method=method, by=cast.karl, at=NOON)

    assert set(refused.value.fields) == {"method"}


def test_who_may_only_read_changes_nothing(cast):
    with pytest.raises(Forbidden):
        set_payment_method(account_id=cast.bakery, method="cash", by=cast.ruth, at=NOON)
