"""What is closed to guests: every operation on access, consent and payment says whether a guest may do it (USR-6)."""

import importlib
import pkgutil
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

import handsel
from handsel.accounts.record_models import Note
from handsel.accounts.rules import may_change_note
from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.identity.guests import NotForGuests
from handsel.identity.key_use import acting_name
from handsel.identity.keys import Reach, make_api_key
from handsel.identity.makers import people_behind
from handsel.identity.models import User
from handsel.identity.people import Person, add_storefront_user, resend_activation_link
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.kernel.operation import OPERATIONS
from handsel.segments.models import Segment
from handsel.segments.rules import may_change_segment
from handsel.tasks.models import Task
from handsel.tasks.rules import may_download
from handsel.timeline.origin import Origin, Way
from handsel.web.visiting import actor_of
from tests.cast import NOON
from tests.guests.going import help_at_kleinbach, let_in, stay
from tests.identity.colleagues import colleague

WATCHED = (
    "handsel.identity.",
    "handsel.visits.",
    "handsel.accounts.domains.",
    "handsel.accounts.leaving.",
    "handsel.accounts.payment.",
    "handsel.accounts.terms.",
    "handsel.accounts.walls.",
    "handsel.gateways.",
    "handsel.ledger.confirming.",
    "handsel.tax.",
)
"""Where operations on who gets in, on consents and on how is paid stand."""

NOBODY_IS_LOGGED_IN = "asked by the portal itself, on behalf of whoever stands at its door"
WORK = "the work that a helper is let in for; it lets nobody new in"
OWN_SELLERS_CARD = "its rule refuses guests, but a sub-reseller's staff at its own provider's counter"
OPEN = {
    "gateways.cards.note_forgotten": "asked by the worker",
    "gateways.cards.remove_card": OWN_SELLERS_CARD,
    "gateways.charging.move_charge": "asked by the worker",
    "gateways.order_charges.note_not_taken": "asked by the worker",
    "gateways.charging.record_payment": "asked by whoever brings the gateway's word",
    "gateways.confirming.begin_confirmation": OWN_SELLERS_CARD,
    "gateways.connecting.note_test": "its rule refuses guests",
    "gateways.forms.begin_card_form": OWN_SELLERS_CARD,
    "gateways.forms.note_form": "asked by whoever brings the gateway's word",
    "gateways.forms.record_form": "asked by whoever brings the gateway's word",
    "gateways.hearing.note_webhook": "asked by the portal itself",
    "gateways.reconciling.put_off": "asked by the worker",
    "gateways.refunding.record_refund": "asked by the worker",
    "gateways.telling.send_card_link": "its rule refuses guests",
    "gateways.top_ups.begin_top_up": OWN_SELLERS_CARD,
    "gateways.top_ups.begin_top_up_form": OWN_SELLERS_CARD,
    "identity.deactivation.activate_user": WORK,
    "identity.deactivation.deactivate_user": WORK,
    "identity.forgotten.ask_for_link": NOBODY_IS_LOGGED_IN,
    "identity.key_use.note_key_refused": "asked by the API",
    "identity.key_use.note_key_used": "asked by the API",
    "identity.key_warning.warn_of_key": "asked by the worker",
    "identity.layouts.keep_layout": "needs a seat, which no guest has",
    "identity.login._tried": NOBODY_IS_LOGGED_IN,
    "identity.people.activate": NOBODY_IS_LOGGED_IN,
    "identity.people.resend_activation_link": WORK,
    "identity.profiles.change_storefront_user": WORK,
    "identity.profiles.remove_storefront_user": WORK,
    "identity.resetting.reset_password": NOBODY_IS_LOGGED_IN,
    "identity.providers.sign_in_through": NOBODY_IS_LOGGED_IN,
    "identity.seats.take_seat": "needs a seat, which no guest has",
    "identity.second_step._proved": "needs a session, which no guest of another portal has",
    "identity.second_step._shown": NOBODY_IS_LOGGED_IN,
    "identity.second_step._signed": NOBODY_IS_LOGGED_IN,
    "identity.sessions._note_seen": "asked by the portal itself",
    "identity.sessions._remove_expired": "asked by the worker",
    "identity.sessions.begin_session": NOBODY_IS_LOGGED_IN,
    "identity.sessions.log_out": "ends sessions of one's own only",
    "identity.sessions.log_out_everywhere": "ends sessions of one's own only",
    "ledger.confirming.confirm_adjustment": "needs a person with a name at the account, which no guest is",
    "ledger.confirming.decline_adjustment": "needs a person with a name at the account, which no guest is",
    "ledger.confirming.withdraw_adjustment": "only who asked withdraws, and a guest is nobody who did",
    "tax.numbers.note_answer": "asked by the worker",
    "tax.numbers.take_up_check": "asked by the worker",
    "visits.handing.begin_visit": NOBODY_IS_LOGGED_IN,
    "visits.handing.hand_to_child": "its rule refuses guests",
    "visits.handing.hand_to_parent": "its rule refuses guests",
    "visits.handing.hand_to_parent_to_buy": "its rule refuses guests",
    "visits.looking.look_as_customer": "its rule refuses guests",
    "visits.newcomers.buy_for_newcomer": "asked by the guest, for the visit that they are on",
    "visits.staying.end_visit": "asked by the portal itself",
}
"""Operations there that are not closed, and why not."""


