"""What somebody wants changed on a price list: for which things, and how (CAT-2, CAT-3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from handsel.catalog.price_models import Level
from handsel.kernel.refusal import Invalid

Target = tuple[int, int]
"""A level and the id of what stands there; the id is 0 for everything."""

EVERYTHING: Target = (Level.ALL, 0)
LEAST_PERCENT, MOST_PERCENT = Decimal(-100), Decimal(10_000)
MOST_MINOR = 10**12


class Way(StrEnum):
    """What is done to each thing. RAISE and ADD start from the rule that counts now, so they are for plans only."""

    MARKUP = "markup"
    FIXED = "fixed"
    RAISE = "raise"
    ADD = "add"
    CLEAR = "clear"
    HIDE = "hide"
    SHOW = "show"


RELATIVE = frozenset({Way.RAISE, Way.ADD})
PRICING = frozenset({Way.MARKUP, Way.FIXED, Way.RAISE, Way.ADD})


@dataclass(frozen=True)
class Change:
    """One change for all of `targets`.

    MARKUP sets `percent` and `amount_minor` on the cost, FIXED the price `fixed_minor`, RAISE takes `percent` more or
    less than now, ADD `amount_minor`. CLEAR takes away what HIDE and SHOW said as well. Amounts are per unit in the
    currency in which the list is looked at. Until the end of `loss_until` the price may lie below the cost, or be
    nothing.
    """

    way: Way
    targets: Sequence[Target]
    percent: Decimal = Decimal(0)
    amount_minor: int = 0
    fixed_minor: int | None = None
    loss_until: date | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept until its day."""
        return {
            "way": str(self.way),
            "targets": [list(target) for target in self.targets],
            "percent": str(self.percent),
            "amount_minor": self.amount_minor,
            "fixed_minor": self.fixed_minor,
            "loss_until": self.loss_until.isoformat() if self.loss_until else None,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Change":
        """Return what `as_json` kept."""
        until = kept["loss_until"]
        return cls(
            Way(kept["way"]),
            [(level, target) for level, target in kept["targets"]],
            Decimal(kept["percent"]),
            kept["amount_minor"],
            kept["fixed_minor"],
            date.fromisoformat(until) if until else None,
        )

    def check(self) -> None:
        """Raise Invalid naming the figure that is out of reason."""
        if not self.percent.is_finite() or not LEAST_PERCENT <= self.percent <= MOST_PERCENT:
            raise Invalid(fields={"percent": "Enter between −100 and 10,000 percent."})
        if self.percent != round(self.percent, 2):
            raise Invalid(fields={"percent": "Enter at most two decimals."})
        if abs(self.amount_minor) > MOST_MINOR:
            raise Invalid(fields={"amount": "Enter a smaller amount."})
        least = 0 if self.loss_until else 1
        if self.way == Way.FIXED and (self.fixed_minor is None or not least <= self.fixed_minor <= MOST_MINOR):
            told = "Enter a price above zero and within reason; an owner can mean zero, until a day."
            raise Invalid(fields={"fixed": told})
        if self.way in RELATIVE and any(level != Level.PLAN for level, _target in self.targets):
            raise Invalid(fields={"targets": "Raise or lower plans; a category takes a percent."})
