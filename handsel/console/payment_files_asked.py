"""A bank's list between its dry run and its recording: it travels in the page, signed, and is kept nowhere (FUN-1)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.core import signing

from handsel.accounts.importing.uploads import shown_name
from handsel.console.desk import Desk
from handsel.kernel.clock import now
from handsel.kernel.money import Money
from handsel.kernel.refusal import Invalid
from handsel.ledger.payment_columns import LABELS, guess_choices, lacking
from handsel.ledger.payment_files import Answers, Fate, PaymentFile, RowSeen, look_at_payments, receive_payment_file
from handsel.ledger.payment_rows import FileRow
from handsel.web.templatetags.money import decimal_mark

MOST_SHOWN = 300
SAMPLES, LONGEST = 3, 60
_FIRST = (Fate.UNKNOWN, Fate.ALIKE, Fate.REFUSED, Fate.MATCHED, Fate.RECORDED)


class Column(NamedTuple):
    """A column of the file: its place and name, a few of its values, and the field that it fills."""

    place: int
    name: str
    samples: Sequence[str]
    choice: str


@dataclass(frozen=True)
class Asked:
    """A bank's list with what would become of it now, and what a person said beside it."""

    name: str
    file: PaymentFile
    choices: Sequence[str]
    answers: Answers
    rows: Sequence[RowSeen]

    @property
    def packed(self) -> str:
        """The file as the page carries it."""
        kept = [self.name, self.file.names, self.file.rows]
        return signing.dumps(kept, salt="payment file", compress=True)

    @property
    def lacking(self) -> Sequence[str]:
        """What no column says without which nothing can be recorded."""
        return lacking(self.choices)

    @cached_property
    def count(self) -> Mapping[str, int]:
        """How many rows there are of each fate."""
        return {fate.value: sum(row.fate == fate for row in self.rows) for fate in Fate}

    @property
    def asked_about(self) -> int:
        """How many rows wait for a person."""
        return self.count[Fate.UNKNOWN] + self.count[Fate.ALIKE]

    @property
    def sums(self) -> Sequence[Money]:
        """What would be credited now, by currency."""
        sums: dict[str, int] = {}
        for row in self.rows:
            if row.fate == Fate.MATCHED and row.paid:
                sums[row.paid.amount.currency] = sums.get(row.paid.amount.currency, 0) + row.paid.amount.minor
        return [Money(minor, currency) for currency, minor in sorted(sums.items())]

    @cached_property
    def _in_order(self) -> Sequence[RowSeen]:
        """The rows that a person looks at: what is asked about first, and what was answered before."""
        answered = {*self.answers.accounts, *self.answers.sure}

        def place(row: RowSeen) -> int:
            is_first = row.row.line in answered and row.fate != Fate.RECORDED
            return 0 if is_first else 1 + _FIRST.index(row.fate)

        return sorted((row for row in self.rows if row.fate != Fate.WENT_OUT), key=place)

    @property
    def shown(self) -> Iterator[tuple[RowSeen, str | None, bool]]:
        """Each row that is shown, with the number of the account that was typed for it, and whether it is sure."""
        for row in self._in_order[:MOST_SHOWN]:
            is_open = row.fate != Fate.RECORDED
            typed = self.answers.accounts.get(row.row.line, "" if row.fate == Fate.UNKNOWN else None)
            yield row, typed if is_open else None, is_open and row.row.line in self.answers.sure

    @property
    def has_more(self) -> bool:
        return len(self._in_order) > MOST_SHOWN

    @property
    def left(self) -> Sequence[RowSeen]:
        """The rows that came in and cannot be recorded as they are."""
        return [row for row in self.rows if row.fate in {Fate.UNKNOWN, Fate.ALIKE, Fate.REFUSED}]

    @property
    def columns(self) -> Sequence[Column]:
        def samples(place: int) -> list[str]:
            cells = (row.cells[place].strip()[:LONGEST] for row in self.file.rows if place < len(row.cells))
            return list(dict.fromkeys(filter(None, cells)))[:SAMPLES]

        named = zip(self.file.names, self.choices, strict=True)
        return [Column(place, name, samples(place), choice) for place, (name, choice) in enumerate(named)]


def uploaded(desk: Desk, typed: Mapping[str, Any]) -> Asked:
    """Return what would become of an uploaded file. Raises Forbidden, Unreadable."""
    file = receive_payment_file(typed["file"])
    return _asked(desk, shown_name(typed["file"].name), file, guess_choices(file.names), Answers())


def unpacked(desk: Desk, post: Mapping[str, str]) -> Asked:
    """Return what would become now of a file that the page carried, as the person answered beside it.

    Raises Forbidden, Invalid where the page was another's.
    """
    try:
        name, names, rows = signing.loads(post.get("packed", ""), salt="payment file")
    except signing.BadSignature:
        raise Invalid(fields={"file": "Choose the file again."}) from None
    file = PaymentFile(names, [FileRow(*row) for row in rows])
    chosen = [post.get(f"column-{place}", "") for place in range(len(names))]
    choices = [choice if choice in LABELS else "" for choice in chosen]
    typed = {line: text.strip() for line, text in _numbered(post, "account-") if text.strip()}
    answers = Answers(typed, frozenset(line for line, _ in _numbered(post, "sure-")))
    return _asked(desk, name, file, choices, answers)


def again(desk: Desk, asked: Asked) -> Asked:
    """Return what would become now of the same file under the same answers."""
    return _asked(desk, asked.name, asked.file, asked.choices, asked.answers)


def _numbered(post: Mapping[str, str], start: str) -> Iterator[tuple[int, str]]:
    for name, text in post.items():
        line = name.removeprefix(start)
        if name.startswith(start) and line.isascii() and line.isdigit():
            yield int(line), text


def _asked(desk: Desk, name: str, file: PaymentFile, choices: Sequence[str], answers: Answers) -> Asked:
    def rows() -> list[RowSeen]:
        return look_at_payments(file, choices, answers, decimal_mark=decimal_mark(), by=desk.actor, at=now())

    return Asked(name, file, choices, answers, [] if lacking(choices) else rows())
