"""Exchange rates as staff see them: what a rate says, how old it is, what it does before it is saved (CAT-5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from handsel.catalog.rate_models import MAX_RATE, MIN_RATE, ExchangeRate, inverse_of
from handsel.catalog.rates_needed import currencies_bought, currencies_sold
from handsel.console.desk import Desk
from handsel.console.settings_told import choices_of
from handsel.kernel.refusal import Refusal
from handsel.web.rates import typed_rate


@dataclass(frozen=True)
class TypedRate:
    """A rate while it is typed: its inverse, and how far it is from the one before its day."""

    from_currency: str
    to_currency: str
    rate: Decimal
    before: ExchangeRate | None

    @property
    def inverse(self) -> Decimal:
        return inverse_of(self.rate)

    @property
    def change_percent(self) -> Decimal | None:
        """How much more it is than the rate before it; None where there is none."""
        if self.before is None:
            return None
        return round((self.rate / self.before.rate - 1) * 100, 1)


def typed_so_far(desk: Desk, params: Mapping[str, str]) -> TypedRate | None:
    """Return the rate that stands in the dialog; None while it is none yet."""
    source, target = params.get("from_currency", ""), params.get("to_currency", "")
    try:
        rate = typed_rate(params.get("rate", ""))
    except Refusal:
        return None
    if not (source and target and source != target and MIN_RATE <= rate <= MAX_RATE):
        return None
    known = desk.exchange_rates.standing().of_pair(source[:3], target[:3]).order_by("-starts_at", "-pk")
    day = _day(params.get("valid_from", ""))
    return TypedRate(source[:3], target[:3], rate, known.filter(valid_from__lte=day).first() if day else known.first())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def rate_choices(desk: Desk) -> tuple[list[tuple[str, object]], list[tuple[str, object]]]:
    """Return the currencies that a rate can lead from and to: those the seller trades in first."""
    bought, sold = currencies_bought(desk.seller_id), list(currencies_sold(desk.seller_id))
    return _first(bought), _first(sold)


def _first(codes: Sequence[str]) -> list[tuple[str, object]]:
    names = dict(choices_of("currencies"))
    return [(code, names.get(code, code)) for code in dict.fromkeys([*codes, *names])]
