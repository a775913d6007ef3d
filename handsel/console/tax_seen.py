"""Taxes as staff see them: rates by place, and what is known of a buyer (CAT-4)."""

from dataclasses import dataclass
from datetime import datetime

from handsel.accounts.models import Account
from handsel.console.desk import Desk
from handsel.kernel.database import call_scalar
from handsel.tax.buyers import buyer_tax_of
from handsel.tax.models import BuyerTax, NumberState, TaxRate, TaxSetup
from handsel.tax.rates import rates_in_force
from handsel.web.countries import country_choices


@dataclass(frozen=True)
class SeenRate:
    """A rate in force with the one that follows it, or one that is still to come by itself."""

    current: TaxRate | None
    coming: TaxRate | None
    country: str

    @property
    def rate(self) -> TaxRate:
        found = self.current or self.coming
        assert found, "one of the two is there"
        return found


def seen_rates(desk: Desk, at: datetime) -> list[SeenRate]:
    """Return what is charged and what is to come, by country, state and category."""
    names = dict(country_choices())
    rows = {_kind(rate): [rate, None] for rate in rates_in_force(desk.seller_id, at)}
    for rate in desk.tax_rates.to_come(at).order_by("-starts_at", "-pk"):
        rows.setdefault(_kind(rate), [None, None])[1] = rate
    found = [
        SeenRate(current, coming, names.get(country, country)) for (country, *_), (current, coming) in rows.items()
    ]
    return sorted(found, key=lambda seen: (seen.country, seen.rate.region, _ORDER.index(seen.rate.category)))


_ORDER = ("standard", "reduced", "lowest")


def _kind(rate: TaxRate) -> tuple[str, str, str]:
    return rate.country, rate.region, rate.category


@dataclass(frozen=True)
class SeenBuyer:
    """What is known of a buyer's taxes."""

    account: Account
    known: BuyerTax
    setup: TaxSetup | None
    can_be_checked: bool
    at: datetime

    @property
    def is_exempt(self) -> bool:
        return self.known.is_exempt(self.at)

    @property
    def is_about_this_number(self) -> bool:
        return self.known.number == self.account.tax_number

    @property
    def state(self) -> str:
        return self.known.state if self.is_about_this_number else NumberState.UNCHECKED

    @property
    def tone(self) -> str:
        return {"checked": "green", "failed": "red"}.get(self.state, "grey")

    @property
    def label(self) -> str:
        return str(NumberState(self.state).label)

    @property
    def is_being_checked(self) -> bool:
        """Whether the worker is to ask, and has not met with trouble."""
        return self.known.due_at is not None and self.state == NumberState.UNCHECKED and not self.known.trouble


def see_buyer(desk: Desk, account: Account, at: datetime) -> SeenBuyer:
    """Return what the desk's reseller knows of a buyer."""
    country = call_scalar("tax_number_country", account.tax_number)
    return SeenBuyer(account, buyer_tax_of(account), desk.tax_setup, bool(country), at)
