"""Payments from a bank's list: what would become of each first, then all with their receipts (FUN-1)."""

from pathlib import PurePath

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.payments import PaymentFileForm, PaymentRecordForm
from handsel.console.payment_files_asked import Asked, again, unpacked, uploaded
from handsel.kernel.clock import now
from handsel.ledger.arrivals import record_rows
from handsel.ledger.payment_columns import LABELS
from handsel.ledger.payment_file_errors import rows_left
from handsel.ledger.receiving import Outcome
from handsel.ledger.rules import may_add_funds


@at_desk
@require_http_methods(["GET", "POST"])
def payments_import(request: DeskRequest) -> HttpResponse:
    """Take a file and show what would become of it; nothing is kept."""
    may_add_funds(request.desk.actor).or_refuse()
    form = PaymentFileForm(request.POST or None, request.FILES or None)
    asked = form.submit(lambda typed: uploaded(request.desk, typed))
    if asked:
        return _seen(request, asked, PaymentRecordForm(initial={"mail": True}))
    return render(request, "console/funds/payments_import.html", {"form": form}, status=form.status)


@at_desk
@require_POST
def payments_record(request: DeskRequest) -> HttpResponse:
    """Look at the file again as the person answered; record it, or give along the rows that are left."""
    may_add_funds(request.desk.actor).or_refuse()
    asked = unpacked(request.desk, request.POST.dict())
    if request.POST.get("do") == "left":
        name = f"{PurePath(asked.name).stem}-left.csv"
        made = rows_left(asked.file, asked.left)
        return HttpResponse(
            made, content_type="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )
    form = PaymentRecordForm(request.POST)
    if request.POST.get("do") != "record" or not form.is_valid():
        return _seen(request, asked, form)
    outcomes = record_rows(asked.rows, mail=form.cleaned_data["mail"], by=request.desk.actor, at=now())
    _tell(request, outcomes)
    return _seen(request, again(request.desk, asked), form)


def _tell(request: DeskRequest, outcomes: list[Outcome]) -> None:
    recorded = sum(outcome.is_new for outcome in outcomes)
    refused = sum(outcome.receipt is None for outcome in outcomes)
    messages.success(request, ngettext("%d payment is recorded.", "%d payments are recorded.", recorded) % recorded)
    if refused:
        said = ngettext("%d could not be; see below.", "%d could not be; see below.", refused) % refused
        messages.warning(request, said)


def _seen(request: DeskRequest, asked: Asked, form: PaymentRecordForm) -> HttpResponse:
    return render(request, "console/funds/payments_seen.html", {"asked": asked, "form": form, "fields": LABELS.items()})
