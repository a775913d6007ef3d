"""What came of the hourly proofs of all books, for the operator (FUN-8)."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from handsel.console.desk import DeskRequest, at_desk

SHOWN = 48


@at_desk
@require_GET
def proof(request: DeskRequest) -> HttpResponse:
    if request.desk.own_wallet is not None:
        raise Http404
    runs = list(request.desk.proof_runs[:SHOWN])
    return render(request, "console/funds/proof.html", {"runs": runs, "last": runs[0] if runs else None})
