"""The dry run in the console: decide every row and keep the decision, without touching an account (ACC-22)."""

from collections.abc import Callable, Sequence
from datetime import datetime

from handsel.accounts.import_models import Import, ImportState
from handsel.accounts.importing.choices import matching_from
from handsel.accounts.importing.drafts import Draft
from handsel.accounts.importing.fates import Decision, Seen
from handsel.accounts.importing.limits import Limits
from handsel.accounts.importing.looking import held_file
from handsel.accounts.importing.opening import open_import
from handsel.accounts.importing.parser import Given
from handsel.accounts.importing.rows import keep_rows, seen_before
from handsel.accounts.importing.unreadable import Unreadable
from handsel.accounts.importing.uploads import locked_import
from handsel.accounts.importing.writing import decide, find_candidates
from handsel.accounts.models import Kind
from handsel.accounts.rules import may_continue_import
from handsel.identity.actor import Actor
from handsel.kernel.isolation import Reading
from handsel.kernel.operation import operation
from handsel.tasks.asking import add_task
from handsel.tasks.running import Canceled

CHECK = "import_check"
"""The kind of the task."""
LIMITS = Limits(rows=200_000, columns=300)
"""A file with more rows is imported in parts, or by the command."""


@operation
def start_check(*, import_id: int, choices: Sequence[str], without_email: bool, by: Actor, at: datetime) -> Import:
    """Take the columns for what was chosen, and have every row decided about. Nothing is imported.

    Raises Forbidden, Import.DoesNotExist, ImportMovedOn, Invalid when the choices do not fit, TooManyTasks.
    """
    found = locked_import(import_id, by, ImportState.UPLOADED, ImportState.CHECKED)
    may_continue_import(by, found).or_refuse()
    matching_from(found.heading["names"], choices)
    found.rows.all().delete()
    found.state, found.choices, found.without_email = ImportState.CHECKING, list(choices), without_email
    found.counts, found.position, found.fault = {}, 0, ""
    found.task = add_task(CHECK, {"import": found.pk}, by=by, at=at)
    found.save()
    return found


def check_import(import_id: int, *, by: Actor, at: datetime, tell: Callable[[int], None]) -> None:
    """Do the dry run, or go on with it where it was broken off; `tell` hears how many rows have a fate.

    Raises Forbidden, Import.DoesNotExist, ImportMovedOn.
    """
    with Reading(by.scope):
        found = Import.objects.get(seller_id=by.seller_id, pk=import_id)
        seen = seen_before(found)
    fault = ""
    try:
        _check_rows(found, seen, by, at, tell)
    except Unreadable as refusal:
        fault = str(refusal)
    end_check(import_id=import_id, fault=fault, by=by, at=at)


def _check_rows(found: Import, seen: Seen, by: Actor, at: datetime, tell: Callable[[int], None]) -> None:
    allowed = frozenset({"email"} if found.without_email else ())
    given = Given(**found.given)
    count = found.rows_count
    with (
        held_file(found.file) as path,
        open_import(path, allow_missing=allowed, given=given, choices=found.choices, limits=LIMITS) as opened,
    ):
        column = opened.matching.column_of("external_number")
        for drafts in opened.batches():
            fresh = [draft for draft in drafts if draft.line > found.position]
            if fresh:
                decisions: list[Decision] = check_batch(
                    import_id=found.pk, drafts=fresh, seen=seen, number_column=column, by=by, at=at
                )
                seen.remember(decisions)
                count += len(decisions)
                tell(count)


@operation
def check_batch(
    *,
    import_id: int,
    drafts: Sequence[Draft],
    seen: Seen,
    number_column: str,
    by: Actor,
    at: datetime,  # noqa: ARG001
) -> list[Decision]:
    """Decide about one batch and keep the decisions.

    Raises Forbidden, Import.DoesNotExist, ImportMovedOn, Canceled when another worker has come further.
    """
    found = locked_import(import_id, by, ImportState.CHECKING)
    may_continue_import(by, found).or_refuse()
    if drafts[0].line <= found.position:
        raise Canceled  # another worker is ahead of this one
    candidates = find_candidates(by, drafts)
    decisions = decide(drafts, Kind(found.kind), candidates, seen, number_column)
    keep_rows(found, decisions)
    found.save(update_fields=["counts", "position"])
    return decisions


@operation
def end_check(*, import_id: int, fault: str, by: Actor, at: datetime) -> Import:  # noqa: ARG001
    """Write that every row has its fate; `fault` says why the file could not be read to its end.

    Raises Import.DoesNotExist, ImportMovedOn.
    """
    found = locked_import(import_id, by, ImportState.CHECKING)
    found.state = ImportState.CHECKED if found.counts or not fault else ImportState.UPLOADED
    found.fault = fault
    found.save(update_fields=["state", "fault"])
    return found
