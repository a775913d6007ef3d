"""Colleagues get other roles, leave and come back; a portal is never without an owner (USR-5)."""

import pytest
from django.db import transaction

from handsel.accounts.leaving import deactivate_colleague, remove_colleague
from handsel.accounts.managers import set_manager
from handsel.accounts.models import Account
from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor, system
from handsel.identity.models import Seat, User
from handsel.identity.owners import LastOwner
from handsel.identity.people import Person, invite_staff
from handsel.identity.roles import Role
from handsel.identity.session_models import Proof, Session
from handsel.identity.sessions import Entry, begin_session
from handsel.identity.staff import change_role
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.identity.colleagues import colleague

pytestmark = [pytest.mark.django_db, pytest.mark.covers("USR-5")]


@pytest.fixture
def klara(cast: Cast) -> Actor:
    """Klara owns Kleinbach, alone."""
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        user = User.objects.get(email="klara@kleinbach.example")
    return Actor(user.pk, user.name, cast.kleinbach, Role.OWNER)


def seat_of(user_id: int, cast: Cast) -> Seat | None:
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        return Seat.objects.filter(user_id=user_id, buyer__isnull=True).first()


def latest(name: str, cast: Cast) -> Event:
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        return Event.objects.filter(name=name).latest("pk")


def test_another_role_is_recorded_with_what_was_before(cast: Cast, klara: Actor):
    ruth = cast.ruth.user_id
    change_role(user_id=ruth, role=Role.ACCOUNT_MANAGER, own_accounts_only=True, by=klara, at=NOON)

    seat = seat_of(ruth, cast)
    assert (seat.role, seat.own_accounts_only) == (Role.ACCOUNT_MANAGER, True)
    told = latest("user.role_changed", cast)
    assert (told.subject_id, told.actor_name) == (ruth, "Klara Kleinbach")
    assert told.data["changes"] == {
        "role": ["read_only", "account_manager"],
        "own_accounts_only": [False, True],
    }


def test_the_same_role_again_changes_and_tells_nothing(cast: Cast, klara: Actor):
    change_role(user_id=cast.ruth.user_id, role=Role.READ_ONLY, by=klara, at=NOON)

    with transaction.atomic(), scoped(klara.scope):
        assert not Event.objects.filter(name="user.role_changed").exists()


def test_only_account_managers_are_narrowed(cast: Cast, klara: Actor):
    with pytest.raises(Invalid) as refused:
        change_role(user_id=cast.ruth.user_id, role=Role.SUPPORT, own_accounts_only=True, by=klara, at=NOON)
    assert set(refused.value.fields) == {"own_accounts_only"}
    person = Person("Ines", "Ivers", "ines@kleinbach.example", "en", "Y-m-d")
    with pytest.raises(Invalid):
        invite_staff(person=person, role=Role.OWNER, own_accounts_only=True, by=klara, at=NOON)
    with pytest.raises(Invalid):
        change_role(user_id=cast.ruth.user_id, role=Role.BUYER, by=klara, at=NOON)


def test_nobody_changes_whoever_may_do_more_nor_makes_them(cast: Cast, klara: Actor):
    with pytest.raises(Forbidden, match="Only owners"):
        change_role(user_id=klara.user_id, role=Role.READ_ONLY, by=cast.karl, at=NOON)
    with pytest.raises(Forbidden):
        change_role(user_id=cast.ruth.user_id, role=Role.OWNER, by=cast.karl, at=NOON)
    with pytest.raises(Forbidden):
        change_role(user_id=cast.karl.user_id, role=Role.OWNER, by=cast.karl, at=NOON)
    for leave in (deactivate_colleague, remove_colleague):
        with pytest.raises(Forbidden):
            leave(user_id=klara.user_id, by=cast.karl, at=NOON)
    change_role(user_id=cast.ruth.user_id, role=Role.MANAGER, by=cast.karl, at=NOON)


