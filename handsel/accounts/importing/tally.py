"""Count the fates of a file's rows, and say in sentences how it went (ACC-22)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from handsel.accounts.importing.fates import Decision, Fate

MOST_REASONS = 5


@dataclass
class Tally:
    """How many rows had which fate, and which fields are updated how often."""

    fates: Counter[Fate] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, decisions: Iterable[Decision]) -> None:
        for decision in decisions:
            self.fates[decision.fate] += 1
            self.fields.update(decision.changes.keys())
            self.reasons.update((fault.column, fault.reason) for fault in decision.faults)

    @property
    def rows(self) -> int:
        return self.fates.total()

    @property
    def accounts(self) -> int:
        """How many accounts the rows that were taken are about."""
        return self.rows - self.fates[Fate.SAME] - self.fates[Fate.REFUSED]

    @property
    def refused(self) -> int:
        return self.fates[Fate.REFUSED]

    def sentences(self, *, kind: str, dry_run: bool) -> list[str]:
        """Return what a person wants to know afterwards, most important first."""
        would = "would be " if dry_run else ""
        new, changed, unchanged = (f"{self.fates[fate]:,}" for fate in (Fate.NEW, Fate.UPDATE, Fate.UNCHANGED))
        said = [f"{new} {would}new, {changed} {would}changed, {unchanged} unchanged, {self.refused:,} refused."]
        if self.fates[Fate.SAME]:
            said.append(self._of_people(kind))
        if self.fields:
            said.append("Changed: " + ", ".join(f"{name} {n:,}" for name, n in self.fields.most_common()) + ".")
        for (column, reason), count in self.reasons.most_common(MOST_REASONS):
            times = "once" if count == 1 else f"{count:,} times"
            said.append(f"Refused {times}: {f'{column}: ' if column else ''}{reason}")
        if len(self.reasons) > MOST_REASONS:
            said.append(f"Refused for {len(self.reasons) - MOST_REASONS:,} more reasons.")
        return said

    def _of_people(self, kind: str) -> str:
        one, many = ("person", "people") if kind == "customer" else ("reseller", "resellers")
        said = f"{_rows(self.rows)} {self.accounts:,} {one if self.accounts == 1 else many}: "
        said += f"{_rows(self.fates[Fate.SAME])} the same {one} as an earlier row"
        return f"{said}, {_rows(self.refused)} refused." if self.refused else f"{said}."


def _rows(count: int) -> str:
    return f"{count:,} row is" if count == 1 else f"{count:,} rows are"
