"""A price list as a workbook, and prices from a file: what they would do first, then all at once (CAT-2, CAT-3)."""

from collections.abc import Callable
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.http import FileResponse, HttpResponse
from ninja import Query, Router

from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.refusals import may_refuse, refusals_in
from handsel.api.scoping import needs
from handsel.api.shapes.price_files import PriceFileIn, PriceFileOut, PriceFileSaveIn, PricesFileWanted
from handsel.api.shapes.tasks import TaskOut
from handsel.catalog.price_file_tasks import (
    LOOK,
    ask_to_look,
    look_through,
    refused_rows_of,
    save_looked,
    told_of,
)
from handsel.catalog.price_files import receive_price_file
from handsel.catalog.rules import may_change_prices
from handsel.identity.scopes import READ, Subject, scope
from handsel.kernel.clock import now
from handsel.reports.lists import XLSX
from handsel.reports.price_list_files import start_price_list_file
from handsel.reports.price_sheets import FILE_NAME, PricesWanted, short_price_file
from handsel.tasks.models import Task

router = Router(tags=["Price lists"])


def _file(kind: str, *refusals: str) -> dict[str, object]:
    content = {kind: {"schema": {"type": "string", "format": "binary"}}}
    return {"x-refusals": sorted(refusals), "responses": {200: {"description": "An attachment.", "content": content}}}


TOO_LONG = [kind.code for kind in refusals_in(short_price_file)]
NOT_SEEN = [kind.code for kind in refusals_in(told_of)]


@router.get("/price-lists/{int:list_id}/export", operation_id="prices_export", openapi_extra=_file(XLSX, *TOO_LONG))
def export(request: ApiRequest, list_id: int, wanted: Query[PricesFileWanted]) -> FileResponse:
    """Download a price list as a workbook with columns to fill in for an import; of a long one, POST the same address.

    It has cost, rule, price and margin of each plan.
    """
    made = short_price_file(_wanted(request, list_id, wanted), by=request.auth.actor, at=now())
    return FileResponse(made, as_attachment=True, filename=FILE_NAME, content_type=XLSX)


@router.post(
    "/price-lists/{int:list_id}/export", response={202: TaskOut}, operation_id="prices_export_start",
    **may_refuse(start_price_list_file),
)  # fmt: skip
@needs(scope(Subject.CATALOG, READ))
def start_export(request: ApiRequest, list_id: int, wanted: Query[PricesFileWanted]) -> HttpResponse:
    """Let a task make the same workbook, however many plans there are; fetch it from /tasks/{id}/file within a day."""
    of, by = _wanted(request, list_id, wanted), request.auth.actor

    def act() -> Task:
        return start_price_list_file(wanted=of, by=by, at=now())

    return perform(request, act, _shown(request), status=202)


@router.post(
    "/price-lists/{int:list_id}/price-files", response={202: TaskOut}, operation_id="price_files_look",
    **may_refuse(receive_price_file, ask_to_look),
)  # fmt: skip
def look(request: ApiRequest, list_id: int, body: PriceFileIn) -> HttpResponse:
    """Let a task look through a file and say of each row what would become of it; nothing is changed.

    It is kept for a day. When the task is done, /price-files/{id} tells what it found.
    """
    found, by = request.auth.price_lists.get(pk=list_id), request.auth.actor
    may_change_prices(by).or_refuse()
    file = ContentFile(body.content, name=body.file_name)

    def act() -> Task:
        return look_through(
            file=file,
            price_list_id=found.pk,
            currency=body.currency,
            decimal_mark=body.decimal_mark,
            by=by,
            at=now(),
        )

    return perform(request, act, _shown(request), status=202)


@router.get(
    "/price-files/{int:price_file_id}", response=PriceFileOut, operation_id="price_files_get", **may_refuse(told_of)
)
def seen(request: ApiRequest, price_file_id: int) -> PriceFileOut:
    """Show what a file would do that a task looked through, and what all of it would do below."""
    return PriceFileOut.of(told_of(_look(request, price_file_id)))


@router.get(
    "/price-files/{int:price_file_id}/refused", operation_id="price_files_refused",
    openapi_extra=_file("text/csv", "forbidden", *NOT_SEEN),
)  # fmt: skip
def refused(request: ApiRequest, price_file_id: int) -> FileResponse:
    """Download all refused rows as CSV, each with its reason, to be mended and sent again."""
    found = _look(request, price_file_id)
    name = f"{PurePath(found.file_name).stem}-refused.csv"
    return FileResponse(refused_rows_of(found), as_attachment=True, filename=name, content_type="text/csv")


@router.post(
    "/price-files/{int:price_file_id}/save", response={202: TaskOut}, operation_id="price_files_save",
    **may_refuse(save_looked),
)  # fmt: skip
def save(request: ApiRequest, price_file_id: int, body: PriceFileSaveIn) -> HttpResponse:
    """Let a task save the prices that were found, all at once, now or for a day to come; refused rows are left out.

    Where somebody changed the price list after the look, the task fails, says so, and nothing is saved.
    """
    found = _look(request, price_file_id)

    def act() -> Task:
        return save_looked(task_id=found.pk, when=body.when, by=request.auth.actor, at=now())

    return perform(request, act, _shown(request), status=202)


def _wanted(request: ApiRequest, list_id: int, wanted: PricesFileWanted) -> PricesWanted:
    return PricesWanted(request.auth.price_lists.get(pk=list_id), wanted.currency, wanted.narrowed)


def _look(request: ApiRequest, price_file_id: int) -> Task:
    may_change_prices(request.auth.actor).or_refuse()
    return request.auth.tasks.get(pk=price_file_id, kind=LOOK)


def _shown(request: ApiRequest) -> Callable[[Task], TaskOut]:
    return lambda task: TaskOut.of(task, request.auth.actor)
