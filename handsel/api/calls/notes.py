"""Notes on accounts: list, write, change, pin, remove (ACC-16)."""

from django.http import HttpResponse
from ninja import Query, Router

from handsel.accounts.notes import add_note, edit_note, pin_note, remove_note
from handsel.accounts.record_models import Note
from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.paging import PageWanted, paged
from handsel.api.refusals import may_refuse
from handsel.api.shapes.notes import NoteChange, NoteIn, NoteOut, NotePage, PinIn
from handsel.kernel.clock import now

router = Router(tags=["Notes"])


@router.get("/accounts/{int:number}/notes", response=NotePage, operation_id="notes_list")
def notes(request: ApiRequest, number: int, wanted: Query[PageWanted]) -> NotePage:
    """List what your staff wrote about an account, pinned notes first, then the latest."""
    account = request.auth.accounts.get(number=number)
    rows = request.auth.notes.filter(account=account).select_related("account").order_by("-is_pinned", "-pk")
    return paged(NotePage, request, wanted, rows, lambda page: [NoteOut.of(note) for note in page])


@router.post(
    "/accounts/{int:number}/notes", response={201: NoteOut}, operation_id="notes_create", **may_refuse(add_note)
)
def new_note(request: ApiRequest, number: int, body: NoteIn) -> HttpResponse:
    """Write a note on an account; its author is your key."""
    account = request.auth.accounts.get(number=number)

    def act() -> Note:
        return add_note(
            account_id=account.pk, text=body.text, is_pinned=body.is_pinned, by=request.auth.actor, at=now()
        )

    return perform(request, act, NoteOut.of, status=201)


@router.get("/notes/{int:note_id}", response=NoteOut, operation_id="notes_get")
def note(request: ApiRequest, note_id: int) -> NoteOut:
    """Show one note."""
    return NoteOut.of(request.auth.notes.select_related("account").get(pk=note_id))


@router.patch("/notes/{int:note_id}", response=NoteOut, operation_id="notes_update", **may_refuse(edit_note))
def change(request: ApiRequest, note_id: int, body: NoteChange) -> HttpResponse:
    """Change the words of a note. When somebody changed it meanwhile, nothing is changed and the answer has both."""

    def act() -> Note:
        return edit_note(note_id=note_id, text=body.text, version=body.version, by=request.auth.actor, at=now())

    return perform(request, act, NoteOut.of)


@router.put("/notes/{int:note_id}/pin", response=NoteOut, operation_id="notes_pin", **may_refuse(pin_note))
def pin(request: ApiRequest, note_id: int, body: PinIn) -> HttpResponse:
    """Pin a note above the others, or let it go."""

    def act() -> Note:
        return pin_note(note_id=note_id, is_pinned=body.is_pinned, by=request.auth.actor, at=now())

    return perform(request, act, NoteOut.of)


@router.post("/notes/{int:note_id}/removal", response=NoteOut, operation_id="notes_remove", **may_refuse(remove_note))
def removal(request: ApiRequest, note_id: int) -> HttpResponse:
    """Remove a note for good, and show it for the last time."""

    def act() -> Note:
        return remove_note(note_id=note_id, by=request.auth.actor, at=now())

    return perform(request, act, NoteOut.of)
