"""Count the fates of a file's rows, and say in sentences how it went (ACC-22)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from handsel.accounts.importing.fates import Decision, Fate


@dataclass
class Tally:
    """How many rows had which fate, and which fields are updated how often."""

    fates: Counter[Fate] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, decisions: Iterable[Decision]) -> None:
        for decision in decisions:
            self.fates[decision.fate] += 1
            self.fields.update(decision.changes)
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
            people = "people" if kind == "customer" else "resellers"
            said.append(
                f"{self.rows:,} rows are {self.accounts:,} {people}: {self.fates[Fate.SAME]:,} rows are the same "
                f"{'person' if kind == 'customer' else 'reseller'} as an earlier row."
            )
        if self.fields:
            said.append("Changed: " + ", ".join(f"{name} {n:,}" for name, n in self.fields.most_common()) + ".")
        for (column, reason), count in self.reasons.most_common(5):
            said.append(f"Refused {count:,} times: {f'{column}: ' if column else ''}{reason}")
        return said