def test_the_last_owner_stays_one(cast: Cast, klara: Actor):
    with pytest.raises(LastOwner):
        change_role(user_id=klara.user_id, role=Role.MANAGER, by=klara, at=NOON)
    with pytest.raises(LastOwner):
        remove_colleague(user_id=klara.user_id, by=system(cast.kleinbach), at=NOON)
    with pytest.raises(LastOwner):
        deactivate_colleague(user_id=klara.user_id, by=system(cast.kleinbach), at=NOON)
    person = Person("Olaf", "Ohlsen", "olaf@kleinbach.example", "en", "Y-m-d")
    invite_staff(person=person, role=Role.OWNER, by=klara, at=NOON)
    with pytest.raises(LastOwner):  # who was only invited cannot let anybody in
        change_role(user_id=klara.user_id, role=Role.MANAGER, by=klara, at=NOON)

    colleague(cast, Role.OWNER, name="Otto")
    change_role(user_id=klara.user_id, role=Role.MANAGER, by=klara, at=NOON)

    assert seat_of(klara.user_id, cast).role == Role.MANAGER


def test_who_is_removed_has_no_place_and_no_session_and_their_accounts_go_on(cast: Cast, klara: Actor):
    anna = colleague(cast, Role.ACCOUNT_MANAGER, name="Anna")
    set_manager(account_id=cast.bakery, manager_id=anna.user_id, by=klara, at=NOON)
    with pytest.raises(Invalid) as refused:
        remove_colleague(user_id=anna.user_id, successor_id=cast.berta.user_id, by=klara, at=NOON)
    assert set(refused.value.fields) == {"successor"}
    with pytest.raises(Invalid):
        remove_colleague(user_id=anna.user_id, successor_id=anna.user_id, by=klara, at=NOON)

    entry = Entry(Proof.PASSWORD, "Firefox on Linux")
    begin_session(user_id=anna.user_id, secret="key of Anna", entry=entry, by=system(cast.kleinbach), at=NOON)

    remove_colleague(user_id=anna.user_id, successor_id=cast.karl.user_id, by=klara, at=NOON)

    assert seat_of(anna.user_id, cast) is None
    with transaction.atomic(), scoped(klara.scope):
        assert Account.objects.get(pk=cast.bakery).manager_id == cast.karl.user_id
        assert not Session.objects.open(NOON).filter(user_id=anna.user_id).exists()
    told = latest("user.removed", cast).data["before"]
    assert told == {"role": "account_manager", "accounts": 1, "successor_id": cast.karl.user_id}
    with pytest.raises(Seat.DoesNotExist):
        remove_colleague(user_id=anna.user_id, by=klara, at=NOON)


def test_without_a_successor_nobody_looks_after_the_accounts(cast: Cast, klara: Actor):
    set_manager(account_id=cast.bakery, manager_id=cast.ruth.user_id, by=klara, at=NOON)

    remove_colleague(user_id=cast.ruth.user_id, by=klara, at=NOON)

    with transaction.atomic(), scoped(klara.scope):
        assert Account.objects.get(pk=cast.bakery).manager_id is None


def test_who_is_deactivated_keeps_their_accounts_unless_they_are_handed_over(cast: Cast, klara: Actor):
    set_manager(account_id=cast.bakery, manager_id=cast.ruth.user_id, by=klara, at=NOON)

    assert deactivate_colleague(user_id=cast.ruth.user_id, by=klara, at=NOON).deactivated_at == NOON
    with transaction.atomic(), scoped(klara.scope):
        assert Account.objects.get(pk=cast.bakery).manager_id == cast.ruth.user_id

    deactivate_colleague(user_id=cast.ruth.user_id, successor_id=cast.karl.user_id, by=klara, at=NOON)
    with transaction.atomic(), scoped(klara.scope):
        assert Account.objects.get(pk=cast.bakery).manager_id == cast.karl.user_id


def test_nobody_removes_themselves_and_no_storefront_user_is_a_colleague(cast: Cast, klara: Actor):
    with pytest.raises(Forbidden, match="Nobody removes themselves"):
        remove_colleague(user_id=cast.karl.user_id, by=cast.karl, at=NOON)
    for act in (remove_colleague, deactivate_colleague):
        with pytest.raises(Seat.DoesNotExist):
            act(user_id=cast.berta.user_id, by=klara, at=NOON)
        with pytest.raises(Seat.DoesNotExist):
            act(user_id=cast.nora.user_id, by=klara, at=NOON)
