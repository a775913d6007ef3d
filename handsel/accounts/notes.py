"""Notes on an account, by staff for their colleagues: with author and time, pinned or not (ACC-16).

The timeline keeps that a note was written, changed or removed, and by whom, but never its words: the timeline cannot be
erased, and what staff write about people must be.
"""

from datetime import datetime

from handsel.accounts.models import Account
from handsel.accounts.record_models import Note
from handsel.accounts.rules import may_change_note, may_write_notes
from handsel.accounts.versions import ChangedMeanwhile
from handsel.identity.actor import Actor
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Invalid
from handsel.timeline.record import record

MAX_TEXT = 4_000


@operation
def add_note(*, account_id: int, text: str, by: Actor, at: datetime, is_pinned: bool = False) -> Note:
    """Write a note on a customer or sub-reseller; a pinned one stands above the others.

    Raises Forbidden, Account.DoesNotExist, Invalid when there is no text or more than 4,000 characters.
    """
    may_write_notes(by).or_refuse()
    account = Account.objects.sold_to_by(by.seller_id).only("pk").get(pk=account_id)
    return write_note(account=account, text=_checked(text), is_pinned=is_pinned, by=by, at=at)


@step
def write_note(*, account: Account, text: str, by: Actor, at: datetime, is_pinned: bool = False) -> Note:
    """Keep a note on `account`, whose words were checked, and tell the timeline that it was written."""
    note = Note.objects.create(
        seller_id=by.seller_id,
        account=account,
        text=text,
        is_pinned=is_pinned,
        author_id=by.user_id,
        author_name=by.name,
        written_at=at,
    )
    record("note.added", subject=note, account_id=account.pk, by=by, at=at)
    return note


@operation
def edit_note(*, note_id: int, text: str, version: int, by: Actor, at: datetime) -> Note:
    """Change the words of a note; `version` is the one the person saw. Author and time of writing stay.

    Raises Forbidden, Note.DoesNotExist, Invalid when there is no text or more than 4,000 characters, ChangedMeanwhile.
    """
    may_write_notes(by).or_refuse()
    note = _locked(note_id, by)
    may_change_note(by, note).or_refuse()
    if note.version != version:
        said = "Somebody else changed this note meanwhile. Compare and save again."
        raise ChangedMeanwhile(said, {"text": note.text}, note.version)
    text = _checked(text)
    if text == note.text:
        return note
    note.text, note.edited_at, note.version = text, at, version + 1
    note.save(update_fields=["text", "edited_at", "version"])
    record("note.edited", subject=note, account_id=note.account_id, by=by, at=at, author=note.author_name)
    return note


@operation
def pin_note(*, note_id: int, is_pinned: bool, by: Actor, at: datetime) -> Note:
    """Pin a note above the others, or let it go. Twice is once. Raises Forbidden, Note.DoesNotExist."""
    may_write_notes(by).or_refuse()
    note = _locked(note_id, by)
    if note.is_pinned != is_pinned:
        note.is_pinned = is_pinned
        note.save(update_fields=["is_pinned"])
        record(
            "note.pinned" if is_pinned else "note.unpinned",
            subject=note,
            account_id=note.account_id,
            by=by,
            at=at,
            author=note.author_name,
        )
    return note


@operation
def remove_note(*, note_id: int, by: Actor, at: datetime) -> Note:
    """Remove a note for good; the timeline keeps who removed whose, not what it said.

    Raises Forbidden, Note.DoesNotExist.
    """
    may_write_notes(by).or_refuse()
    note = _locked(note_id, by)
    may_change_note(by, note).or_refuse()
    record("note.removed", subject=note, account_id=note.account_id, by=by, at=at, author=note.author_name)
    Note.objects.filter(pk=note.pk).delete()
    return note


def _checked(text: str) -> str:
    text = "\n".join(text.splitlines()).strip()
    if not text:
        raise Invalid(fields={"text": "Write something."})
    if len(text) > MAX_TEXT:
        raise Invalid(fields={"text": f"Write at most {MAX_TEXT:,} characters."})
    return text


@step
def _locked(note_id: int, by: Actor) -> Note:
    return Note.objects.select_for_update(of=("self",)).get(pk=note_id, seller_id=by.seller_id)
