"""Notes on an account have an author and a time, are pinned or not, and are lost to nobody by accident (ACC-16)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from handsel.accounts.models import Account
from handsel.accounts.notes import MAX_TEXT, add_note, edit_note, pin_note, remove_note
from handsel.accounts.record_models import Note
from handsel.accounts.versions import ChangedMeanwhile
from handsel.cli.demo.story import Cast
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.timeline.models import Event
from tests.cast import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-16")]

LATER = NOON + timedelta(hours=1)


def written(cast: Cast, text: str = "Prefers calls before ten.") -> Note:
    return add_note(account_id=cast.bakery, text=text, by=cast.karl, at=NOON)


def told(cast: Cast) -> list[tuple[str, str, dict[str, object]]]:
    """What the timeline says of notes, oldest first."""
    with transaction.atomic(), scoped(cast.karl.scope):
        events = Event.objects.filter(name__startswith="note.", account_id=cast.bakery).order_by("pk")
        return [(event.name, event.actor_name, event.data) for event in events]


def kept(cast: Cast) -> list[Note]:
    with transaction.atomic(), scoped(cast.karl.scope):
        return list(Note.objects.order_by("pk"))


def test_a_note_has_its_author_and_its_time(cast: Cast):
    written(cast, "  Prefers calls\r\nbefore ten.  ")

    (note,) = kept(cast)
    assert (note.text, note.author_id, note.author_name) == (
        "Prefers calls\nbefore ten.", cast.karl.user_id, cast.karl.name,
    )  # fmt: skip
    assert (note.written_at, note.edited_at, note.is_pinned) == (NOON, None, False)
    assert told(cast) == [("note.added", cast.karl.name, {})]


def test_sub_resellers_have_notes_too(cast: Cast):
    note = add_note(account_id=cast.kleinbach, text="Pays early.", by=cast.nora, at=NOON, is_pinned=True)

    assert note.is_pinned


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (MAX_TEXT + 1)])
def test_a_note_says_something_of_a_length_that_can_be_read(cast: Cast, text: str):
    with pytest.raises(Invalid) as refused:
        written(cast, text)
    assert set(refused.value.fields) == {"text"}

    note = written(cast)
    with pytest.raises(Invalid):
        edit_note(note_id=note.pk, text=text, version=1, by=cast.karl, at=LATER)
    assert len(kept(cast)) == 1


def test_an_edited_note_keeps_its_author_and_says_when(cast: Cast):
    note = written(cast)
    owner = replace(cast.karl, user_id=cast.ruth.user_id, name="Olga Owner", role=Role.OWNER)

    edit_note(note_id=note.pk, text="Prefers mail.", version=1, by=owner, at=LATER)

    (note,) = kept(cast)
    assert (note.text, note.author_name, note.edited_at, note.version) == ("Prefers mail.", cast.karl.name, LATER, 2)
    assert told(cast)[1] == ("note.edited", "Olga Owner", {"author": cast.karl.name})


def test_saving_what_stands_there_is_no_edit(cast: Cast):
    note = written(cast)

    edit_note(note_id=note.pk, text=f" {note.text} ", version=1, by=cast.karl, at=LATER)

    assert [name for name, *_ in told(cast)] == ["note.added"]


def test_two_people_editing_do_not_overwrite_each_other(cast: Cast):
    note = written(cast)
    edit_note(note_id=note.pk, text="First.", version=1, by=cast.karl, at=LATER)

    with pytest.raises(ChangedMeanwhile) as refused:
        edit_note(note_id=note.pk, text="Second.", version=1, by=cast.karl, at=LATER)

    assert (refused.value.current, refused.value.version) == ({"text": "First."}, 2)
    assert kept(cast)[0].text == "First."


def test_pinning_twice_is_pinning_once(cast: Cast):
    note = written(cast)

    for is_pinned in (True, True, False, False):
        assert pin_note(note_id=note.pk, is_pinned=is_pinned, by=cast.karl, at=LATER).is_pinned is is_pinned

    assert [name for name, *_ in told(cast)] == ["note.added", "note.pinned", "note.unpinned"]


def test_a_removed_note_is_gone_and_the_timeline_keeps_whose_it_was_but_not_its_words(cast: Cast):
    note = written(cast, "Something private.")

    remove_note(note_id=note.pk, by=cast.karl, at=LATER)

    assert kept(cast) == []
    assert told(cast)[-1] == ("note.removed", cast.karl.name, {"author": cast.karl.name})
    assert "private" not in str(told(cast))


@pytest.mark.parametrize("who", ["ruth", "berta"])
def test_who_may_only_read_or_buy_writes_nothing(cast: Cast, who: str):
    note, by = written(cast), getattr(cast, who)

    for refused in (
        lambda: add_note(account_id=cast.bakery, text="x", by=by, at=NOON),
        lambda: edit_note(note_id=note.pk, text="x", version=1, by=by, at=NOON),
        lambda: pin_note(note_id=note.pk, is_pinned=True, by=by, at=NOON),
        lambda: remove_note(note_id=note.pk, by=by, at=NOON),
    ):
        with pytest.raises(Forbidden):
            refused()
    assert len(told(cast)) == 1


def test_a_colleagues_note_is_pinned_but_neither_changed_nor_removed_by_a_manager(cast: Cast):
    note = written(cast)
    colleague = replace(cast.karl, user_id=cast.ruth.user_id, name="Ruth", role=Role.MANAGER)

    assert pin_note(note_id=note.pk, is_pinned=True, by=colleague, at=LATER).is_pinned
    with pytest.raises(Forbidden, match=cast.karl.name):
        edit_note(note_id=note.pk, text="x", version=1, by=colleague, at=LATER)
    with pytest.raises(Forbidden):
        remove_note(note_id=note.pk, by=colleague, at=LATER)


@pytest.mark.covers("OPS-3")
def test_another_resellers_notes_and_accounts_are_not_there(cast: Cast):
    note = written(cast)

    with pytest.raises(Account.DoesNotExist):
        add_note(account_id=cast.bakery, text="x", by=cast.sven, at=NOON)
    for refused in (
        lambda: edit_note(note_id=note.pk, text="x", version=1, by=cast.nora, at=NOON),
        lambda: pin_note(note_id=note.pk, is_pinned=True, by=cast.nora, at=NOON),
        lambda: remove_note(note_id=note.pk, by=cast.sven, at=NOON),
    ):
        with pytest.raises(Note.DoesNotExist):
            refused()
    with transaction.atomic(), scoped(cast.nora.scope):
        assert not Note.objects.exists()
    with transaction.atomic(), scoped(cast.berta.scope):
        assert not Note.objects.exists()
