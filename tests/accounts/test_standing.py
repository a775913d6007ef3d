"""What each state allows, whose suspension it is, and how it is changed and ends (ACC-6)."""

from datetime import datetime, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from handsel.accounts.models import Account, Status
from handsel.accounts.standing import Effective, LogIn, Renewals, Standing, allows, standing_of
from handsel.accounts.suspending import (
    SUSPEND,
    activate_account,
    change_status,
    deactivate_account,
    lift_suspension,
    return_status,
    suspend_account,
)
from handsel.accounts.sweeping import end_suspensions
from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.kernel.isolation import scoped
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Conflict, Forbidden, Invalid
from handsel.timeline.models import Event
from tests.accounts.crowds import customers
from tests.cast import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-6")]

LATER = NOON + timedelta(hours=1)


def seen(by: Actor, account_id: int, at=NOON) -> Effective:
    with transaction.atomic(), scoped(by.scope):
        return standing_of(account_id, at=at)


def suspend(cast: Cast, by: Actor | None = None, account: int | None = None, **more) -> Account:
    return suspend_account(
        account_id=account or cast.bakery,
        reason=more.pop("reason", "Does not pay"),
        by=by or cast.karl,
        at=NOON,
        **more,
    )


def told(cast: Cast, by: Actor, account: int) -> list[tuple[str, str]]:
    with transaction.atomic(), scoped(by.scope):
        events = Event.objects.filter(account_id=account, name__startswith="account.").exclude(name="account.added")
        return list(events.order_by("pk").values_list("name", "reason"))


@pytest.mark.parametrize(
    ("standing", "log_in", "may_order", "renewals", "gets_marketing", "is_listed", "is_counted"),
    [
        ("active", LogIn.FULL, True, Renewals.GO_ON, True, True, True),
        ("inactive", LogIn.NONE, False, Renewals.GO_ON, False, True, True),
        ("suspended", LogIn.OWN_DATA, False, Renewals.BY_POLICY, False, True, True),
        ("deleted", LogIn.NONE, False, Renewals.NONE, False, False, False),
        ("archived", LogIn.NONE, False, Renewals.NONE, False, False, False),
    ],
)
def test_each_state_allows_what_the_table_of_states_says(
    standing, log_in, may_order, renewals, gets_marketing, is_listed, is_counted
):
    row = allows(Standing(standing))

    assert (row.log_in, row.may_order, row.renewals) == (log_in, may_order, renewals)
    assert (row.gets_marketing, row.is_listed, row.is_counted) == (gets_marketing, is_listed, is_counted)


def test_an_account_is_suspended_with_a_reason_and_lifted_again(cast):
    assert seen(cast.karl, cast.bakery) == Effective(Standing.ACTIVE)

    account = suspend(cast)

    assert (account.status, account.status_reason, account.status_since) == ("suspended", "Does not pay", NOON)
    assert seen(cast.karl, cast.bakery) == Effective(Standing.SUSPENDED, "own", "Does not pay", NOON)
    lift_suspension(account_id=cast.bakery, reason="Has paid", by=cast.karl, at=LATER)
    assert seen(cast.karl, cast.bakery) == Effective(Standing.ACTIVE)
    assert told(cast, cast.karl, cast.bakery) == [
        ("account.suspended", "Does not pay"),
        ("account.suspension_lifted", "Has paid"),
    ]


def test_an_account_is_deactivated_and_activated_again(cast):
    deactivate_account(account_id=cast.bakery, reason="Is being sold", by=cast.karl, at=NOON)
    assert seen(cast.karl, cast.bakery).standing == Standing.INACTIVE

    account = activate_account(account_id=cast.bakery, reason="Found a buyer", by=cast.karl, at=LATER)

    assert (account.status, account.status_reason) == (Status.ACTIVE, "")
    assert [name for name, _ in told(cast, cast.karl, cast.bakery)] == ["account.deactivated", "account.activated"]


