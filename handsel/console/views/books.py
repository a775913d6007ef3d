"""What each of the seller's books comes to (FUN-8)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from handsel.console.desk import DeskRequest, at_desk
from handsel.ledger.balances import Book, balance_sheets
from handsel.ledger.tellings import WAYS

BOOKS = {
    "wallet": _("Wallets of your buyers"),
    "clearing": _("Payments"),
    "revenue": _("Revenue, net"),
    "tax": _("Tax"),
    "adjustment": _("Credits and charges"),
}


@at_desk
@require_GET
def books(request: DeskRequest) -> HttpResponse:
    sheets = balance_sheets(by=request.desk.actor)
    shown = [(sheet, [(named(book), book) for book in sheet.books]) for sheet in sheets]
    return render(request, "console/funds/books.html", {"sheets": shown})


def named(book: Book) -> str:
    """Return what a book is called."""
    name = str(BOOKS[book.role])
    return f"{name}: {WAYS[book.method]}" if book.method in WAYS else name
