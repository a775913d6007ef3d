"""Account manager, price list and order approval, set for one and for many (MGR-1, CAT-2, ORD-4)."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from handsel.accounts.managers import change_manager, set_manager, undo_manager
from handsel.accounts.models import Account, Edge
from handsel.catalog.assigning import change_price_list, set_price_list, undo_price_list
from handsel.catalog.models import PriceList
from handsel.kernel.isolation import scoped
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.orders.approval import change_approval
from tests.accounts.crowds import customers
from tests.cast import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.covers("MGR-1")]

LATER = NOON + timedelta(hours=1)


@operation
def run(*, step, ids, details, by, at):
    """Run a step for many. Raises nothing of its own."""
    return step(ids, by=by, at=at, **details)


def many(*, step, ids, by, at, **details):
    return run(step=step, ids=ids, details=details, by=by, at=at)


@pytest.fixture
def wholesale(cast):
    """A second price list of Kleinbach."""
    with transaction.atomic(), scoped(cast.karl.scope):
        return PriceList.objects.create(seller_id=cast.kleinbach, name="Wholesale", markup_percent=5).pk


def manager_of(cast, account):
    with transaction.atomic(), scoped(cast.karl.scope):
        return Account.objects.get(pk=account).manager_id


def price_list_of(cast, account):
    with transaction.atomic(), scoped(cast.karl.scope):
        return Edge.objects.get(buyer_id=account).price_list_id


def test_a_colleague_looks_after_one_account_or_many(cast):
    first, second = ids = customers(cast, 2)
    assert (
        set_manager(account_id=first, manager_id=cast.ruth.user_id, by=cast.karl, at=NOON).manager_id
        == cast.ruth.user_id
    )

    fates = many(step=change_manager, ids=ids, manager_id=cast.ruth.user_id, by=cast.karl, at=LATER)

    assert fates.done == (second,)
    assert "as account manager already" in fates.skipped[first]
    assert many(step=undo_manager, ids=ids, changed_at=LATER, by=cast.karl, at=LATER).done == (second,)
    assert (manager_of(cast, first), manager_of(cast, second)) == (cast.ruth.user_id, None)
    set_manager(account_id=first, manager_id=None, by=cast.karl, at=LATER)
    assert manager_of(cast, first) is None


def test_only_staff_become_managers_and_only_deciders_choose_them(cast):
    for nobody in (cast.berta.user_id, cast.nora.user_id, 999_999):
        with pytest.raises(Invalid) as refused:
            set_manager(account_id=cast.bakery, manager_id=nobody, by=cast.karl, at=NOON)
        assert list(refused.value.fields) == ["manager"]
    with pytest.raises(Forbidden):
        set_manager(account_id=cast.bakery, manager_id=None, by=cast.ruth, at=NOON)


@pytest.mark.covers("CAT-2")
def test_many_buy_from_another_price_list_and_get_their_own_back(cast, wholesale):
    first, second = ids = customers(cast, 2)
    set_price_list(account_id=first, price_list_id=wholesale, by=cast.karl, at=NOON)

    fates = many(step=change_price_list, ids=ids, price_list_id=wholesale, by=cast.karl, at=LATER)

    assert (fates.done, fates.skipped) == ((second,), {first: "Crowd 0 buys from Wholesale already."})
    assert many(step=undo_price_list, ids=ids, changed_at=LATER, by=cast.karl, at=LATER).done == (second,)
    assert (price_list_of(cast, first), price_list_of(cast, second)) == (wholesale, None)


def test_the_price_list_of_another_seller_is_refused(cast, wholesale):
    for by, account in ((cast.nora, cast.kleinbach), (cast.sven, cast.harbour)):
        with pytest.raises(Invalid) as refused:
            set_price_list(account_id=account, price_list_id=wholesale, by=by, at=NOON)
        assert list(refused.value.fields) == ["price_list"]
    with pytest.raises(Forbidden):
        set_price_list(account_id=cast.bakery, price_list_id=None, by=cast.ruth, at=NOON)
    with pytest.raises(Account.DoesNotExist):
        set_price_list(account_id=cast.bakery, price_list_id=None, by=cast.nora, at=NOON)


@pytest.mark.covers("ORD-4")
def test_order_approval_is_switched_for_many(cast):
    ids = customers(cast, 2)

    assert len(many(step=change_approval, ids=ids, required=False, by=cast.karl, at=NOON).done) == 2
    fates = many(step=change_approval, ids=ids, required=False, by=cast.karl, at=NOON)
    assert (fates.done, sorted(fates.skipped)) == ((), ids)


@pytest.mark.parametrize(
    ("step", "details"),
    [
        (change_manager, {"manager_id": "karl"}),
        (change_price_list, {"price_list_id": "wholesale"}),
        (change_approval, {"required": False}),
    ],
)
def test_many_take_as_many_statements_as_one(cast, wholesale, step, details):
    known = {"karl": cast.karl.user_id, "wholesale": wholesale}
    details = {name: known.get(value, value) for name, value in details.items()}
    counted = []
    for ids in (customers(cast, 1), customers(cast, 6)):
        with CaptureQueriesContext(connection) as taken:
            assert len(many(step=step, ids=ids, by=cast.karl, at=NOON, **details).done) == len(ids)
        counted.append(len(taken))

    assert counted[0] == counted[1]