def test_the_worst_state_of_the_account_and_all_above_it_counts_and_nothing_is_copied_down(cast):
    suspend(cast, cast.olga, cast.nordlicht, reason="Owes us")

    # Olga, its seller, knows all; Nora knows her own provider stopped her; Karl and Berta learn nothing of those above.
    assert seen(cast.olga, cast.nordlicht) == Effective(Standing.SUSPENDED, "own", "Owes us", NOON)
    assert seen(cast.nora, cast.nordlicht) == Effective(Standing.SUSPENDED, "own", "Owes us", NOON)
    assert seen(cast.nora, cast.kleinbach) == Effective(Standing.SUSPENDED, "seller", "Owes us", NOON)
    assert seen(cast.karl, cast.kleinbach) == Effective(Standing.SUSPENDED, "above")
    assert seen(cast.karl, cast.bakery) == Effective(Standing.SUSPENDED, "above")
    assert seen(cast.berta, cast.bakery) == Effective(Standing.SUSPENDED, "above")
    with transaction.atomic(), scoped(cast.karl.scope):
        assert Account.objects.get(pk=cast.bakery).status == Status.ACTIVE


def test_lifting_a_suspension_gives_each_account_below_its_own_state_back(cast):
    suspend(cast, cast.olga, cast.nordlicht)
    suspend(cast)
    deactivate_account(account_id=cast.kleinbach, reason="Wind down", by=cast.nora, at=NOON)
    assert seen(cast.karl, cast.bakery).standing == Standing.INACTIVE

    activate_account(account_id=cast.kleinbach, reason="Goes on", by=cast.nora, at=LATER)
    assert seen(cast.karl, cast.bakery, LATER) == Effective(Standing.SUSPENDED, "own", "Does not pay", NOON)
    lift_suspension(account_id=cast.bakery, reason="Paid", by=cast.karl, at=LATER)
    assert seen(cast.karl, cast.bakery, LATER).whose == "above"
    lift_suspension(account_id=cast.nordlicht, reason="Paid", by=cast.olga, at=LATER)
    assert seen(cast.karl, cast.bakery, LATER).is_active


@pytest.mark.covers("OPS-3")
def test_nobody_asks_for_the_state_of_an_account_out_of_sight(cast):
    asked = [
        (cast.sven, cast.bakery),
        (cast.nora, cast.bakery),
        (cast.karl, cast.nordlicht),
        (cast.berta, cast.kleinbach),
    ]
    for by, account in asked:
        with pytest.raises(ProgrammingError, match="out of scope"):
            seen(by, account)


def test_a_suspension_ends_at_its_date_even_before_a_worker_notes_it(cast):
    suspend(cast, until=LATER)

    assert seen(cast.karl, cast.bakery, LATER - timedelta(seconds=1)).until == LATER
    assert seen(cast.karl, cast.bakery, LATER).is_active
    assert end_suspensions(at=LATER - timedelta(seconds=1)) == 0
    assert end_suspensions(at=LATER) == 1
    assert end_suspensions(at=LATER) == 0
    with transaction.atomic(), scoped(cast.karl.scope):
        account = Account.objects.get(pk=cast.bakery)
        assert (account.status, account.status_until) == (Status.ACTIVE, None)
        assert Event.objects.get(name="account.suspension_lifted").actor_name == "Handsel"


def test_who_was_suspended_until_a_date_is_suspended_anew_after_it(cast):
    suspend(cast, until=LATER)

    account = suspend_account(account_id=cast.bakery, reason="Again", by=cast.karl, at=LATER)

    assert (account.status_reason, account.status_until) == ("Again", None)


@pytest.mark.parametrize("change", [suspend_account, lift_suspension, deactivate_account, activate_account])
def test_each_change_needs_a_reason_and_somebody_who_decides(cast, change):
    for reason in ("", "  ", "x" * 501):
        with pytest.raises(Invalid) as refused:
            change(account_id=cast.bakery, reason=reason, by=cast.karl, at=NOON)
        assert list(refused.value.fields) == ["reason"]
    for by in (cast.ruth, cast.berta):
        with pytest.raises(Forbidden):
            change(account_id=cast.bakery, reason="Why not", by=by, at=NOON)
    with pytest.raises(Account.DoesNotExist):
        change(account_id=cast.bakery, reason="Not mine", by=cast.nora, at=NOON)
    with pytest.raises(Account.DoesNotExist):
        change(account_id=cast.kleinbach, reason="Myself", by=cast.karl, at=NOON)


