"""A price list as a workbook, and prices from a file: what it would do, and all at once (CAT-2, CAT-3)."""

from django.core.files.base import ContentFile
from django.http import HttpResponse
from ninja import Query, Router

from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.refusals import may_refuse
from handsel.api.shapes.catalog import PriceListOut
from handsel.api.shapes.price_files import (
    PriceFileIn,
    PriceFileOut,
    PriceFileSaveIn,
    PriceFileScheduleIn,
    PricesFileWanted,
)
from handsel.api.shapes.price_rules import ScheduledOut
from handsel.catalog.alterations import RulesAltered
from handsel.catalog.models import PriceList
from handsel.catalog.price_files import PriceFileSeen, check_price_file, receive_price_file
from handsel.catalog.price_models import ScheduledChange
from handsel.catalog.price_rules import change_prices
from handsel.catalog.scheduling import schedule
from handsel.kernel.clock import now
from handsel.reports.lists import XLSX
from handsel.reports.price_sheets import FILE_NAME, price_list_file

router = Router(tags=["Price lists"])

_BINARY = {
    "description": "The file, as an attachment.",
    "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}},
}


@router.get(
    "/price-lists/{int:list_id}/export", operation_id="prices_export", openapi_extra={"responses": {200: _BINARY}}
)
def export(request: ApiRequest, list_id: int, wanted: Query[PricesFileWanted]) -> HttpResponse:
    """Download a price list as a workbook: cost, rule, price, margin, and columns to fill in for the import."""
    found = request.auth.price_lists.get(pk=list_id)
    made = price_list_file(found, wanted.currency, wanted.narrowed, by=request.auth.actor, at=now())
    disposition = {"Content-Disposition": f'attachment; filename="{FILE_NAME}"'}
    return HttpResponse(made, content_type=XLSX, headers=disposition)


@router.post(
    "/price-lists/{int:list_id}/price-file/rehearsal", response=PriceFileOut, operation_id="price_file_rehearse",
    **may_refuse(receive_price_file, check_price_file),
)  # fmt: skip
def rehearse(request: ApiRequest, list_id: int, body: PriceFileIn) -> HttpResponse:
    """Tell of each row of a file what would become of it, and what all would do below; change nothing."""
    found = request.auth.price_lists.get(pk=list_id)
    return perform(request, lambda: _seen(request, found, body), PriceFileOut.of)


@router.post(
    "/price-lists/{int:list_id}/price-file", response=PriceListOut, operation_id="price_file_save",
    **may_refuse(receive_price_file, check_price_file, change_prices),
)  # fmt: skip
def save(request: ApiRequest, list_id: int, body: PriceFileSaveIn) -> HttpResponse:
    """Change the prices of a file, all at once; rows that the rehearsal refuses are left out."""
    found = request.auth.price_lists.get(pk=list_id)
    changes, by = _seen(request, found, body).changes, request.auth.actor

    def act() -> PriceList:
        return change_prices(
            price_list_id=found.pk, currency=body.currency, changes=changes, version=body.version, by=by, at=now()
        )

    return perform(request, act, PriceListOut.of)


@router.post(
    "/price-lists/{int:list_id}/price-file/scheduled-change", response={201: ScheduledOut},
    operation_id="price_file_schedule", **may_refuse(receive_price_file, check_price_file, schedule),
)  # fmt: skip
def planned(request: ApiRequest, list_id: int, body: PriceFileScheduleIn) -> HttpResponse:
    """Keep the prices of a file for a day to come; rows that the rehearsal refuses are left out."""
    found = request.auth.price_lists.get(pk=list_id)
    changes, by = _seen(request, found, body).changes, request.auth.actor

    def act() -> ScheduledChange:
        altered = RulesAltered(found.pk, body.currency, changes, body.version)
        return schedule(alteration=altered, appointment=body.appointment, by=by, at=now())

    return perform(request, act, ScheduledOut.of, status=201)


def _seen(request: ApiRequest, price_list: PriceList, body: PriceFileIn) -> PriceFileSeen:
    file = receive_price_file(ContentFile(body.content))
    return check_price_file(
        price_list_id=price_list.pk,
        currency=body.currency,
        file=file,
        decimal_mark=body.decimal_mark,
        by=request.auth.actor,
        at=now(),
    )
