"""Notes on the record of a customer or sub-reseller (ACC-16)."""

import pytest
from django.db import transaction

from handsel.accounts.models import Account
from handsel.accounts.notes import add_note
from handsel.accounts.record_models import Note
from handsel.kernel.isolation import scoped
from tests.cast import NOON
from tests.console.conftest import HTMX
from tests.console.counting import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-16")]


def notes(cast, rest=""):
    with scoped(cast.karl.scope):
        return f"/console/accounts/{Account.objects.get(pk=cast.bakery).number}/notes/{rest}"


def write(cast, text="Prefers calls.", **more):
    return add_note(account_id=cast.bakery, text=text, by=cast.karl, at=NOON, **more)


def kept(cast):
    with scoped(cast.karl.scope):
        return list(Note.objects.order_by("pk"))


def test_a_note_is_written_in_a_dialog_and_stands_on_the_record_with_author_and_time(karl, cast):
    assert "No notes yet" in karl.get(notes(cast)).content.decode()
    assert "<textarea" in karl.get(notes(cast, "new/"), headers=HTMX).content.decode()

    answer = karl.post(notes(cast, "new/"), {"text": "Line one\r\n<b>two</b>", "is_pinned": "on"}, headers=HTMX)

    assert answer.status_code == 204
    page = karl.get(notes(cast)).content.decode()
    assert "Line one<br>&lt;b&gt;two&lt;/b&gt;" in page
    assert "Karl Kaufmann · <time" in page
    assert "Pinned" in page


def test_what_is_wrong_with_a_note_is_named_beside_its_field(karl, cast):
    for text in ("", "x" * 4001):
        refused = karl.post(notes(cast, "new/"), {"text": text}, headers=HTMX)

        assert refused.status_code == 422
        assert 'id="note_text_error"' in refused.content.decode()
    assert kept(cast) == []


def test_pinned_notes_stand_above_the_latest(karl, cast):
    for text, is_pinned in (("Oldest", True), ("Middle", False), ("Latest", False)):
        write(cast, text, is_pinned=is_pinned)

    page = karl.get(notes(cast)).content.decode()

    assert page.index("Oldest") < page.index("Latest") < page.index("Middle")


def test_pinned_notes_stand_on_top_of_the_record(karl, cast):
    for number in range(5):
        write(cast, f"Pinned <{number}>", is_pinned=True)
    write(cast, "Not pinned")

    page = karl.get(notes(cast).replace("notes/", "")).content.decode()

    assert [f"Pinned &lt;{number}&gt;" in page for number in range(5)] == [False, False, True, True, True]
    assert "Not pinned" not in page


def test_a_note_is_pinned_changed_and_removed(karl, cast):
    note = write(cast)

    assert karl.post(notes(cast, f"{note.pk}/pin/"), headers=HTMX).status_code == 204
    assert kept(cast)[0].is_pinned
    karl.post(notes(cast, f"{note.pk}/pin/"), {"unpin": "1"})
    assert not kept(cast)[0].is_pinned

    assert "Prefers calls." in karl.get(notes(cast, f"{note.pk}/")).content.decode()
    assert karl.post(notes(cast, f"{note.pk}/"), {"text": "Prefers mail.", "version": 1}).status_code == 302
    assert "edited <time" in karl.get(notes(cast)).content.decode()

    assert "Remove the note of Karl" in karl.get(notes(cast, f"{note.pk}/remove/"), headers=HTMX).content.decode()
    karl.post(notes(cast, f"{note.pk}/remove/"), {"sure": "True"})
    assert kept(cast) == []
    told = karl.get(notes(cast).replace("notes/", "timeline/?kind=notes")).content.decode()
    assert "A note of Karl Kaufmann was removed." in told
    assert "Prefers" not in told


def test_two_people_changing_a_note_see_both_and_choose(karl, cast):
    note = write(cast)
    karl.post(notes(cast, f"{note.pk}/"), {"text": "Theirs.", "version": 1})

    refused = karl.post(notes(cast, f"{note.pk}/"), {"text": "Mine.", "version": 1}, headers=HTMX)
    page = refused.content.decode()

    assert refused.status_code == 409
    assert "Karl Kaufmann saved this while you were typing." in page
    assert "<small>Saved meanwhile</small> <bdi>Theirs.</bdi>" in page
    assert "Mine.</textarea>" in page
    assert 'name="version" value="2"' in page
    assert kept(cast)[0].text == "Theirs."
    chosen = {"asked": ["text"], "initial-text": "Theirs.", "choice-text": "mine"}
    assert karl.post(notes(cast, f"{note.pk}/"), {"text": "Mine.", "version": 2} | chosen).status_code == 302
    assert kept(cast)[0].text == "Mine."


def test_who_may_only_read_sees_greyed_buttons_and_is_refused(ruth, cast):
    note = write(cast)

    page = ruth.get(notes(cast)).content.decode()

    assert "Prefers calls." in page
    assert page.count("Only owners, managers, account managers, finance staff and support staff write notes.") == 2
    assert "disabled" in page
    for path in ("new/", f"{note.pk}/", f"{note.pk}/pin/", f"{note.pk}/remove/"):
        assert ruth.post(notes(cast, path), {"text": "x", "version": 1, "sure": "True"}).status_code == 403
    assert kept(cast)[0].text == "Prefers calls."


@pytest.mark.covers("OPS-3")
def test_another_resellers_notes_are_not_found(sven, nora, cast):
    note = write(cast)

    for path in ("", "new/", f"{note.pk}/", f"{note.pk}/remove/"):
        foreign = sven.get(notes(cast, path).replace("/accounts/", "/accounts/7"))
        assert foreign.status_code == 404
    # Nordlicht has an account with the same number, but not this note.
    for path in (f"{note.pk}/", f"{note.pk}/remove/"):
        assert nora.get(notes(cast, path)).status_code == 404
    assert nora.post(notes(cast, f"{note.pk}/pin/")).status_code == 404


def test_the_list_needs_the_same_queries_however_long_it_is(karl, cast):
    write(cast)
    karl.get(notes(cast))
    few = queries_of(karl, notes(cast))
    for number in range(4):
        write(cast, f"Note {number}")

    assert queries_of(karl, notes(cast)) == few


def test_a_long_list_has_pages(karl, cast):
    with transaction.atomic(), scoped(cast.karl.scope):
        Note.objects.bulk_create(
            Note(seller_id=cast.kleinbach, account_id=cast.bakery, text=f"N{n}", author_name="K", written_at=NOON)
            for n in range(60)
        )

    assert "N59<" in karl.get(notes(cast)).content.decode()
    assert "N0<" in karl.get(notes(cast, "?page=2")).content.decode()
