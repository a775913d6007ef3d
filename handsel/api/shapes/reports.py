"""Reports as the API asks for and shows them: new customers (ACC-19), tax (CAT-4), lists as files (ACC-13)."""

from datetime import date
from typing import Literal, Self

from ninja import Schema
from pydantic import ConfigDict, Field

from handsel.api.shapes.parts import Text
from handsel.kernel.refusal import Invalid
from handsel.reports.new_customers import NewCustomers
from handsel.reports.periods import Period, Span, Step
from handsel.reports.taxes import Taxed, TaxSummary, Total
from handsel.segments.columns import COLUMNS
from handsel.segments.sorting import SORTS
from handsel.tax.models import Treatment


class NewCustomersWanted(Schema):
    """Which days, by which step, and whose customers."""

    first: date | None = Field(None, alias="from", description="The first day; without days, the last 30.")
    until: date | None = Field(None, description="The last day, which counts too.")
    step: Literal["day", "week", "month"] | None = Field(None, description="Without it, what fits the period.")
    whose: Literal["own", "below"] = Field("own", description="below: your own and those of all tiers below you.")

    def period(self, today: date) -> Period:
        """Return the days. Raises Invalid where only one of the two is named."""
        if self.first is None and self.until is None:
            return Period.last_days(30, today)
        if self.first is None or self.until is None:
            raise Invalid(fields={"from" if self.first is None else "until": "Name the first and the last day."})
        return Period(self.first, self.until)

    @property
    def by_step(self) -> Step | None:
        return Step(self.step) if self.step else None


class Joined(Schema):
    """How many customers joined from one day to another, both of them among it."""

    model_config = ConfigDict(populate_by_name=True)

    first: date = Field(alias="from")
    until: date
    count: int

    @classmethod
    def of(cls, span: Span, count: int) -> Self:
        return cls.model_construct(first=span.first, until=span.last, count=count)


class NewCustomersOut(Joined):
    """New customers of a period, in each of its spans, and of the period before it."""

    step: Step
    before: Joined
    spans: list[Joined]
    left_out: int = Field(description="Sub-resellers that show you nothing of who is below them; not counted here.")

    @classmethod
    def of_report(cls, found: NewCustomers) -> Self:
        return cls.model_construct(
            first=found.period.first,
            until=found.period.last,
            count=found.count,
            step=found.step,
            before=Joined.of(found.before.whole, found.before_count),
            spans=[Joined.of(one.span, one.count) for one in found.spans],
            left_out=found.left_out,
        )


class ListFileWanted(Schema):
    """Which rows and columns the file has."""

    q: Text = Field("", max_length=100, description="Words to search for.")
    segment: int | None = Field(None, ge=1, description="One of /segments; other conditions narrow it further.")
    sort: str = Field("name", description=f"One of {', '.join(SORTS)}; with - before it the other way round.")
    columns: Text = Field("", description=f"Some of {', '.join(COLUMNS)}, with commas; without any, the standard ones.")

    @property
    def names(self) -> list[str]:
        """Return the columns. Raises Invalid, naming those that are none."""
        names = [name.strip() for name in self.columns.split(",") if name.strip()]
        unknown = [name for name in names if name not in COLUMNS]
        if unknown:
            raise Invalid(fields={"columns": f"There is no column {', '.join(unknown)}."})
        return names


class TaxesWanted(Schema):
    """Which days."""

    first: date | None = Field(None, alias="from", description="The first day; without days, this month so far.")
    until: date | None = Field(None, description="The last day, which counts too.")

    def period(self, today: date) -> Period:
        """Return the days. Raises Invalid where only one of the two is named."""
        if self.first is None and self.until is None:
            return Period.this_month(today)
        if self.first is None or self.until is None:
            raise Invalid(fields={"from" if self.first is None else "until": "Name the first and the last day."})
        return Period(self.first, self.until)


class TaxedOut(Schema):
    """What was taxed alike: settled orders less what was given back, in minor units of the currency."""

    currency: str
    country: str
    region: str
    treatment: Treatment
    percent: str
    net_minor: int
    tax_minor: int
    gross_minor: int
    orders: int
    credit_notes: int

    @classmethod
    def of(cls, row: Taxed) -> Self:
        return cls.model_construct(**vars(row) | {"treatment": Treatment(row.treatment), "percent": row.rate})


class TaxTotalOut(Schema):
    """One currency in all, and what its books say of the same days."""

    currency: str
    net_minor: int
    tax_minor: int
    gross_minor: int
    booked_net_minor: int
    booked_tax_minor: int
    agrees: bool

    @classmethod
    def of(cls, total: Total) -> Self:
        return cls.model_construct(
            currency=total.net.currency,
            net_minor=total.net.minor,
            tax_minor=total.tax.minor,
            gross_minor=total.gross.minor,
            booked_net_minor=total.booked_net.minor,
            booked_tax_minor=total.booked_tax.minor,
            agrees=total.agrees,
        )


class TaxesOut(Schema):
    """The tax of a period, as the books have it."""

    model_config = ConfigDict(populate_by_name=True)

    first: date = Field(alias="from")
    until: date
    rows: list[TaxedOut]
    totals: list[TaxTotalOut]

    @classmethod
    def of(cls, found: TaxSummary) -> Self:
        return cls.model_construct(
            first=found.period.first,
            until=found.period.last,
            rows=[TaxedOut.of(row) for row in found.rows],
            totals=[TaxTotalOut.of(total) for total in found.totals],
        )
