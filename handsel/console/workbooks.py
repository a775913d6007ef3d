"""Lists as workbooks: a short one is answered with its file, a long one is made by a worker (ACC-13, ORD-1, OPS-2)."""

from collections.abc import Callable
from io import BytesIO

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url

from handsel.console.desk import DeskRequest
from handsel.console.returning import lead
from handsel.reports.lists import XLSX, ListTooLong
from handsel.tasks.models import Task


def workbook(
    request: DeskRequest,
    file_name: str,
    *,
    is_short: Callable[[], bool],
    file: Callable[[], BytesIO],
    start: Callable[[], Task],
    offer: Callable[[], HttpResponse],
) -> HttpResponseBase:
    """Answer what is short with its `file`; of what is long POST starts the making, and GET offers it."""
    if request.method == "POST":
        # A GET answers with the file: htmx cannot keep one.
        return lead(request, request.get_full_path() if is_short() else resolve_url("console:task", start().pk))
    try:
        made = file()
    except ListTooLong:
        return offer()
    return FileResponse(made, as_attachment=True, filename=file_name, content_type=XLSX)
