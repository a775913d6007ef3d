"""The columns of a bank's list of payments: what banks call them, and which of our fields each fills (FUN-1)."""

from collections.abc import Mapping, Sequence
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handsel.accounts.importing.columns import plain

LABELS: Mapping[str, Promise] = {
    "date": _("Booking date"),
    "amount": _("Amount"),
    "credit": _("Amount received"),
    "debit": _("Amount paid out"),
    "direction": _("Credit or debit"),
    "currency": _("Currency"),
    "account": _("Account number"),
    "payer": _("Payer"),
    "payer_account": _("Account of the payer"),
    "reference": _("Reference"),
    "transaction": _("Transaction number of the bank"),
}
"""Field -> what people call it."""
SEVERAL = frozenset({"reference"})
"""What may stand in several columns, which are read one after the other."""

_ALSO: Mapping[str, Sequence[str]] = {
    "date": (
        "Date", "Booking date", "Booked on", "Posting date", "Transaction date", "Completed date", "Date received",
        "Received on", "Buchungstag", "Buchungsdatum", "Buchung", "Datum", "Boekdatum", "Boekingsdatum",
        "Date opération", "Date de l'opération", "Date de comptabilisation", "Fecha", "Fecha operación", "Data",
        "Data contabile",
    ),
    "amount": (
        "Amount", "Transaction amount", "Betrag", "Betrag in EUR", "Betrag (EUR)", "Umsatz", "Umsatz in EUR", "Bedrag",
        "Bedrag (EUR)", "Montant", "Montant (EUR)", "Importe", "Importo", "Amount (EUR)", "Amount (GBP)",
        "Amount (USD)",
    ),
    "credit": (
        "Credit", "Credit amount", "Paid in", "Money in", "Deposit", "Deposits", "Haben", "Gutschrift", "Crédit",
        "Bij", "Abono", "Avere", "Entrate",
    ),
    "debit": (
        "Debit", "Debit amount", "Paid out", "Money out", "Withdrawal", "Withdrawals", "Soll", "Lastschrift", "Débit",
        "Af", "Cargo", "Dare", "Uscite",
    ),
    "direction": ("Direction", "Debit/Credit", "Credit/Debit", "CdtDbtInd", "Soll/Haben", "S/H", "Af Bij", "Sens"),
    "currency": ("Currency", "Ccy", "Währung", "Valuta", "Munt", "Devise", "Moneda", "Divisa"),
    "account": (
        "Account number", "Account no", "Customer number", "Customer no", "Client number", "Kundennummer", "Kunden-Nr",
        "Klantnummer", "Numéro client", "Número de cliente",
    ),
    "payer": (
        "Payer", "Payer name", "Name", "Counterparty", "Counterparty name", "From", "Sender", "Debtor", "Debtor name",
        "Auftraggeber", "Auftraggeber/Empfänger", "Auftraggeber / Begünstigter", "Begünstigter/Zahlungspflichtiger",
        "Zahlungspflichtige*r", "Name Zahlungsbeteiligter", "Naam / Omschrijving", "Naam tegenpartij",
        "Donneur d'ordre", "Ordenante", "Ordinante",
    ),
    "payer_account": (
        "Payer account", "Counterparty account", "Counterparty IBAN", "IBAN", "Debtor account", "Kontonummer/IBAN",
        "IBAN Zahlungsbeteiligter", "Tegenrekening", "Tegenrekening IBAN/BBAN",
    ),
    "reference": (
        "Reference", "Payment reference", "Description", "Details", "Memo", "Narrative", "Remittance information",
        "Transaction description", "Text", "Verwendungszweck", "Buchungstext", "Mededelingen", "Omschrijving-1",
        "Omschrijving-2", "Omschrijving-3", "Libellé", "Motif", "Concepto", "Causale", "Descrizione",
        "End-to-end reference", "Kundenreferenz (End-to-End)",
    ),
    "transaction": (
        "Transaction reference", "Transaction ID", "Bank reference", "Entry reference", "AcctSvcrRef", "Volgnr",
    ),
}  # fmt: skip


def guess_choices(names: Sequence[str]) -> list[str]:
    """Return for each column of a file the field that it seems to fill, or nothing; the first where two are alike."""
    known = _known()
    choices: list[str] = []
    for name in names:
        field = known.get(plain(name), "")
        choices.append("" if field in choices and field not in SEVERAL else field)
    return choices


def lacking(choices: Sequence[str]) -> list[str]:
    """Return, in words, what no column says without which no row can be read."""
    wanted = {"date": "the day", "amount": "the amount"}
    if "credit" in choices:
        del wanted["amount"]
    return [words for field, words in wanted.items() if field not in choices]


@cache
def _known() -> dict[str, str]:
    """Return every name of a column, as all our languages call it."""
    known = {plain(name): field for field, names in _ALSO.items() for name in names}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            known |= {plain(str(label)): field for field, label in LABELS.items()}
    return known
