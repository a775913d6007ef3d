"""What a seller's books say of tax in a period: by country, rate and reason, for whoever declares it (CAT-4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal

from django.db.models import Sum

from handsel.kernel.database import call_function
from handsel.kernel.money import Money
from handsel.kernel.refusal import Invalid
from handsel.ledger.models import Entry, LedgerAccount
from handsel.reports.periods import EARLIEST, LATEST, Period, borders
from handsel.tax.models import Treatment, percent_text


@dataclass(frozen=True)
class Taxed:
    """What was taxed alike in one currency: net, tax and gross of `orders` settled less `credit_notes` given back."""

    currency: str
    country: str
    region: str
    treatment: str
    percent: Decimal
    net_minor: int
    tax_minor: int
    gross_minor: int
    orders: int
    credit_notes: int

    @property
    def net(self) -> Money:
        return Money(self.net_minor, self.currency)

    @property
    def tax(self) -> Money:
        return Money(self.tax_minor, self.currency)

    @property
    def gross(self) -> Money:
        return Money(self.gross_minor, self.currency)

    @property
    def reason(self) -> str:
        return str(Treatment(self.treatment).label)

    @property
    def rate(self) -> str:
        return percent_text(self.percent)


@dataclass(frozen=True)
class Total:
    """One currency: what its rows sum to, and what revenue and tax moved by in the books in the same days."""

    net: Money
    tax: Money
    booked_net: Money
    booked_tax: Money

    @property
    def gross(self) -> Money:
        return self.net + self.tax

    @property
    def agrees(self) -> bool:
        """Whether the rows say what the books say."""
        return (self.net, self.tax) == (self.booked_net, self.booked_tax)


@dataclass(frozen=True)
class TaxSummary:
    """The tax of `period`, by currency, country, state, reason and rate, with a total for each currency."""

    period: Period
    rows: Sequence[Taxed]
    totals: Sequence[Total]


def tax_summary(seller_id: int, period: Period, *, zone: tzinfo) -> TaxSummary:
    """Return what the books of `seller_id` say of tax in `period`: what was settled less what was given back.

    Days begin and end by the clocks of `zone`. What was given back counts on the day of its credit note, at the rate
    of its order. Raises Invalid when the period ends before it begins.
    """
    if period.first < EARLIEST or period.last > LATEST:
        raise Invalid(fields={"from": f"Enter days between {EARLIEST} and {LATEST}."})
    if period.first > period.last:
        raise Invalid(fields={"until": "The last day is before the first."})
    since, until = borders([period.whole], zone)
    rows = [Taxed(**row) for row in call_function("reports_taxes", seller_id, since, until)]
    booked = (
        Entry.objects.filter(seller_id=seller_id, transfer__at__gte=since, transfer__at__lt=until)
        .filter(ledger_account__role__in=[LedgerAccount.Role.REVENUE, LedgerAccount.Role.TAX])
        .values_list("currency", "ledger_account__role")
        .annotate(minor=Sum("amount_minor"))
    )
    return TaxSummary(period, rows, _totals(rows, {(code, role): minor for code, role, minor in booked}))


def _totals(rows: Sequence[Taxed], booked: Mapping[tuple[str, str], int]) -> list[Total]:
    codes = {row.currency for row in rows} | {code for code, _role in booked}
    return [
        Total(
            Money(sum(row.net_minor for row in rows if row.currency == code), code),
            Money(sum(row.tax_minor for row in rows if row.currency == code), code),
            Money(booked.get((code, LedgerAccount.Role.REVENUE), 0), code),
            Money(booked.get((code, LedgerAccount.Role.TAX), 0), code),
        )
        for code in sorted(codes)
    ]
