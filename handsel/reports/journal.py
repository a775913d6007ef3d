"""A seller's journal as CSV, one line for each side of each transfer, for the programs of accountants (FUN-8).

The layout is the plain journal that Odoo (journal items), GnuCash (multi-split) and hledger import: lines with the
same number belong together, and their debits equal their credits.
"""

import csv
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from handsel.accounts.models import Account
from handsel.accounts.portal_settings import portal_of
from handsel.identity.actor import Actor
from handsel.kernel.isolation import Reading
from handsel.kernel.money import Money
from handsel.kernel.operation import operation
from handsel.ledger.models import Entry
from handsel.timeline.record import record

HEAD = (
    "number", "date", "document", "document_number", "account", "partner_number", "partner", "label", "debit", "credit",
    "currency",
)  # fmt: skip
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What a text may not begin with, lest a program takes it for a formula (P8)."""
BATCH = 5_000


def write_journal(target: TextIO, *, since: date | None, until: date | None, by: Actor) -> int:
    """Write the journal of the seller of `by` for the days from `since` to `until`; return how many lines.

    Days are those of the seller's time zone. Rows come in batches, so that memory stays flat.
    """
    out = csv.writer(target, lineterminator="\n")
    out.writerow(HEAD)
    lines = 0
    for batch in _batches(by, since, until):
        out.writerows(batch)
        lines += len(batch)
    return lines


@operation
def tell_of_journal(*, since: date | None, until: date | None, by: Actor, at: datetime) -> None:
    """Record that the journal was taken along. Raises nothing."""
    told: dict[str, Any] = {"since": str(since or ""), "until": str(until or "")}
    account = Account.objects.get(pk=by.seller_id)
    record("funds.journal_exported", subject=account, account_id=by.seller_id, by=by, at=at, **told)


def _batches(by: Actor, since: date | None, until: date | None) -> Iterator[list[tuple[str, ...]]]:
    last = 0
    while True:
        with Reading(by.scope):
            zone = ZoneInfo(portal_of(by.seller_id).time_zone)
            rows = list(_entries(by.seller_id, since, until, zone).filter(pk__gt=last)[:BATCH])
            lines = [_line(entry, zone) for entry in rows]
        if not rows:
            return
        last = rows[-1].pk
        yield lines


def _entries(seller_id: int, since: date | None, until: date | None, zone: ZoneInfo) -> QuerySet[Entry]:
    found = Entry.objects.filter(seller_id=seller_id).order_by("pk")
    if since:
        found = found.filter(transfer__at__gte=datetime.combine(since, time(), zone))
    if until:
        found = found.filter(transfer__at__lt=datetime.combine(until + timedelta(days=1), time(), zone))
    return found.select_related(
        "ledger_account", "transfer__buyer", "transfer__receipt", "transfer__adjustment", "transfer__reverses"
    )


def _line(entry: Entry, zone: ZoneInfo) -> tuple[str, ...]:
    transfer, account = entry.transfer, entry.ledger_account
    worth = f"{Money(abs(entry.amount_minor), entry.currency).decimal:f}"
    debit, credit = (worth, "") if entry.amount_minor < 0 else ("", worth)
    paper = getattr(transfer, "receipt", None) or getattr(transfer, "adjustment", None)
    buyer = transfer.buyer
    named = account.role if account.role != "wallet" else f"wallet:{buyer.number}"
    return (
        str(transfer.pk),
        transfer.at.astimezone(zone).date().isoformat(),
        transfer.document,
        str(paper.number) if paper else _safe(transfer.reason) if transfer.document == "invoice" else "",
        f"clearing:{account.method}" if account.role == "clearing" else named,
        str(buyer.number),
        _safe(buyer.name),
        _safe(transfer.reason),
        debit,
        credit,
        entry.currency,
    )


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(RISKY) else text
