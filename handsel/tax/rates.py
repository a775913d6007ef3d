"""A seller's own dated tax rates: add one from a day on, end one, withdraw one that has not begun (CAT-4)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from handsel.accounts.portal_settings import portal_of, today_of
from handsel.accounts.postal import state_in_full
from handsel.identity.actor import Actor
from handsel.identity.guests import closed_to_guests
from handsel.kernel.operation import operation, step
from handsel.tax.models import RATED, TaxCategory, TaxRate
from handsel.tax.proposals import PROPOSED
from handsel.tax.refusals import (
    HomeRateMissing,
    NothingProposed,
    TaxCategoryUnknown,
    TaxDayPast,
    TaxDayTaken,
    TaxDayTooFar,
    TaxPercentOutOfRange,
    TaxPercentTooFine,
    TaxRateInForce,
    TaxRateNotCharged,
)
from handsel.tax.rules import may_set_taxes
from handsel.tax.setting_up import check_place, lock_taxes, setup_of
from handsel.timeline.record import record

FARTHEST_DAY = timedelta(days=731)
DECIMALS = 3


@dataclass(frozen=True)
class NewTaxRate:
    """What is charged on `category` in `country`, or one `region` of it, from `valid_from` on.

    `country` is ISO 3166 alpha-2, `region` a state by its name or empty, `valid_from` a day of the seller's time zone.
    `percent` None says that nothing is charged there any longer.
    """

    country: str
    category: str
    percent: Decimal | None
    valid_from: date
    region: str = ""


@operation
@closed_to_guests
def add_tax_rate(*, new: NewTaxRate, by: Actor, at: datetime) -> TaxRate:
    """Add a tax rate. It counts from the beginning of its day, or from now when that is today.

    Orders that were placed keep the rate they were placed at.

    Raises Forbidden, NotForGuests, TaxCountryUnknown, TaxRegionUnknown, TaxCategoryUnknown, TaxPercentOutOfRange,
    TaxPercentTooFine, TaxDayPast, TaxDayTooFar, TaxDayTaken.
    """
    may_set_taxes(by).or_refuse()
    new = replace(new, region=state_in_full(new.region.strip(), new.country))
    check_place(new.country, new.region)
    _check_kind(new)
    lock_taxes(by.seller_id)
    return _add(new, by, at)


@operation
@closed_to_guests
def end_tax_rate(*, rate_id: int, ends_on: date, by: Actor, at: datetime) -> TaxRate:
    """Charge no longer what `rate_id` says, from the beginning of `ends_on`; return the row that says so.

    Raises Forbidden, NotForGuests, TaxRate.DoesNotExist, TaxRateNotCharged where nothing is charged then,
    HomeRateMissing for the standard rate of the country where the seller is established, TaxDayPast, TaxDayTooFar,
    TaxDayTaken.
    """
    may_set_taxes(by).or_refuse()
    lock_taxes(by.seller_id)
    rate = TaxRate.objects.get(pk=rate_id, seller_id=by.seller_id)
    if rate.percent is None or rate.withdrawn_at is not None:
        raise TaxRateNotCharged("Nothing is charged by this rate, so it cannot be ended.")
    home = setup_of(by.seller_id)
    is_of_home = home is not None and (home.country, "", TaxCategory.STANDARD) == (
        rate.country, rate.region, rate.category,
    )  # fmt: skip
    if home is not None and home.is_registered and is_of_home:
        raise HomeRateMissing("While you charge tax you need the standard rate of your own country; add another one.")
    return _add(NewTaxRate(rate.country, rate.category, None, ends_on, rate.region), by, at)


@operation
@closed_to_guests
def withdraw_tax_rate(*, rate_id: int, by: Actor, at: datetime) -> TaxRate:
    """Take back a rate that has not begun. Withdrawing twice is withdrawing once.

    Raises Forbidden, NotForGuests, TaxRate.DoesNotExist, TaxRateInForce.
    """
    may_set_taxes(by).or_refuse()
    rate = TaxRate.objects.select_for_update().get(pk=rate_id, seller_id=by.seller_id)
    if rate.withdrawn_at is not None:
        return rate
    if rate.is_in_force(at):
        raise TaxRateInForce("This rate has begun, so it stays in the history; add a new one that takes over.")
    rate.withdrawn_at, rate.withdrawn_by_name = at, by.name
    rate.save(update_fields=["withdrawn_at", "withdrawn_by_name"])
    record("tax.rate_withdrawn", subject=rate, account_id=by.seller_id, by=by, at=at, **_facts(rate))
    return rate


@operation
@closed_to_guests
def adopt_proposed_rates(*, country: str, by: Actor, at: datetime) -> list[TaxRate]:
    """Charge from now on what is proposed for `country`; return what was added, leaving out what is charged already.

    Raises Forbidden, NotForGuests, NothingProposed, TaxDayTaken where another rate begins today.
    """
    may_set_taxes(by).or_refuse()
    if country not in PROPOSED:
        raise NothingProposed(fields={"country": "No rates are proposed for this country; add them one by one."})
    lock_taxes(by.seller_id)
    standing = {(rate.category, rate.percent) for rate in rates_in_force(by.seller_id, at) if rate.place == country}
    today = today_of(by.seller_id, at)
    missing = [(kind, percent) for kind, percent in PROPOSED[country].items() if (kind, percent) not in standing]
    return [_add(NewTaxRate(country, kind, percent, today), by, at) for kind, percent in missing]


def rates_in_force(seller_id: int, at: datetime) -> list[TaxRate]:
    """Return what the seller charges at `at`, by place and kind."""
    latest = TaxRate.objects.filter(seller_id=seller_id).begun(at)
    rows = latest.order_by("country", "region", "category", "-starts_at", "-pk").distinct(
        "country", "region", "category"
    )
    return [rate for rate in rows if rate.percent is not None]


@step
def _add(new: NewTaxRate, by: Actor, at: datetime) -> TaxRate:
    zone = portal_of(by.seller_id).zone
    _check_day(new.valid_from, at.astimezone(zone).date())
    same = TaxRate.objects.filter(seller_id=by.seller_id, category=new.category).of_place(new.country, new.region)
    if same.standing().filter(valid_from=new.valid_from).exists():
        said = f"There is a rate of this kind for {new.valid_from} already."
        raise TaxDayTaken(fields={"valid_from": f"{said} Choose another day, or withdraw it if it has not begun."})
    added = TaxRate.objects.create(
        seller_id=by.seller_id,
        country=new.country,
        region=new.region,
        category=new.category,
        percent=new.percent,
        valid_from=new.valid_from,
        starts_at=max(at, datetime.combine(new.valid_from, time.min, zone)),
        added_at=at,
        added_by_name=by.name,
    )
    before = same.begun(added.starts_at).exclude(pk=added.pk).order_by("-starts_at", "-pk").first()
    facts = _facts(added) | {"before": before.text if before else ""}
    record("tax.rate_added", subject=added, account_id=by.seller_id, by=by, at=at, **facts)
    return added


def _check_kind(new: NewTaxRate) -> None:
    if new.category not in RATED:
        raise TaxCategoryUnknown(fields={"category": "Choose standard, reduced or reduced further."})
    if new.percent is None:
        return
    if not new.percent.is_finite() or not 0 <= new.percent <= 100:  # noqa: PLR2004 - percent
        raise TaxPercentOutOfRange(fields={"percent": "Enter a rate between 0 and 100 percent."})
    if new.percent != round(new.percent, DECIMALS):
        raise TaxPercentTooFine(fields={"percent": f"Enter at most {DECIMALS} decimals."})


def _check_day(day: date, today: date) -> None:
    if day < today:
        raise TaxDayPast(fields={"valid_from": f"Choose today, {today}, or a later day; what was stays as it was."})
    if day > today + FARTHEST_DAY:
        raise TaxDayTooFar(fields={"valid_from": "Choose a day within two years from today."})


def _facts(rate: TaxRate) -> dict[str, Any]:
    return {
        "country": rate.country,
        "region": rate.region,
        "tax_category": rate.category,
        "percent": rate.text,
        "valid_from": rate.valid_from.isoformat(),
    }
