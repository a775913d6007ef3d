"""Payments from a bank's list: read the file, and say of each row what would become of it (FUN-1)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

from django.core.files import File

from handsel.accounts.importing.limits import Limits
from handsel.accounts.importing.reading import open_table
from handsel.accounts.importing.unreadable import Unreadable
from handsel.accounts.models import Account
from handsel.accounts.portal_settings import today_of
from handsel.identity.actor import Actor
from handsel.kernel.isolation import reading_paused
from handsel.ledger.announcement_models import Announcement
from handsel.ledger.funds import ALIKE_FOR
from handsel.ledger.models import Receipt, Wallet
from handsel.ledger.payment_matching import How, Known, Match, alike
from handsel.ledger.payment_rows import FileRow, Paid, Reading, WentOut, WrongRow, read_row, reading_of
from handsel.ledger.receiving import transfer_key
from handsel.ledger.rules import may_add_funds

LIMITS = Limits(cpu_seconds=30, wait_seconds=30, columns=60)
"""A person waits for this."""
MOST_ROWS = 2_000
MOST_BYTES = 10 * 2**20
LONGEST_CELL = 500


class Fate(StrEnum):
    """What would become of a row."""

    MATCHED = "matched"
    ALIKE = "alike"
    RECORDED = "recorded"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    WENT_OUT = "went_out"


class PaymentFile(NamedTuple):
    """What stands in a file: the names of its columns, and its rows."""

    names: Sequence[str]
    rows: Sequence[FileRow]


@dataclass(frozen=True)
class Answers:
    """What a person said beside the file, by row: whose a payment is, and that it is no second entry of another."""

    accounts: Mapping[int, str] = field(default_factory=dict)
    sure: frozenset[int] = frozenset()


@dataclass(frozen=True)
class RowSeen:
    """A row with its fate: whose it is and by what, or why not; `receipt` is what recorded it, or one that is alike."""

    row: FileRow
    fate: Fate
    paid: Paid | None = None
    key: str = ""
    account: Account | None = None
    how: How | None = None
    announcement: Announcement | None = None
    receipt: Receipt | None = None
    reason: str = ""


def receive_payment_file(file: "File[bytes]") -> PaymentFile:
    """Return the rows of an uploaded file; nothing of it is kept. Raises Unreadable, as `read_payment_file` does."""
    if file.size > MOST_BYTES:
        raise Unreadable(f"The file is larger than {MOST_BYTES // 2**20} MB. Split it.")
    with reading_paused(), NamedTemporaryFile() as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        return read_payment_file(Path(copy.name))


def read_payment_file(path: Path) -> PaymentFile:
    """Return the table in the file at `path`. Raises Unreadable when it holds none, or too many rows."""
    with open_table(path, limits=LIMITS) as table:
        names = list(table.heading.names)
        raw = list(islice(table.rows, MOST_ROWS + 1))
    if len(raw) > MOST_ROWS:
        raise Unreadable(f"The file has more than {MOST_ROWS:,} rows. Split it.")
    rows = (FileRow(row.line, [cell[:LONGEST_CELL] for cell in row.cells[: len(names)]], row.fault) for row in raw)
    return PaymentFile(names, list(rows))


def look_at_payments(
    file: PaymentFile, choices: Sequence[str], answers: Answers, *, decimal_mark: str, by: Actor, at: datetime
) -> list[RowSeen]:
    """Say of each row what would become of it; change nothing. `choices` is the field that each column fills.

    As many statements for thousands of rows as for one. Raises Forbidden.
    """
    may_add_funds(by).or_refuse()
    currency, today = _usual_currency(by), today_of(by.seller_id, at)
    reading = reading_of(file.rows, choices, decimal_mark=decimal_mark, currency=currency, today=today)
    seen = _keyed([_read(row, reading, answers) for row in file.rows])
    paid = [one.paid for one in seen if one.paid]
    known, recorded = Known.of(paid, by, at), _recorded(seen, by)
    matched = [_matched(one, known, recorded) for one in seen]
    return _checked(_announced(matched, known), answers, by, today)


def _usual_currency(by: Actor) -> str:
    """Return the currency of a file that names none: the one in which all wallets are, if there is but one."""
    found = Wallet.objects.filter(seller_id=by.seller_id).order_by().values_list("currency", flat=True).distinct()[:2]
    return found[0] if len(found) == 1 else ""


def _read(row: FileRow, reading: Reading, answers: Answers) -> RowSeen:
    try:
        paid = read_row(row, reading, answers.accounts.get(row.line, ""))
    except WentOut as why:
        return RowSeen(row, Fate.WENT_OUT, reason=str(why))
    except WrongRow as why:
        return RowSeen(row, Fate.REFUSED, reason=str(why))
    return RowSeen(row, Fate.UNKNOWN, paid)


def _keyed(seen: Iterable[RowSeen]) -> list[RowSeen]:
    """Return rows with their keys: equal ones are told apart by how many came before."""
    often: Counter[str] = Counter()

    def keyed(one: RowSeen) -> RowSeen:
        if one.paid is None:
            return one
        content = one.paid.key(0)
        often[content] += 1
        return replace(one, key=one.paid.key(often[content]))

    return [keyed(one) for one in seen]


def _recorded(seen: Iterable[RowSeen], by: Actor) -> dict[str, Receipt]:
    keys = {transfer_key(one.key, by): one.key for one in seen if one.paid}
    found = Receipt.objects.filter(seller_id=by.seller_id, transfer__key__in=keys)
    return {keys[receipt.transfer.key]: receipt for receipt in found.select_related("transfer", "buyer")}


def _matched(one: RowSeen, known: Known, recorded: Mapping[str, Receipt]) -> RowSeen:
    if one.paid is None:
        return one
    if receipt := recorded.get(one.key):
        return replace(one, fate=Fate.RECORDED, account=receipt.buyer, receipt=receipt)
    match: Match = known.whose(one.paid)
    fate = Fate.MATCHED if match.account else Fate.UNKNOWN
    return replace(one, fate=fate, account=match.account, how=match.how, reason=match.reason)


def _announced(seen: Iterable[RowSeen], known: Known) -> list[RowSeen]:
    """Return rows with the announcement that each answers, every announcement once."""
    taken: set[int] = set()

    def answered(one: RowSeen) -> RowSeen:
        if one.fate != Fate.MATCHED or one.account is None or one.paid is None:
            return one
        told = known.announcement_of(one.account, one.paid, taken)
        taken.update({told.pk} if told else ())
        return replace(one, announcement=told)

    return [answered(one) for one in seen]


def _checked(seen: Sequence[RowSeen], answers: Answers, by: Actor, today: date) -> list[RowSeen]:
    """Return rows as they can be recorded: refused where the account takes nothing, asked about where one is alike."""
    ready = [one for one in seen if one.fate == Fate.MATCHED]
    buyers = {one.account.pk for one in ready if one.account}
    wallets = Wallet.objects.filter(seller_id=by.seller_id, buyer_id__in=buyers)
    currencies = set(wallets.values_list("buyer_id", "currency"))
    before = _receipts_near(ready, buyers, by)
    lines: dict[str, int] = {}

    def checked(one: RowSeen) -> RowSeen:
        if one.fate != Fate.MATCHED or one.account is None or one.paid is None:
            return one
        if reason := _why_not(one.paid, one.account, currencies, today):
            return replace(one, fate=Fate.REFUSED, reason=reason)
        first = lines.setdefault(one.paid.key(0), one.row.line)
        if one.row.line in answers.sure:
            return one
        if twin := _twin(one.paid, before.get(one.account.pk, ())):
            return replace(one, fate=Fate.ALIKE, receipt=twin)
        return one if first == one.row.line else replace(one, fate=Fate.ALIKE, reason=f"Row {first} says the same.")

    return [checked(one) for one in seen]


def _why_not(paid: Paid, account: Account, currencies: set[tuple[int, str]], today: date) -> str:
    if account.deleted_at:
        return f"{account.name} lies in the bin; restore it before you move its money."
    if account.archived_at:
        return f"{account.name} is archived; unarchive it before you move its money."
    if (account.pk, paid.amount.currency) not in currencies:
        return f"{account.name} has no wallet in {paid.amount.currency}."
    if paid.day > today:
        return "The day lies ahead."
    return ""


def _receipts_near(ready: Sequence[RowSeen], buyers: set[int], by: Actor) -> dict[int, list[Receipt]]:
    days = [one.paid.day for one in ready if one.paid]
    if not days:
        return {}
    span = (min(days) - ALIKE_FOR, max(days) + ALIKE_FOR)
    found: dict[int, list[Receipt]] = {}
    for receipt in Receipt.objects.filter(seller_id=by.seller_id, buyer_id__in=buyers, received_on__range=span):
        found.setdefault(receipt.buyer_id, []).append(receipt)
    return found


def _twin(paid: Paid, receipts: Iterable[Receipt]) -> Receipt | None:
    """Return a receipt that may be of the same payment: same amount, within a week, a reference that is alike."""
    for receipt in receipts:
        same = (receipt.amount_minor, receipt.currency) == (paid.amount.minor, paid.amount.currency)
        if same and abs(receipt.received_on - paid.day) <= ALIKE_FOR and alike(receipt.reference, paid.reference):
            return receipt
    return None
