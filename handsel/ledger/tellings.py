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
    paper = paper_of(entry.transfer.reverses or entry.transfer)
    if paper:
        return str(paper.number)
    return entry.transfer.reason if entry.transfer.document == Document.INVOICE else ""


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
    paper = paper_of(transfer)
    return str(WAYS[paper.method]) if paper and paper.method in WAYS else str(_("Adjustment"))


def given_paper(kind: str, number: int, *, seller_id: int, buyer_id: int) -> Receipt | Adjustment:
    """Return a document that a seller gave to a buyer; `kind` is as addresses have it.

    Raises Receipt.DoesNotExist, Adjustment.DoesNotExist.
    """
    whose = {"seller_id": seller_id, "buyer_id": buyer_id, "number": number}
    if kind == Receipt.slug:
        return Receipt.objects.select_related("transfer__reversed_by").get(**whose)
    notes = Adjustment.objects.select_related("transfer__reversed_by", "receipt")
    return notes.get(kind=kind.replace("-", "_"), **whose)


def paper_of(transfer: Transfer) -> Receipt | Adjustment | None:
    """Return the document of a transfer; orders and reversals have none of their own here."""
    return getattr(transfer, "receipt", None) or getattr(transfer, "adjustment", None)
