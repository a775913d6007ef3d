"""A seller's own exchange rates: add one from a day on, withdraw one that has not begun (CAT-5)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from handsel.accounts.portal_settings import portal_of
from handsel.catalog.rate_models import (
    MAX_RATE,
    MIN_RATE,
    RATE_DECIMALS,
    WARNED_AFTER_DAYS,
    ExchangeRate,
    RateAge,
    plain,
)
from handsel.catalog.rate_refusals import (
    CurrencyUnknown,
    RateDayPast,
    RateDayTaken,
    RateDayTooFar,
    RateFarOff,
    RateInForce,
    RateNotPositive,
    RateOutOfRange,
    RateTooFine,
    SameCurrency,
)
from handsel.catalog.rules import may_set_rates
from handsel.identity.actor import Actor
from handsel.kernel.money import is_currency
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Invalid
from handsel.timeline.record import record

FAR_OFF = Decimal("1.25")
"""So many times more, or less, than the rate before must be said to be meant."""

FARTHEST_DAY = timedelta(days=366)
LONGEST_AGE = 366


@dataclass(frozen=True)
class NewRate:
    """One unit of `from_currency` is `rate` units of `to_currency` from `valid_from` on, a day of the seller's zone."""

    from_currency: str
    to_currency: str
    rate: Decimal
    valid_from: date

    def starts_at(self, zone: ZoneInfo, at: datetime) -> datetime:
        """Return when it begins, if it is added at `at`."""
        return max(at, datetime.combine(self.valid_from, time.min, zone))


@operation
def add_rate(*, new: NewRate, by: Actor, at: datetime, is_meant: bool = False) -> ExchangeRate:
    """Add an exchange rate of one's own. It counts from the beginning of its day, or from now when that is today.

    Orders that were placed keep the rate they were placed at. `is_meant` confirms a rate that is far from the one
    before it.

    Raises Forbidden, CurrencyUnknown, SameCurrency, RateNotPositive, RateOutOfRange, RateTooFine, RateDayPast,
    RateDayTooFar, RateDayTaken, RateFarOff.
    """
    may_set_rates(by).or_refuse()
    added: ExchangeRate = begin_rate(new, is_meant=is_meant, by=by, at=at)
    return added


@step
def begin_rate(new: NewRate, *, is_meant: bool, by: Actor, at: datetime) -> ExchangeRate:
    """Do what `add_rate` does, for whoever may. Raises what it raises but Forbidden."""
    check_rate(new)
    zone = portal_of(by.seller_id).zone
    _check_day(new.valid_from, at.astimezone(zone).date())
    starts_at = new.starts_at(zone, at)
    pair = ExchangeRate.objects.filter(seller_id=by.seller_id).of_pair(new.from_currency, new.to_currency).standing()
    if pair.filter(valid_from=new.valid_from).exists():
        told = f"There is a rate from {new.from_currency} to {new.to_currency} for {new.valid_from} already."
        raise RateDayTaken(fields={"valid_from": f"{told} Choose another day, or withdraw it if it has not begun."})
    before = pair.filter(starts_at__lte=starts_at).order_by("-starts_at", "-pk").first()
    if before and not is_meant:
        _refuse_far_off(new, before)
    added = ExchangeRate.objects.create(
        seller_id=by.seller_id,
        from_currency=new.from_currency,
        to_currency=new.to_currency,
        rate=new.rate,
        valid_from=new.valid_from,
        starts_at=starts_at,
        added_at=at,
        added_by_name=by.name,
    )
    facts = _facts(added) | {"before": before.text if before else None}
    record("exchange_rate.added", subject=added, account_id=by.seller_id, by=by, at=at, **facts)
    return added


@operation
def withdraw_rate(*, rate_id: int, by: Actor, at: datetime) -> ExchangeRate:
    """Take back a rate that has not begun. Withdrawing twice is withdrawing once.

    Raises Forbidden, ExchangeRate.DoesNotExist, RateInForce.
    """
    may_set_rates(by).or_refuse()
    rate = ExchangeRate.objects.select_for_update().get(pk=rate_id, seller_id=by.seller_id)
    if rate.withdrawn_at is not None:
        return rate
    if rate.is_in_force(at):
        raise RateInForce("This rate has begun, so it stays in the history; add a new one that takes over.")
    rate.withdrawn_at, rate.withdrawn_by_name = at, by.name
    rate.save(update_fields=["withdrawn_at", "withdrawn_by_name"])
    record("exchange_rate.withdrawn", subject=rate, account_id=by.seller_id, by=by, at=at, **_facts(rate))
    return rate


@operation
def set_rate_age(*, days: int, by: Actor, at: datetime) -> RateAge:
    """Say after how many days a rate that nobody has renewed is warned about: 7 until somebody says otherwise.

    Raises Forbidden, Invalid naming `days`.
    """
    may_set_rates(by).or_refuse()
    if not 1 <= days <= LONGEST_AGE:
        raise Invalid(fields={"days": f"Enter between 1 and {LONGEST_AGE} days."})
    before = warned_after(by.seller_id)
    RateAge.objects.bulk_create(
        [RateAge(seller_id=by.seller_id, days=days)],
        update_conflicts=True,
        unique_fields=["seller"],
        update_fields=["days"],
    )
    age = RateAge.objects.get(seller_id=by.seller_id)
    record("exchange_rate.age_set", subject=age, account_id=by.seller_id, by=by, at=at, before=before, days=days)
    return age


def warned_after(seller_id: int) -> int:
    """Return how many days old a rate may be before its seller is warned."""
    age = RateAge.objects.filter(seller_id=seller_id).values_list("days", flat=True).first()
    return WARNED_AFTER_DAYS if age is None else age


def check_rate(new: NewRate) -> None:
    """Raise what is wrong with the currencies or the number, whatever the day."""
    for field, code in (("from_currency", new.from_currency), ("to_currency", new.to_currency)):
        if not is_currency(code):
            raise CurrencyUnknown(fields={field: f"{code or 'An empty text'} is no currency; enter one such as EUR."})
    if new.from_currency == new.to_currency:
        raise SameCurrency(fields={"to_currency": "Choose another currency; this is the one it comes from."})
    if not new.rate.is_finite() or new.rate <= 0:
        raise RateNotPositive(fields={"rate": "Enter a rate above zero."})
    if not MIN_RATE <= new.rate <= MAX_RATE:
        raise RateOutOfRange(fields={"rate": "Enter a rate between 0.000000001 and 1,000,000,000."})
    if new.rate != round(new.rate, RATE_DECIMALS):
        raise RateTooFine(fields={"rate": f"Enter at most {RATE_DECIMALS} decimals."})


def _check_day(day: date, today: date) -> None:
    if day < today:
        raise RateDayPast(fields={"valid_from": f"Choose today, {today}, or a later day; what was stays as it was."})
    if day > today + FARTHEST_DAY:
        raise RateDayTooFar(fields={"valid_from": "Choose a day within a year from today."})


def _refuse_far_off(new: NewRate, before: ExchangeRate) -> None:
    if before.rate <= new.rate * FAR_OFF and new.rate <= before.rate * FAR_OFF:
        return
    raise RateFarOff(
        fields={
            "rate": f"The rate before is {before.text}; {plain(new.rate)} is far from it. "
            "Say that it is meant, or correct it."
        }
    )


def _facts(rate: ExchangeRate) -> dict[str, Any]:
    return {
        "from_currency": rate.from_currency,
        "to_currency": rate.to_currency,
        "rate": rate.text,
        "valid_from": rate.valid_from.isoformat(),
    }
