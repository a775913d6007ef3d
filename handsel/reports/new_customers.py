"""New customers over a period: how many joined in all, in each of its spans, and in the period before (ACC-19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from handsel.kernel.database import call_function, call_scalar
from handsel.kernel.refusal import Invalid
from handsel.reports.periods import EARLIEST, LATEST, MOST_SPANS, Period, Span, Step, borders


@dataclass(frozen=True)
class Joined:
    """How many customers joined in `span`."""

    span: Span
    count: int


@dataclass(frozen=True)
class NewCustomers:
    """Who joined in `period`, span by span, and in all how many did `before` it.

    `left_out` is how many sub-resellers below show nothing to the asker: who joined there is not counted.
    """

    period: Period
    step: Step
    spans: Sequence[Joined]
    before: Period
    before_count: int
    left_out: int = 0

    @property
    def count(self) -> int:
        return sum(one.count for one in self.spans)

    @property
    def most(self) -> int:
        """The count of the span that has most."""
        return max(one.count for one in self.spans)


def new_customers(
    seller_id: int, period: Period, step: Step | None = None, *, zone: tzinfo, is_below: bool = False
) -> NewCustomers:
    """Count who joined `seller_id` in `period` by `step`, or by what shows it best.

    `is_below` adds all tiers below that let their figures through (ACC-25).
    Those count who stand in the lists: neither archived nor in the bin. Days begin and end by the clocks of `zone`.

    Raises Invalid when the period ends before it begins, or the step is too short for it.
    """
    _refuse_impossible(period, step)
    step = step or period.best_step()
    spans = period.cut(step)
    counts = _counts(seller_id, spans, zone, is_below=is_below)
    before = period.before()
    (before_count,) = _counts(seller_id, [before.whole], zone, is_below=is_below)
    joined = [Joined(span, count) for span, count in zip(spans, counts, strict=True)]
    left_out = call_scalar("reports_cut_below", seller_id) if is_below else 0
    return NewCustomers(period, step, joined, before, before_count, left_out)


def _refuse_impossible(period: Period, step: Step | None) -> None:
    if period.first < EARLIEST or period.last > LATEST:
        raise Invalid(fields={"from": f"Enter days between {EARLIEST} and {LATEST}."})
    if period.first > period.last:
        raise Invalid(fields={"until": "The last day is before the first."})
    if not period.fits(step or period.best_step()):
        raise Invalid(fields={"step": f"At most {MOST_SPANS} at once: choose a longer step or a shorter period."})


def _counts(seller_id: int, spans: Sequence[Span], zone: tzinfo, *, is_below: bool) -> list[int]:
    rows = call_function("reports_new_accounts", seller_id, borders(spans, zone), is_below)
    counts = {row["place"]: row["joined"] for row in rows}
    return [counts.get(place, 0) for place in range(1, len(spans) + 1)]
