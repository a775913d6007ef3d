"""A receipt, a note or a payout as the buyer reads and prints it, in the brand of the seller who gave it (FUN-1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from handsel.accounts.models import Account
from handsel.accounts.portal_settings import OpenPortal
from handsel.ledger.documents import Adjustment
from handsel.ledger.models import Receipt
from handsel.ledger.tellings import DOCUMENTS, WAYS


def paper_page(request: HttpRequest, paper: Receipt | Adjustment, buyer: Account, seller: OpenPortal) -> HttpResponse:
    """Answer with `paper` made for printing; of the seller it shows what its portal shows to everybody."""
    shown = {
        "paper": paper,
        "document": DOCUMENTS[paper.transfer.document],
        "way": WAYS.get(paper.method, ""),
        "reversal": getattr(paper.transfer, "reversed_by", None),
        "buyer": buyer,
        "portal": seller,
    }
    return render(request, "web/money_paper.html", shown)
