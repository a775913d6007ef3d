"""A statement as a file: a workbook, or a PDF in the seller's own brand with nothing of a tier above (FUN-2)."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typst
from django.utils import translation
from django.utils.translation import gettext as _

from handsel.accounts.logos import stored_logo
from handsel.accounts.models import Account
from handsel.accounts.portal_settings import OpenPortal
from handsel.identity.actor import Actor
from handsel.kernel.money import Money
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Conflict
from handsel.ledger.models import Entry, Wallet
from handsel.ledger.statements import Balances, StatementSearch, balances
from handsel.ledger.tellings import against, document, number_of, said
from handsel.reports.workbook import Column, write_workbook
from handsel.reports.workbook_cells import amounts, currencies, moments, texts
from handsel.timeline.record import record

LONGEST = {"xlsx": 50_000, "pdf": 2_000}
"""So many entries go into one file."""
BATCH = 2_000
LAYOUT = Path(__file__).parent / "statement.typ"


class StatementTooLong(Conflict):
    """The period has more entries than one file holds."""

    code = "statement_too_long"


@dataclass(frozen=True)
class StatementWanted:
    """Whose statement, narrowed how, as the brand of `portal` shows it and in its time zone."""

    wallet: Wallet
    account: Account
    search: StatementSearch
    portal: OpenPortal

    @property
    def zone(self) -> ZoneInfo:
        return self.portal.zone

    def name(self, ending: str) -> str:
        return f"Statement-{self.account.number}-{self.wallet.currency}.{ending}"

    def entries(self, ending: str) -> list[Entry]:
        """Return the entries, oldest first. Raises StatementTooLong."""
        most = LONGEST[ending]
        found = self.search.of(self.wallet, self.zone)
        rows = list(found.order_by("pk")[: most + 1])
        if len(rows) > most:
            raise StatementTooLong(
                _("This period has more than %(most)s entries; choose a shorter one.") % {"most": most}
            )
        return rows


@operation
def tell_of_export(*, wanted: StatementWanted, ending: str, by: Actor, at: datetime) -> None:
    """Record that somebody took a statement along as a file. Raises nothing."""
    told: dict[str, Any] = {
        "currency": wanted.wallet.currency,
        "file": wanted.name(ending),
        **wanted.search.to_params(),
    }
    record("funds.statement_exported", subject=wanted.wallet, account_id=wanted.account.pk, by=by, at=at, **told)


def statement_workbook(wanted: StatementWanted) -> bytes:
    """Return the statement as a workbook, oldest entry first, between the balances. Raises StatementTooLong."""
    rows, stood = wanted.entries("xlsx"), balances(wanted.wallet, wanted.search, wanted.zone)
    columns = [
        Column(_("Date"), moments(wanted.zone), 18),
        Column(_("Document"), texts),
        Column(_("Number"), texts),
        Column(_("Reason"), texts, 40),
        Column(_("Against"), texts),
        Column(_("Amount"), amounts),
        Column(_("Balance"), amounts),
        Column(_("Currency"), currencies),
    ]
    made = BytesIO()
    write_workbook(made, _("Statement"), columns, _batches(rows, stood), is_rtl=translation.get_language_bidi())
    return made.getvalue()


def _batches(rows: Sequence[Entry], stood: Balances) -> Iterator[list[Sequence[Any]]]:
    yield _balance(_("Opening balance"), stood.opening)
    for start in range(0, len(rows), BATCH):
        some = rows[start : start + BATCH]
        yield [
            [row.transfer.at for row in some],
            [document(row) for row in some],
            [number_of(row) for row in some],
            [said(row) for row in some],
            [against(row) for row in some],
            worth := [Money(row.amount_minor, row.currency) for row in some],
            [Money(row.balance_after_minor or 0, row.currency) for row in some],
            worth,
        ]
    yield _balance(_("Closing balance"), stood.closing)


def _balance(label: str, worth: Money) -> list[Sequence[Any]]:
    """Return the one row that says how much stood in the wallet."""
    return [[None], [label], [None], [None], [None], [None], [worth], [worth]]


def statement_pdf(wanted: StatementWanted, *, write_money: Any, write_day: Any) -> bytes:
    """Return the statement as a PDF, oldest entry first; a face says how amounts and days are written.

    Raises StatementTooLong.
    """
    rows = wanted.entries("pdf")
    mark = wanted.portal.logo
    logo = stored_logo(wanted.portal.seller_id, mark.digest) if mark else None
    stood = balances(wanted.wallet, wanted.search, wanted.zone)
    account, search = wanted.account, wanted.search
    data = {
        "language": (translation.get_language() or "en")[:2],
        "title": _("Statement"),
        "colour": wanted.portal.colour,
        "seller": [line for line in (wanted.portal.title, wanted.portal.email) if line],
        "buyer": [
            line for line in (account.name, account.address, f"{account.postcode} {account.city}".strip()) if line
        ],
        "number": str(account.number),
        "number_label": _("Number"),
        "period": " – ".join(write_day(day) if day else "…" for day in (search.since, search.until))
        if search.since or search.until
        else "",
        "opening": [_("Opening balance"), write_money(stood.opening)],
        "closing": [_("Closing balance"), write_money(stood.closing)],
        "head": [_("Date"), _("Document"), _("Reason"), _("Against"), _("Amount"), _("Balance")],
        "rows": [
            [
                write_day(row.transfer.at.astimezone(wanted.zone).date()),
                " ".join(filter(None, (document(row), number_of(row)))),
                said(row),
                against(row),
                write_money(Money(row.amount_minor, row.currency)),
                write_money(Money(row.balance_after_minor or 0, row.currency)),
            ]
            for row in rows
        ],
        "logo": bool(logo),
    }
    files: dict[str, bytes] = {"main.typ": LAYOUT.read_bytes(), "data.json": json.dumps(data).encode()}
    if logo:
        files["logo.png"] = logo
    return bytes(typst.compile(files))  # type: ignore[call-overload]  # its stub does not know several files
