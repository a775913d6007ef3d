"""Imports: send a file, look at the dry run, import, undo (ACC-22)."""

from django.core.files.base import ContentFile
from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from handsel.accounts.import_models import Import, ImportedRow, ImportState
from handsel.accounts.importing.checking import start_check
from handsel.accounts.importing.fates import Fate
from handsel.accounts.importing.running import start_run
from handsel.accounts.importing.undoing import start_undo
from handsel.accounts.importing.uploads import discard_import, keep_look, receive_import, take_file
from handsel.accounts.models import Kind
from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.paging import PageWanted, paged
from handsel.api.refusals import may_refuse
from handsel.api.shapes.imports import CheckIn, ImportedRowOut, ImportedRowPage, ImportIn, ImportOut, ImportPage
from handsel.kernel.clock import now

router = Router(tags=["Imports"])


class RowSearch(PageWanted):
    """Which page of the rows with one fate, or of all."""

    fate: str = Field("", pattern=f"^({'|'.join(Fate)})?$", description=f"One of {', '.join(Fate)}.")


@router.get("/imports", response=ImportPage, operation_id="imports_list")
def imports(request: ApiRequest, wanted: Query[PageWanted]) -> ImportPage:
    """List the files that were, or are being, imported, the latest first."""
    found = request.auth.imports.exclude(heading={}, state=ImportState.UPLOADED).order_by("-pk")
    return paged(ImportPage, request, wanted, found, lambda page: [ImportOut.of(one) for one in page])


@router.post("/imports", response={201: ImportOut}, operation_id="imports_create", **may_refuse(receive_import))
def new_import(request: ApiRequest, body: ImportIn) -> HttpResponse:
    """Send a file. The answer says how it is understood; nothing is imported yet."""
    by, at = request.auth.actor, now()
    file = ContentFile(body.content)
    found, look = take_file(file=file, file_name=body.file_name, kind=Kind(body.kind), by=by, at=at)
    return perform(request, lambda: keep_look(import_id=found.pk, look=look, by=by, at=at), ImportOut.of, status=201)


@router.get("/imports/{int:import_id}", response=ImportOut, operation_id="imports_get")
def one(request: ApiRequest, import_id: int) -> ImportOut:
    """Show one import; ask every second or so while its state ends in -ing."""
    return ImportOut.of(request.auth.imports.get(pk=import_id))


@router.get("/imports/{int:import_id}/rows", response=ImportedRowPage, operation_id="imports_rows")
def rows(request: ApiRequest, import_id: int, wanted: Query[RowSearch]) -> ImportedRowPage:
    """List the rows of the file, each with what became, or would become, of it."""
    found = request.auth.imports.get(pk=import_id).rows.order_by("line")
    if wanted.fate:
        found = found.filter(fate=wanted.fate)

    def shown(page: list[ImportedRow]) -> list[ImportedRowOut]:
        ids = [row.account_id for row in page if row.account_id]
        numbers = dict(request.auth.accounts.filter(pk__in=ids).values_list("pk", "number"))
        return [ImportedRowOut.of(row, numbers) for row in page]

    return paged(ImportedRowPage, request, wanted, found, shown)


@router.post(
    "/imports/{int:import_id}/check", response={202: ImportOut}, operation_id="imports_check", **may_refuse(start_check)
)
def check(request: ApiRequest, import_id: int, body: CheckIn) -> HttpResponse:
    """Have every row decided about, which takes a while. No account is touched."""
    found = request.auth.imports.get(pk=import_id)
    choices = found.choices if body.choices is None else body.choices

    def act() -> Import:
        return start_check(
            import_id=import_id, choices=choices, without_email=body.without_email, by=request.auth.actor, at=now()
        )

    return perform(request, act, ImportOut.of, status=202)


@router.post(
    "/imports/{int:import_id}/run", response={202: ImportOut}, operation_id="imports_run", **may_refuse(start_run)
)
def run(request: ApiRequest, import_id: int) -> HttpResponse:
    """Import the rows that the check found new or changed, which takes a while."""

    def act() -> Import:
        return start_run(import_id=import_id, by=request.auth.actor, at=now())

    return perform(request, act, ImportOut.of, status=202)


@router.post(
    "/imports/{int:import_id}/undo", response={202: ImportOut}, operation_id="imports_undo", **may_refuse(start_undo)
)
def undo(request: ApiRequest, import_id: int) -> HttpResponse:
    """Take a whole import back, unless something else has touched its accounts since; the refusal names them."""

    def act() -> Import:
        return start_undo(import_id=import_id, by=request.auth.actor, at=now())

    return perform(request, act, ImportOut.of, status=202)


@router.post(
    "/imports/{int:import_id}/removal",
    response=ImportOut,
    operation_id="imports_remove",
    **may_refuse(discard_import),
)
def removal(request: ApiRequest, import_id: int) -> HttpResponse:
    """Throw away a file that was not imported, and show it for the last time."""

    def act() -> Import:
        return discard_import(import_id=import_id, by=request.auth.actor, at=now())

    return perform(request, act, ImportOut.of)
