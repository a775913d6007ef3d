"""What a row of a bank's list says: a pure decision about day, amount, and whose it may be (FUN-1)."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from handsel.accounts.importing.cleaning import clean_text
from handsel.accounts.importing.columns import plain
from handsel.accounts.references import read_reference
from handsel.kernel.money import SPACES, Money, is_currency, is_written_amount, parse_money
from handsel.kernel.refusal import Refusal
from handsel.ledger.payment_columns import SEVERAL

DAY_FIRST = ("%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d-%m-%y")
MONTH_FIRST = ("%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y", "%m-%d-%y", "%m.%d.%Y")
CERTAIN = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%b %d, %Y")
_IN = frozenset(("crdt", "credit", "cr", "c", "h", "haben", "bij", "in", "+"))
_OUT = frozenset(("dbit", "debit", "dr", "d", "s", "soll", "af", "out", "-"))
_REFERENCE = re.compile(r"(?=(RF\s?\d\d(?:\s?[0-9A-Z]){1,21}))", re.ASCII | re.IGNORECASE)
_SHORTEST = len("RF421")
_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{3,9}(?![0-9A-Za-z])", re.ASCII)


class FileRow(NamedTuple):
    """A row as it stands in the file, and what is wrong with it as a whole."""

    line: int
    cells: Sequence[str]
    fault: str = ""


@dataclass(frozen=True)
class Reading:
    """How the rows of one file are read: the field of each column, the decimal mark, and how days are written."""

    choices: Sequence[str]
    decimal_mark: str
    forms: Sequence[str]
    currency: str

    def cells(self, row: FileRow) -> dict[str, str]:
        """Return what a row says of each field; of one in several columns, one after the other."""
        told: dict[str, list[str]] = {}
        for field, cell in zip(self.choices, row.cells, strict=False):
            if field and (text := clean_text(cell)) and (field in SEVERAL or field not in told):
                told.setdefault(field, []).append(text)
        return {field: " ".join(dict.fromkeys(texts)) for field, texts in told.items()}


@dataclass(frozen=True)
class Paid:
    """A payment as a row tells it. `account` is the number of an account that a column names, or a person."""

    amount: Money
    day: date
    account: str
    payer: str
    payer_account: str
    reference: str
    transaction: str

    @property
    def accounts_meant(self) -> list[int]:
        """The numbers of accounts in whose payment references it was paid."""
        found = (read_reference(found) for found in _references(self.reference))
        return list(dict.fromkeys(reference.account for reference in found if reference))

    @property
    def numbers(self) -> list[str]:
        """The bare numbers in its text, any of which may be that of an account."""
        return list(dict.fromkeys(_NUMBER.findall(self.reference)))

    def key(self, occurrence: int) -> str:
        """Return what this payment is known by, whichever file it stands in: `occurrence` tells equal rows apart."""
        amount = (str(self.amount.minor), self.amount.currency)
        told = (self.day.isoformat(), *amount, *map(plain_text, self._words), str(occurrence))
        return "file-" + hashlib.sha256("\n".join(told).encode()).hexdigest()[:48]

    @property
    def _words(self) -> tuple[str, ...]:
        return (self.payer, self.payer_account, self.reference, self.transaction)


class WrongRow(ValueError):
    """Why a row is no payment that can be recorded, in a sentence."""


class WentOut(WrongRow):
    """The money went out, or none moved: nothing to record."""


def reading_of(
    rows: Iterable[FileRow], choices: Sequence[str], *, decimal_mark: str, currency: str, today: date
) -> Reading:
    """Find out how amounts and days are written, of all rows together; `decimal_mark` is what the reader writes."""
    plainly = Reading(choices, decimal_mark, (), currency)
    told = [plainly.cells(row) for row in rows if not row.fault]
    amounts = [cells[field] for cells in told for field in ("amount", "credit", "debit") if field in cells]
    days = [cells["date"] for cells in told if "date" in cells]
    return Reading(choices, mark_of(amounts, decimal_mark), forms_of(days, today), currency)


def mark_of(amounts: Iterable[str], usual: str) -> str:
    """Return what stands before the decimals of most amounts; where none says, what is usual."""
    marks = Counter(found[1] for text in amounts if (found := re.search(r"([.,])\d{1,2}\D*$", text)))
    return marks.most_common(1)[0][0] if marks else usual


def forms_of(days: Sequence[str], today: date) -> tuple[str, ...]:
    """Return how the days are written: day or month first, as all of them can be read and the latest lies nearest."""

    def fitting(forms: Sequence[str]) -> tuple[int, date]:
        read = [found for text in days if (found := _day(text, forms)) and found <= today]
        return len(read), max(read, default=date.min)

    best = max((DAY_FIRST, MONTH_FIRST), key=fitting)
    return (*CERTAIN, *best)


def read_row(row: FileRow, reading: Reading, account: str = "") -> Paid:
    """Return the payment that a row tells; `account` is the number that a person gave it.

    Raises WentOut for what is no money that came in, WrongRow for what cannot be read.
    """
    if row.fault:
        raise WrongRow(row.fault)
    cells = reading.cells(row)
    amount = _amount(cells, reading)
    day = _day(cells.get("date", ""), reading.forms)
    if day is None:
        raise WrongRow(f"{cells['date']} is no day." if "date" in cells else "The row names no day.")
    return Paid(
        amount,
        day,
        account.strip() or cells.get("account", ""),
        cells.get("payer", ""),
        cells.get("payer_account", ""),
        cells.get("reference", ""),
        cells.get("transaction", ""),
    )


def _amount(cells: Mapping[str, str], reading: Reading) -> Money:
    written = cells.get("credit") or cells.get("amount", "")
    number, named = _split(written)
    if _went_out(cells, number):
        raise WentOut("This is money that went out.")
    if not written:
        raise WrongRow("The row names no amount.")
    currency = (cells.get("currency") or named or reading.currency).upper()
    if not is_currency(currency):
        raise WrongRow(f"{currency} is no currency." if currency else "The row names no currency.")
    number = number.lstrip("+")
    if not is_written_amount(number, reading.decimal_mark):
        raise WrongRow(f"{written} is no amount such as 125{reading.decimal_mark}50.")
    try:
        money = parse_money(number, currency, decimal_mark=reading.decimal_mark, may_be_zero=True)
    except Refusal as refusal:
        raise WrongRow(str(refusal)) from None
    if not money:
        raise WentOut("No money moved.")
    return money


def _went_out(cells: Mapping[str, str], number: str) -> bool:
    """Whether money went out, by its sign, its column, or the column that says so. Raises WrongRow."""
    direction = cells.get("direction", "").casefold()
    if direction in _OUT or number.startswith(("-", "−", "(")) or number.endswith("-"):
        return True
    if direction and direction not in _IN:
        raise WrongRow(f"{cells['direction']} says neither that money came in nor that it went out.")
    return not number and bool(cells.get("debit"))


def _split(written: str) -> tuple[str, str]:
    """Return the number in `1.250,00 EUR`, and the currency."""
    text = SPACES.sub("", written).replace("€", "EUR").replace("£", "GBP")
    found = re.fullmatch(r"([A-Za-z]{3})?([^A-Za-z]+)([A-Za-z]{3})?", text)
    return (found[2], found[1] or found[3] or "") if found else (text, "")


def _day(text: str, forms: Iterable[str]) -> date | None:
    text = text.split("T", maxsplit=1)[0].strip() if text[:4].isdigit() else text.strip()
    for form in forms:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, wherever
        except ValueError:
            continue
    return None


def _references(text: str) -> list[str]:
    """Return what may be payment references in `text`: each beginning, cut where it still reads as one."""
    found: list[str] = []
    for match in _REFERENCE.finditer(text):
        ends = range(len(match[1]), _SHORTEST - 1, -1)
        found += [match[1][:end] for end in ends if read_reference(match[1][:end])][:1]
    return found


def plain_text(text: str) -> str:
    """Return `text` without case, accents, blanks and signs, whole, however long."""
    return "".join(plain(text[start : start + 200]) for start in range(0, len(text), 200))
