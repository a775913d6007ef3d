"""Take an uploaded file in, read it again with corrections, or throw it away: all before the dry run (ACC-22)."""

from dataclasses import asdict
from datetime import datetime, timedelta

from django.core.files import File
from django.core.files.storage import default_storage

from handsel.accounts.import_models import BEFORE_RUN, Import, ImportState
from handsel.accounts.importing.looking import Look, held_file, look_into
from handsel.accounts.importing.parser import Given
from handsel.accounts.importing.unreadable import Unreadable
from handsel.accounts.models import Kind
from handsel.accounts.rules import may_continue_import, may_manage_accounts
from handsel.identity.actor import Actor
from handsel.kernel import chance
from handsel.kernel.isolation import reading_paused
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Conflict

MOST_BYTES = 50 * 2**20
KEPT = timedelta(days=7)
"""How long a file waits for its import."""
_NOTHING_GIVEN = Given()


class ImportMovedOn(Conflict):
    """The import is not in the state that this needs: it runs, or is over."""

    code = "import_moved_on"


def receive_import(*, file: "File[bytes]", file_name: str, kind: Kind, by: Actor, at: datetime) -> Import:
    """Keep an uploaded file of customers or resellers, and say how it is understood. Nothing is imported.

    Raises Forbidden, Unreadable when it is too large, or holds no table, or card numbers; then nothing is kept.
    """
    found, look = take_file(file=file, file_name=file_name, kind=kind, by=by, at=at)
    kept: Import = keep_look(import_id=found.pk, look=look, by=by, at=at)
    return kept


def take_file(*, file: "File[bytes]", file_name: str, kind: Kind, by: Actor, at: datetime) -> tuple[Import, Look]:
    """Put a file into the store and look into it; `keep_look` must follow, or the sweep removes it after a while.

    Raises Forbidden, Unreadable when it is too large, or holds no table, or card numbers; then nothing is kept.
    """
    may_manage_accounts(by).or_refuse()
    if file.size > MOST_BYTES:
        raise Unreadable(f"The file is larger than {MOST_BYTES // 2**20} MB. Split it, or compress it with gzip.")
    found: Import = _begin(file_name=file_name, kind=kind, by=by, at=at)
    try:
        with reading_paused():
            default_storage.save(found.file, file)
        return found, _look(found, _NOTHING_GIVEN)
    except BaseException:
        discard_import(import_id=found.pk, by=by, at=at)
        raise


def reread_import(*, import_id: int, given: Given, by: Actor, at: datetime) -> Import:
    """Read the kept file again under what a person knows better; the matching begins anew.

    Raises Forbidden, Import.DoesNotExist, ImportMovedOn, Unreadable.
    """
    found: Import = _take_again(import_id=import_id, by=by, at=at)
    kept: Import = keep_look(import_id=found.pk, given=given, look=_look(found, given), by=by, at=at)
    return kept


def _look(found: Import, given: Given) -> Look:
    with reading_paused(), held_file(found.file) as path:
        return look_into(path, given)


@operation
def _begin(*, file_name: str, kind: Kind, by: Actor, at: datetime) -> Import:
    """Make the row first: whatever happens to the file then, the sweep finds it.

    Raises Forbidden.
    """
    may_manage_accounts(by).or_refuse()
    return Import.objects.create(
        seller_id=by.seller_id,
        user_id=by.user_id,
        user_name=by.name,
        kind=kind,
        file=f"imports/{by.seller_id}/{chance.secret()}",
        file_name=shown_name(file_name),
        uploaded_at=at,
        expires_at=at + KEPT,
    )


@operation
def _take_again(*, import_id: int, by: Actor, at: datetime) -> Import:  # noqa: ARG001 - every operation is told the time
    """Return an import whose file may be read again.

    Raises Forbidden, Import.DoesNotExist, ImportMovedOn.
    """
    found = locked_import(import_id, by, ImportState.UPLOADED, ImportState.CHECKED)
    may_continue_import(by, found).or_refuse()
    return found


def shown_name(file_name: str) -> str:
    """Return the name of a file as it is shown: without folders and what cannot be seen, and not too long."""
    name = "".join(letter for letter in file_name.replace("\\", "/").rpartition("/")[2] if letter.isprintable())
    return name.strip()[:200] or "file"


@operation
def keep_look(
    *,
    import_id: int,
    look: Look,
    by: Actor,
    at: datetime,  # noqa: ARG001 - every operation is told the time
    given: Given = _NOTHING_GIVEN,
) -> Import:
    """Write down how the file is understood; what a dry run said before is gone.

    Raises Forbidden, Import.DoesNotExist, ImportMovedOn.
    """
    found = locked_import(import_id, by, ImportState.UPLOADED, ImportState.CHECKED)
    may_continue_import(by, found).or_refuse()
    found.rows.all().delete()
    found.state, found.given = ImportState.UPLOADED, asdict(given)
    found.heading, found.samples, found.choices = look.heading, look.samples, look.choices
    found.counts, found.position, found.fault = {}, 0, ""
    found.save()
    return found


def locked_import(import_id: int, by: Actor, *states: ImportState) -> Import:
    """Return the import of the reseller of `by`, locked, in one of `states`.

    Raises Forbidden, Import.DoesNotExist, ImportMovedOn.
    """
    may_manage_accounts(by).or_refuse()
    found = Import.objects.locked(by.seller_id, import_id)
    if found.state not in states:
        raise ImportMovedOn(f"The import of {found.file_name} has moved on meanwhile. Look again.")
    return found


@operation
def discard_import(*, import_id: int, by: Actor, at: datetime) -> Import:  # noqa: ARG001 - every operation is told the time
    """Throw an import away that has not begun, with its file; return it as it was.

    Raises Forbidden, Import.DoesNotExist, ImportMovedOn.
    """
    found = locked_import(import_id, by, *BEFORE_RUN)
    may_continue_import(by, found).or_refuse()
    remove_file(found)
    found.delete()
    found.pk = import_id
    return found


def remove_file(found: Import) -> None:
    """Remove the file of an import from the store. A store that has none is content."""
    if found.file:
        default_storage.delete(found.file)
