"""Preview a file, or take it over from its first row to its last, as the command does (ACC-22)."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime

from handsel.accounts.import_models import Import, ImportState
from handsel.accounts.importing.drafts import Draft
from handsel.accounts.importing.fates import Decision, Seen
from handsel.accounts.importing.opening import Opened
from handsel.accounts.importing.rows import keep_rows
from handsel.accounts.importing.running import UNDONE_WITHIN
from handsel.accounts.importing.uploads import locked_import, shown_name
from handsel.accounts.importing.writing import decide, find_candidates, write_batch
from handsel.accounts.models import Kind
from handsel.accounts.rules import may_manage_accounts
from handsel.identity.actor import Actor
from handsel.kernel.isolation import Reading
from handsel.kernel.operation import operation


def preview_import(opened: Opened, *, kind: Kind, by: Actor) -> Iterator[list[Decision]]:
    """Yield the fate that each row would have, batch by batch; nothing is written.

    Raises Forbidden, Unreadable when the file cannot be read to its end.
    """
    may_manage_accounts(by).or_refuse()
    seen = Seen()
    for drafts in opened.batches():
        with Reading(by.scope):
            candidates = find_candidates(by, drafts)
        decisions = decide(drafts, kind, candidates, seen, opened.matching.column_of("external_number"))
        seen.remember(decisions)
        yield decisions


def carry_out_import(
    opened: Opened, *, kind: Kind, by: Actor, at: datetime, file_name: str = ""
) -> Iterator[list[Decision]]:
    """Add and update accounts of `kind` at the reseller of `by`; yield the fate of each row, batch by batch.

    What was yielded is committed. Importing the same file again changes nothing. Nobody gets a mail: an account from
    a file has no users yet, and a reseller from a file has no portal until one is opened for it. The import stands
    among those of the console, and can be undone there.

    Raises Forbidden, ImportMovedOn when it is undone meanwhile, Unreadable when the file cannot be read to its end.
    """
    source: Import = begin_import(opened=opened, kind=kind, file_name=file_name, by=by, at=at)
    seen = Seen()
    for drafts in opened.batches():
        decisions: list[Decision] = import_batch(drafts=drafts, source=source, opened=opened, seen=seen, by=by, at=at)
        seen.remember(decisions)
        yield decisions


@operation
def begin_import(*, opened: Opened, kind: Kind, file_name: str, by: Actor, at: datetime) -> Import:
    """Make room for what becomes of each row.

    Raises Forbidden.
    """
    may_manage_accounts(by).or_refuse()
    return Import.objects.create(
        seller_id=by.seller_id,
        user_id=by.user_id,
        user_name=by.name,
        kind=kind,
        state=ImportState.DONE,
        file_name=shown_name(file_name),
        heading=asdict(opened.heading) | {"names": opened.matching.names, "top": []},
        uploaded_at=at,
        done_at=at,
        expires_at=at + UNDONE_WITHIN,
    )


@operation
def import_batch(
    *, drafts: Sequence[Draft], source: Import, opened: Opened, seen: Seen, by: Actor, at: datetime
) -> list[Decision]:
    """Decide and write the rows of one batch, and keep what became of them.

    Raises Forbidden, ImportMovedOn.
    """
    found = locked_import(source.pk, by, ImportState.DONE)
    column = opened.matching.column_of("external_number")
    decisions, written = write_batch(drafts, found, seen, by, at, column)
    keep_rows(found, decisions, written)
    found.save(update_fields=["counts", "position"])
    return decisions