def test_an_end_in_the_past_is_refused(cast):
    with pytest.raises(Invalid) as refused:
        suspend(cast, until=NOON)
    assert list(refused.value.fields) == ["until"]
    with pytest.raises(Invalid) as refused:
        suspend(cast, until=datetime.fromisoformat("9999-12-31T23:59:59-23:00"))  # nobody could read it back
    assert list(refused.value.fields) == ["until"]


def test_a_change_that_makes_no_sense_is_refused_in_words(cast):
    with pytest.raises(Conflict, match="is not suspended"):
        lift_suspension(account_id=cast.bakery, reason="x", by=cast.karl, at=NOON)
    with pytest.raises(Conflict, match="is active"):
        activate_account(account_id=cast.bakery, reason="x", by=cast.karl, at=NOON)
    suspend(cast)
    with pytest.raises(Conflict, match="is suspended already"):
        suspend(cast)
    with pytest.raises(Conflict, match="lift the suspension"):
        activate_account(account_id=cast.bakery, reason="x", by=cast.karl, at=NOON)
    deactivate_account(account_id=cast.bakery, reason="x", by=cast.karl, at=NOON)
    with pytest.raises(Conflict, match="activate it first"):
        suspend(cast)


@operation
def suspend_many(*, ids, by, at):
    """Suspend many. Raises nothing of its own."""
    return change_status(ids, SUSPEND, reason="Late", by=by, at=at)


@operation
def take_back(*, ids, changed_at, by, at):
    """Undo. Raises nothing of its own."""
    return return_status(ids, changed_at=changed_at, reason="Taken back", by=by, at=at)


def test_many_are_changed_at_once_and_those_that_cannot_be_are_told(cast):
    suspend(cast, cast.nora, cast.kleinbach)
    with transaction.atomic(), scoped(cast.nora.scope):
        accounts = Account.objects.sold_to_by(cast.nordlicht).exclude(pk=cast.kleinbach)
        others = list(accounts.values_list("pk", flat=True))

    fates = suspend_many(ids=[cast.kleinbach, *others], by=cast.nora, at=LATER)

    assert set(fates.done) == set(others)
    assert list(fates.skipped) == [cast.kleinbach]
    assert fates.skipped[cast.kleinbach].endswith("is suspended already.")
    with pytest.raises(Account.DoesNotExist):
        suspend_many(ids=[cast.kleinbach, cast.bakery], by=cast.nora, at=LATER)


def test_a_change_of_many_is_taken_back_exactly_unless_something_came_after_it(cast):
    deactivate_account(account_id=cast.bakery, reason="Sold", by=cast.karl, at=NOON)
    activate_account(account_id=cast.bakery, reason="Back", by=cast.karl, at=NOON)
    suspend_many(ids=[cast.bakery], by=cast.karl, at=LATER)

    fates = take_back(ids=[cast.bakery], changed_at=LATER, by=cast.karl, at=LATER + timedelta(minutes=1))

    assert fates.done == (cast.bakery,)
    with transaction.atomic(), scoped(cast.karl.scope):
        account = Account.objects.get(pk=cast.bakery)
        assert (account.status, account.status_reason, account.status_since) == (Status.ACTIVE, "", NOON)
    assert told(cast, cast.karl, cast.bakery)[-1] == ("account.suspension_lifted", "Taken back")
    again = take_back(ids=[cast.bakery], changed_at=LATER, by=cast.karl, at=LATER + timedelta(minutes=2))
    assert again.done == ()
    assert "changed again since" in again.skipped[cast.bakery]


def test_taking_a_lifting_back_suspends_with_the_reason_and_end_that_there_were(cast):
    until = NOON + timedelta(days=3)
    suspend(cast, until=until)
    lift_suspension(account_id=cast.bakery, reason="By mistake", by=cast.karl, at=LATER)

    take_back(ids=[cast.bakery], changed_at=LATER, by=cast.karl, at=LATER + timedelta(minutes=1))

    assert seen(cast.karl, cast.bakery) == Effective(Standing.SUSPENDED, "own", "Does not pay", NOON, until)


def test_as_many_statements_for_five_accounts_as_for_one(cast):
    counted = []
    for ids in (customers(cast, 1), customers(cast, 6)):
        with CaptureQueriesContext(connection) as taken:
            assert len(suspend_many(ids=ids, by=cast.karl, at=LATER).done) == len(ids)
        counted.append(len(taken))

    assert counted[0] == counted[1]
