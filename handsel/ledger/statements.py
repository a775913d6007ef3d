"""What stands in a wallet and how it came there: entries, narrowed and page by page, and balances (FUN-2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.db.models import F, Max, Min, Q, QuerySet

from handsel.kernel.money import Money
from handsel.ledger.documents import Document
from handsel.ledger.models import Entry, Transfer, Wallet

PAGE_SIZE = 50
NEAR = 100
"""So many entries in the order of their times are looked at for the one that was written first."""


@dataclass(frozen=True)
class StatementSearch:
    """Which entries: of the days from `since` to `until`, both included, of one `kind` of document, with a `text`."""

    since: date | None = None
    until: date | None = None
    kind: str = ""
    text: str = ""

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> Self:
        """Read what an address names; what is no day and no kind narrows nothing."""
        kind = params.get("kind", "")
        text = params.get("q", "").replace("\0", "").strip()[:100]
        return cls(_day(params, "since"), _day(params, "until"), kind if kind in Document.values else "", text)

    @property
    def is_narrow(self) -> bool:
        return self != StatementSearch()

    def to_params(self) -> dict[str, str]:
        """Return it as an address has it."""
        named = {"since": self.since, "until": self.until, "kind": self.kind, "q": self.text}
        return {name: str(value) for name, value in named.items() if value}

    def of(self, wallet: Wallet, zone: ZoneInfo) -> QuerySet[Entry]:
        """Return the entries of `wallet` that are meant, newest first; days begin in `zone`."""
        entries = statement(wallet)
        if self.since or self.until:
            entries = _of_days(entries, wallet, _times(self.since, self.until, zone))
        if self.kind:
            entries = entries.filter(transfer__document=self.kind)
        return entries.filter(_with_text(self.text)) if self.text else entries


@dataclass(frozen=True)
class EntryPage:
    """Some entries, newest first; `older` and `newer` name where to go on, None at the ends."""

    rows: Sequence[Entry]
    older: int | None
    newer: int | None


@dataclass(frozen=True)
class Balances:
    """What stood in the wallet before the first day of a period, and after its last."""

    opening: Money
    closing: Money

    @property
    def change(self) -> Money:
        return self.closing - self.opening


def statement(wallet: Wallet) -> QuerySet[Entry]:
    """Return the entries of one wallet with their documents, newest first; each says the balance it left behind."""
    return (
        Entry.objects.filter(seller_id=wallet.seller_id, ledger_account_id=wallet.ledger_account_id)
        .select_related(
            "transfer__receipt", "transfer__adjustment", "transfer__reverses__receipt", "transfer__reverses__adjustment"
        )
        .order_by("-pk")
    )


def statement_page(entries: QuerySet[Entry], params: Mapping[str, str], size: int = PAGE_SIZE) -> EntryPage:
    """Return the page that `before` or `after` names, the newest where neither does: as fast at a million as at ten."""
    before, after = _number(params.get("before", "")), _number(params.get("after", ""))
    if after:
        rows = list(entries.filter(pk__gt=after).order_by("pk")[: size + 1])
        has_newer, rows = len(rows) > size, rows[:size][::-1]
        return EntryPage(rows, rows[-1].pk if rows else None, rows[0].pk if has_newer else None)
    rows = list((entries.filter(pk__lt=before) if before else entries)[: size + 1])
    has_older, rows = len(rows) > size, rows[:size]
    return EntryPage(rows, rows[-1].pk if has_older else None, rows[0].pk if before and rows else None)


def balances(wallet: Wallet, search: StatementSearch, zone: ZoneInfo) -> Balances:
    """Return the balance before the period and after it, as the entries themselves say it."""
    opening = _balance_before(wallet, search.since, zone) if search.since else 0
    closing = wallet.balance_minor
    if search.until:
        closing = _balance_before(wallet, search.until + timedelta(days=1), zone)
    return Balances(Money(opening, wallet.currency), Money(closing, wallet.currency))


def _of_days(entries: QuerySet[Entry], wallet: Wallet, times: Mapping[str, datetime]) -> QuerySet[Entry]:
    """Return those of `entries` of `wallet` whose transfers are of these `times`.

    Within one wallet, entries have their ids in the order of their transfers, since both are given under its lock. So
    the first and the last transfer of the period, found in an index, say between which ids its entries are, and no
    others are looked at, however long ago it was.
    """
    meant = Transfer.objects.filter(seller_id=wallet.seller_id, buyer_id=wallet.buyer_id, **times)
    # Added to, so that the index of days is used and not the order of ids, which may have to be followed for long.
    ends = meant.aggregate(first=Min(F("pk") + 0), last=Max(F("pk") + 0))
    bounds = entries.filter(transfer_id__in=list(ends.values())).aggregate(first=Min("pk"), last=Max("pk"))
    of_those = {f"transfer__{name}": value for name, value in times.items()}
    return entries.filter(pk__gte=bounds["first"] or 0, pk__lte=bounds["last"] or 0, **of_those)


def _balance_before(wallet: Wallet, day: date, zone: ZoneInfo) -> int:
    """Return what the entry before the first one of `day` or later left behind: balances follow ids, not times."""
    whose = {"transfer__seller_id": wallet.seller_id, "transfer__buyer_id": wallet.buyer_id}  # as the index has it
    entries = statement(wallet)
    later = entries.filter(**whose, transfer__at__gte=_begin(day, zone)).order_by("transfer__at")
    first = min(later.values_list("pk", flat=True)[:NEAR], default=None)
    earlier = entries.filter(pk__lt=first) if first else entries
    return int(earlier.values_list("balance_after_minor", flat=True).first() or 0)


def _with_text(text: str) -> Q:
    """Return the condition for a reason, a reference, the number of a document, or how the number of an order begins.

    What people wrote stands on few of a million entries, which an index has; another has the numbers of orders.
    """
    written = Q(transfer__reason__icontains=text) | Q(transfer__receipt__note__icontains=text)
    if text.isascii() and text.isdigit() and len(text) < 10:  # noqa: PLR2004 - fits the column
        written |= Q(transfer__receipt__number=int(text)) | Q(transfer__adjustment__number=int(text))
    first = text.upper()
    ordered = Q(transfer__document=Document.INVOICE, transfer__reason__range=(first, first + "Z" * 12))
    return ~Q(transfer__document=Document.INVOICE) & written | ordered


def _begin(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _times(since: date | None, until: date | None, zone: ZoneInfo) -> dict[str, datetime]:
    times = {"at__gte": _begin(since, zone)} if since else {}
    return times | ({"at__lt": _begin(until + timedelta(days=1), zone)} if until else {})


def _day(params: Mapping[str, str], name: str) -> date | None:
    try:
        found = date.fromisoformat(params.get(name, ""))
    except ValueError:
        return None
    return found if 1900 <= found.year < 9999 else None  # noqa: PLR2004 - a day after it is still one


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0  # noqa: PLR2004 - fits a bigint
