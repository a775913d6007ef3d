"""Which period of taxes an address asks for (CAT-4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.utils.translation import gettext as _

from handsel.reports.periods import Period

PERIODS = {
    "this-month": Period.this_month,
    "last-month": Period.last_month,
    "this-quarter": Period.this_quarter,
    "last-quarter": Period.last_quarter,
    "this-year": Period.this_year,
    "last-year": Period.last_year,
}
STANDARD = "this-month"
OWN_DAYS = "days"


@dataclass(frozen=True)
class Asked:
    """The period by its name, with its days; where two days were chosen that are no period, `problem` says so."""

    name: str
    period: Period
    problem: str = ""

    @classmethod
    def from_params(cls, params: Mapping[str, str], today: date) -> Self:
        name = params.get("period", STANDARD)
        if name in PERIODS:
            return cls(name, PERIODS[name](today))
        standard = PERIODS[STANDARD](today)
        if name != OWN_DAYS:
            return cls(STANDARD, standard)
        try:
            period = Period(date.fromisoformat(params.get("from", "")), date.fromisoformat(params.get("until", "")))
        except ValueError:
            return cls(OWN_DAYS, standard, _("Choose both days.") if "from" in params else "")
        if period.first > period.last:
            return cls(OWN_DAYS, standard, _("The last day is before the first."))
        return cls(OWN_DAYS, period)
