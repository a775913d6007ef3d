"""Notes on an account: list, write, change, pin, remove (ACC-16)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsel.accounts.notes import add_note, edit_note, pin_note, remove_note
from handsel.accounts.rules import may_change_note, may_write_notes
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.catalog import ConfirmForm
from handsel.console.forms.notes import NewNoteForm, NoteForm
from handsel.console.notes_seen import as_seen
from handsel.console.records import record_of
from handsel.console.returning import done_here
from handsel.console.timelines import last_to_change
from handsel.kernel.clock import now
from handsel.web.tables import page_of


@at_desk
@require_GET
def account_notes(request: DeskRequest, number: int) -> HttpResponse:
    desk = request.desk
    record = record_of(desk, number, "account-notes")
    page = page_of(desk.notes.filter(account=record.account).order_by("-is_pinned", "-pk"), request.GET)
    shown = {
        "record": record,
        "page": page.shown_as(as_seen(desk.actor)),
        "may_write": may_write_notes(desk.actor),
    }
    return render(request, "console/accounts/notes.html", shown)


@at_desk
@require_http_methods(["GET", "POST"])
def note_new(request: DeskRequest, number: int) -> HttpResponse:
    desk = request.desk
    may_write_notes(desk.actor).or_refuse()
    account = get_object_or_404(desk.accounts, number=number)
    form = NewNoteForm(request.POST or None)
    note = form.submit(
        lambda typed: add_note(
            account_id=account.pk, text=typed["text"], is_pinned=typed["is_pinned"], by=desk.actor, at=now()
        )
    )
    if note:
        return done_here(request, _("The note is kept."), "console:account-notes", number)
    return render(request, "console/notes/new.html", {"form": form, "account": account}, status=form.status)


@at_desk
@require_http_methods(["GET", "POST"])
def note_edit(request: DeskRequest, number: int, pk: int) -> HttpResponse:
    desk = request.desk
    note = get_object_or_404(desk.notes.filter(account__number=number).select_related("account"), pk=pk)
    may_change_note(desk.actor, note).or_refuse()
    typed_before = NoteForm(request.POST or None, initial={"text": note.text, "version": note.version})
    form, saved = typed_before.attempt(
        lambda typed: edit_note(note_id=pk, text=typed["text"], version=typed["version"], by=desk.actor, at=now())
    )
    if saved:
        return done_here(request, _("The note is saved."), "console:account-notes", number)
    if form.is_over:
        form.saved_by = last_to_change(desk, "note", pk)
    shown = {"form": form, "account": note.account, "note": note}
    return render(request, "console/notes/edit.html", shown, status=form.status)


@at_desk
@require_POST
def note_pin(request: DeskRequest, number: int, pk: int) -> HttpResponse:
    note = get_object_or_404(request.desk.notes.filter(account__number=number), pk=pk)
    is_pinned = "unpin" not in request.POST
    pin_note(note_id=note.pk, is_pinned=is_pinned, by=request.desk.actor, at=now())
    said = _("The note is pinned.") if is_pinned else _("The note is no longer pinned.")
    return done_here(request, said, "console:account-notes", number)


@at_desk
@require_http_methods(["GET", "POST"])
def note_remove(request: DeskRequest, number: int, pk: int) -> HttpResponse:
    desk = request.desk
    note = get_object_or_404(desk.notes.filter(account__number=number).select_related("account"), pk=pk)
    may_change_note(desk.actor, note).or_refuse()
    form = ConfirmForm(request.POST or None)
    if form.submit(lambda _typed: remove_note(note_id=pk, by=desk.actor, at=now())):
        return done_here(request, _("The note is removed."), "console:account-notes", number)
    shown = {"form": form, "account": note.account, "note": note}
    return render(request, "console/notes/remove.html", shown, status=form.status)
