"""Sums with their tax, on whatever face: net, what each rate adds, the total, and why nothing is charged (CAT-4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from handsel.kernel.money import Money
from handsel.orders.models import Leg, LegLine
from handsel.tax.models import Treatment
from handsel.tax.quoting import Owed

KNOWN_WORDS: Sequence[Promise] = (
    gettext_lazy("Not registered for tax: no tax is charged."),
    gettext_lazy("Reverse charge: you account for the VAT."),
    gettext_lazy("Export: no tax is charged."),
)
"""What is printed until a seller says it otherwise, so that it can be read in other languages."""


@dataclass(frozen=True)
class RateSum:
    """What one rate adds to a sum."""

    percent: Decimal
    country: str
    tax: Money


@dataclass(frozen=True)
class TaxSum:
    """A sum with its tax. `is_told` is false where the seller has not set up tax: then nothing is said of it."""

    net: Money
    rates: Sequence[RateSum]
    words: Sequence[str]
    is_told: bool

    @property
    def tax(self) -> Money:
        return sum((rate.tax for rate in self.rates), Money(0, self.net.currency))

    @property
    def total(self) -> Money:
        """What is paid."""
        return self.net + self.tax

    @classmethod
    def of_quote(cls, owed: Sequence[Owed], currency: str) -> Self:
        """Return the sum of lines that are about to be bought."""
        net = Money(sum(one.net_minor for one in owed), currency)
        rates = _by_rate(((one.treatment, one.percent, one.country, one.tax_minor) for one in owed), currency)
        words = [told(one.words) for one in owed if one.words]
        return cls(net, rates, list(dict.fromkeys(words)), any(one.treatment != Treatment.NONE for one in owed))

    @classmethod
    def of_leg(cls, leg: Leg, lines: Iterable[LegLine]) -> Self:
        """Return the sum of an order as it was when it was placed."""
        facts = [(line.tax_treatment, line.tax_percent, line.tax_country, line.tax_minor) for line in lines]
        words = [told(text) for text in leg.tax_words.splitlines()]
        is_told = any(treatment != Treatment.NONE for treatment, *_ in facts)
        return cls(Money(leg.net_minor, leg.currency), _by_rate(facts, leg.currency), words, is_told)


def told(words: str) -> str:
    """Return a sentence that is printed: one of ours in the reader's language, one of the seller's as it wrote it."""
    return gettext(words)


def _by_rate(facts: Iterable[tuple[str, Decimal, str, int]], currency: str) -> list[RateSum]:
    sums: dict[tuple[Decimal, str], int] = {}
    for treatment, percent, country, minor in facts:
        if treatment in {Treatment.DOMESTIC, Treatment.DESTINATION}:
            sums[percent, country] = sums.get((percent, country), 0) + minor
    return [RateSum(percent, country, Money(minor, currency)) for (percent, country), minor in sorted(sums.items())]
