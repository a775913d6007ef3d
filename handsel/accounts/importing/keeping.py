"""Remove what is kept of imports when its time is over: files that nobody imported, rows that nobody undid (ACC-22)."""

from datetime import datetime

from handsel.accounts.import_models import BEFORE_RUN, Import, ImportState
from handsel.accounts.importing.uploads import KEPT, remove_file
from handsel.identity.actor import Actor, system
from handsel.kernel.database import call_function
from handsel.kernel.operation import operation


def forget_imports(*, at: datetime, limit: int = 20) -> int:
    """Forget what is due, in a transaction for each import, and return how many there were."""
    due = call_function("accounts_imports_expired", at, limit)
    for row in due:
        forget_import(import_id=row["id"], by=system(row["seller_id"]), at=at)
    return len(due)


@operation
def forget_import(*, import_id: int, by: Actor, at: datetime) -> None:
    """Remove an import that never ran, whole; of one that ran its rows, so that only its figures are left.

    Raises Import.DoesNotExist.
    """
    found = Import.objects.locked(by.seller_id, import_id)
    is_begun = found.state in {ImportState.RUNNING, ImportState.UNDOING}
    if is_begun or (found.task and found.task.is_open):
        # Even one that stopped goes on some day, and needs its rows for that.
        found.expires_at = at + KEPT
        found.save(update_fields=["expires_at"])
        return
    remove_file(found)
    if found.state in BEFORE_RUN:
        found.delete()
        return
    found.rows.all().delete()
    found.file, found.expires_at, found.heading, found.samples = "", None, {}, []
    found.save(update_fields=["file", "expires_at", "heading", "samples"])