def operations() -> list[Callable[..., Any]]:
    """Return every operation of the program, in modules that nobody has imported yet too."""
    for module in pkgutil.walk_packages(handsel.__path__, "handsel."):
        if not {"migrations", "settings", "commands", "__main__"} & set(module.name.split(".")):
            importlib.import_module(module.name)
    return [one for one in OPERATIONS if one.__module__.startswith("handsel.")]


def watched() -> dict[str, Callable[..., Any]]:
    found = {f"{one.__module__}.{one.__qualname__}": one for one in operations()}
    return {name.removeprefix("handsel."): one for name, one in found.items() if name.startswith(WATCHED)}


def is_closed(operation: Callable[..., Any]) -> bool:
    return getattr(operation, "is_closed_to_guests", False)


@pytest.mark.covers("USR-6")
def test_every_operation_on_access_is_closed_to_guests_or_has_a_reason():
    still_open = {name for name, operation in watched().items() if not is_closed(operation)}

    assert still_open - OPEN.keys() == set(), "put @closed_to_guests below @operation, or say in OPEN why not"
    assert OPEN.keys() - still_open == set(), "these are closed, or gone: take them out of OPEN"


@pytest.mark.covers("USR-6")
def test_every_closed_operation_refuses_a_guest_whatever_their_role(db: None, cast: Cast):
    by = helper(cast)
    closed = [operation for operation in operations() if is_closed(operation)]
    assert len(closed) > len(OPEN) / 2

    for operation in closed:
        with pytest.raises(NotForGuests):
            operation(by=by, at=NOON)


def helper(cast: Cast, role: str = "manager") -> Actor:
    """Let Nora of Nordlicht in at Kleinbach, and return who asks there."""
    let_in(cast, role=role)
    found = stay(help_at_kleinbach(cast, cast.nora))
    assert found is not None
    return actor_of(found, Origin(Way.CONSOLE, "203.0.113.7"))


@pytest.mark.covers("USR-6")
def test_a_helper_makes_nobody_a_log_in_that_would_outlast_the_visit(db: None, cast: Cast):
    by = helper(cast)
    person = Person("Nora", "Nord", "nora.again@nordlicht.example", "en", "Y-m-d")

    with pytest.raises(NotForGuests):
        add_storefront_user(buyer_id=cast.bakery, person=person, by=by, at=NOON)

    # The control: Karl may, and the helper may send his link again.
    user = add_storefront_user(buyer_id=cast.bakery, person=person, by=cast.karl, at=NOON)
    assert resend_activation_link(user_id=user.pk, by=by, at=NOON) == user


@pytest.mark.covers("USR-6", "USR-8")
def test_a_guest_who_is_called_like_a_program_is_not_taken_for_it(db: None, cast: Cast):
    owner = colleague(cast, Role.OWNER)
    key, _ = make_api_key(name="Shop", reach=Reach(Role.MANAGER), by=owner, at=NOON)
    with transaction.atomic(), scoped(cast.nora.scope):
        User.objects.filter(pk=cast.nora.user_id).update(first_name="Shop", last_name="(API)")
    guest = helper(cast)
    program = Actor(None, acting_name("Shop"), cast.kleinbach, Role.MANAGER)
    assert guest.name == program.name == acting_name(key.name)

    name = program.name
    task = Task(kind="list_file", asker_name=name, file="x", expires_at=NOON + timedelta(days=1))
    read_only = Actor(None, name, cast.kleinbach, Role.READ_ONLY)
    reader = Actor(None, name, cast.kleinbach, Role.READ_ONLY, guest=guest.guest)
    note, segment = Note(author_name=name), Segment(owner_name=name)
    with transaction.atomic(), scoped(cast.karl.scope):
        assert people_behind(program) == {owner.user_id}  # the controls
        assert people_behind(guest) == frozenset()
    assert may_download(read_only, task, NOON)
    assert not may_download(reader, task, NOON)
    for may, written in ((may_change_note, note), (may_change_segment, segment)):
        assert may(program, written)
        assert not may(guest, written)


@pytest.mark.covers("ACC-16")
def test_who_was_renamed_still_changes_their_own_notes_and_one_program_not_those_of_another(cast: Cast):
    note = Note(author_id=cast.karl.user_id, author_name="Karl Kaufmann-Meier")
    manager = Actor(cast.karl.user_id, "Karl Kaufmann", cast.kleinbach, Role.MANAGER)
    other = Actor(None, acting_name("Other"), cast.kleinbach, Role.MANAGER)

    assert may_change_note(manager, note)
    assert not may_change_note(other, note)
    assert not may_change_note(other, Note(author_name=acting_name("Shop")))
    assert not may_change_segment(other, Segment(owner_name=acting_name("Shop")))
