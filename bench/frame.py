"""How everything is measured: limit and product in turn, medians of at least five rounds, other load marked."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROUNDS = 5
BUSY_SHARE = 0.15
"""From this share of the processors on, what others do counts as load that spoils figures."""

Measure = Callable[[], float]
"""Work for a while and return a rate per second, or the seconds that something took."""


@dataclass
class Row:
    """One line of a table: what was measured, in medians, and what its ratio should be."""

    case: str
    limit: float
    product: float
    ratios: tuple[float, float]

    @property
    def ratio(self) -> float:
        return self.product / self.limit


@dataclass
class Result:
    """What a benchmark found. `disturbed` holds how many rounds saw other load, out of `rounds`.

    `goal_ratio` is what every row should reach.
    """

    title: str
    goal: str
    unit: str
    rows: list[Row] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    rounds: int = 0
    disturbed: int = 0
    goal_ratio: float = 0.0

    def as_markdown(self) -> str:
        lines = [f"## {self.title}", "", f"Goal: {self.goal}{self._verdict()}.", ""]
        lines += [f"- {fact}" for fact in self.facts]
        if self.rows:
            lines += ["", f"| case | limit, {self.unit} | Handsel, {self.unit} | ratio | of all rounds |"]
            lines += ["|---|---:|---:|---:|---:|"]
        for row in self.rows:
            low, high = row.ratios
            lines.append(
                f"| {row.case} | {row.limit:,.4g} | {row.product:,.4g} | **{row.ratio:.0%}** | {low:.0%} – {high:.0%} |"
            )
        lines += ["", f"{self.rounds} rounds; " + self._load()]
        return "\n".join(lines)

    def _verdict(self) -> str:
        if not self.rows:
            return ""
        return ", **met**" if all(row.ratio >= self.goal_ratio for row in self.rows) else ", **not met**"

    def _load(self) -> str:
        if not self.disturbed:
            return "no other load was seen."
        return f"**other load was seen in {self.disturbed} of them**: the ratios count, the rates less."


def compare(result: Result, cases: Mapping[str, tuple[Measure, Measure]], rounds: int = ROUNDS) -> Result:
    """Measure limit and product of every case in turn, `rounds` times, and add a row of medians for each."""
    limits: dict[str, list[float]] = {case: [] for case in cases}
    products: dict[str, list[float]] = {case: [] for case in cases}
    for number in range(rounds):
        result.rounds += 1
        result.disturbed += other_load() > BUSY_SHARE
        for case, (limit, product) in cases.items():
            # Whoever goes first finds a quieter server: they take turns.
            order = ((limit, limits), (product, products))
            for measure, found in order if number % 2 == 0 else reversed(order):
                found[case].append(measure())
        print(f"  round {number + 1} of {rounds}", flush=True)
    for case in cases:
        ratios = [product / limit for limit, product in zip(limits[case], products[case], strict=True)]
        medians = statistics.median(limits[case]), statistics.median(products[case])
        result.rows.append(Row(case, *medians, (min(ratios), max(ratios))))
    return result


def other_load(seconds: float = 0.5) -> float:
    """Return the share of all processors that somebody else keeps busy while we rest."""
    before = _processor_time()
    time.sleep(seconds)
    busy, whole = (after - start for after, start in zip(_processor_time(), before, strict=True))
    return busy / whole if whole else 0.0


def _processor_time() -> tuple[float, float]:
    numbers = [float(number) for number in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    idle = numbers[3] + numbers[4]
    return sum(numbers[:8]) - idle, sum(numbers[:8])
