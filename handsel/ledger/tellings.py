"""An entry of a wallet in words: its document, number, reason and what it moved against (FUN-2)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handsel.ledger.charging_back import DISPUTE
from handsel.ledger.documents import Adjustment, Document
from handsel.ledger.models import Entry, Receipt, Transfer

DOCUMENTS: dict[str, str | Promise] = {
    Document.RECEIPT: _("Receipt"),
    Document.CREDIT_NOTE: _("Credit note"),
    Document.INVOICE: _("Order"),
    Document.DEBIT_NOTE: _("Debit note"),
    Document.PAYOUT: _("Payout"),
    Document.REVERSAL: _("Reversal"),
}
WAYS: dict[str, str | Promise] = {
    "bank_transfer": _("Bank transfer"),
    "cash": _("Cash"),
    "cheque": _("Cheque"),
    "card": _("Credit card"),
    "other": _("Other"),
}


def document(entry: Entry) -> str:
    """Return what kind of document stands behind an entry."""
    return str(DOCUMENTS[entry.transfer.document])


def number_of(entry: Entry) -> str:
    """Return the number of the document: of the receipt, the note, the order; of a reversal, of what it reverses."""
    transfer = entry.transfer.reverses or entry.transfer
    paper = _paper(transfer)
    return str(paper.number) if paper else transfer.reason if transfer.document == Document.INVOICE else ""


def said(entry: Entry) -> str:
    """Return the reason or reference; an order's is its number, which is told already."""
    return "" if entry.transfer.document == Document.INVOICE else entry.transfer.reason


def against(entry: Entry) -> str:
    """Return what a wallet moved against: the way money came or left, purchases, or an adjustment."""
    transfer = entry.transfer.reverses or entry.transfer
    if transfer.document == Document.INVOICE:
        return str(_("Purchases"))
    if transfer.key.startswith(DISPUTE):
        return str(WAYS["card"])
    paper = _paper(transfer)
    return str(WAYS[paper.method]) if paper and paper.method in WAYS else str(_("Adjustment"))


def _paper(transfer: Transfer) -> Receipt | Adjustment | None:
    return getattr(transfer, "receipt", None) or getattr(transfer, "adjustment", None)
