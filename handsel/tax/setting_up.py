"""Where a seller is established for tax, whether it charges any, and what it prints where it does not (CAT-4)."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime

from handsel.accounts.portal_models import Portal
from handsel.accounts.postal import is_country, parts_of, state_in_full
from handsel.accounts.tax_numbers import find_tax_fault, tax_number_in_full
from handsel.accounts.versions import ChangedMeanwhile
from handsel.identity.actor import Actor
from handsel.identity.guests import closed_to_guests
from handsel.kernel.database import call_scalar
from handsel.kernel.operation import operation, step
from handsel.tax.models import (
    EXPORT_WORDS,
    RECHECKED_AFTER_DAYS,
    REVERSE_CHARGE_WORDS,
    UNREGISTERED_WORDS,
    TaxCategory,
    TaxRate,
    TaxSetup,
)
from handsel.tax.refusals import (
    HomeRateMissing,
    OwnTaxNumberWrong,
    RecheckDaysOutOfRange,
    TaxCountryUnknown,
    TaxRegionUnknown,
    TaxWordsMissing,
)
from handsel.tax.rules import may_set_taxes
from handsel.timeline.record import record

LONGEST_WORDS, LONGEST_NUMBER, LONGEST_RECHECK = 300, 40, 366


@dataclass(frozen=True)
class SetupDetails:
    """Where a seller is established (ISO 3166 alpha-2, and the state by its name), and what it says about tax."""

    country: str
    is_registered: bool
    region: str = ""
    number: str = ""
    unregistered_words: str = UNREGISTERED_WORDS
    reverse_charge_words: str = REVERSE_CHARGE_WORDS
    export_words: str = EXPORT_WORDS
    recheck_days: int = RECHECKED_AFTER_DAYS

    def tidied(self) -> "SetupDetails":
        """Return the same without stray blanks, the region by its name, the number as it is written across borders."""
        country = self.country.strip().upper()
        return replace(
            self,
            country=country,
            region=state_in_full(self.region.strip(), country),
            number=tax_number_in_full(" ".join(self.number.split()), country),
            unregistered_words=" ".join(self.unregistered_words.split()),
            reverse_charge_words=" ".join(self.reverse_charge_words.split()),
            export_words=" ".join(self.export_words.split()),
        )


@operation
@closed_to_guests
def set_up_tax(*, setup: SetupDetails, version: int, by: Actor, at: datetime) -> TaxSetup:
    """Say where the seller is established and whether it charges tax; from now on, never for what was ordered before.

    `version` is the one that was read, 0 where nothing was set up. Buyers' numbers that matter now are checked soon.

    Raises Forbidden, NotForGuests, ChangedMeanwhile, TaxCountryUnknown, TaxRegionUnknown, OwnTaxNumberWrong,
    TaxWordsMissing, RecheckDaysOutOfRange, HomeRateMissing where tax is charged without a standard rate of that
    country in force.
    """
    may_set_taxes(by).or_refuse()
    tidy = setup.tidied()
    _check(tidy)
    lock_taxes(by.seller_id)
    found = setup_of(by.seller_id)
    before = {name: getattr(found, name) for name in asdict(tidy)} if found else {}
    if (current := found.version if found else 0) != version:
        said = "Somebody else changed these settings meanwhile. Compare and save again."
        raise ChangedMeanwhile(said, before, current)
    if tidy.is_registered and not is_charged(by.seller_id, tidy.country, at):
        said = "Add the standard rate of this country first: whoever charges tax needs one that is in force."
        raise HomeRateMissing(fields={"country": said})
    changes = {name: [before.get(name), now] for name, now in asdict(tidy).items() if before.get(name) != now}
    if found is None:
        found = TaxSetup.objects.create(seller_id=by.seller_id, **asdict(tidy))
    elif changes:
        found.version += 1
        for name, value in asdict(tidy).items():
            setattr(found, name, value)
        found.save(update_fields=[*asdict(tidy), "version"])
    if changes:
        call_scalar("tax_note_numbers", by.seller_id)
        record("tax.set_up", subject=found, account_id=by.seller_id, by=by, at=at, changes=changes)
    return found


@step
def lock_taxes(seller_id: int) -> None:
    """Let nobody else change what decides on the taxes of this seller until the transaction ends."""
    Portal.objects.select_for_update().only("pk").get(seller_id=seller_id)


def setup_of(seller_id: int) -> TaxSetup | None:
    """Return what a seller within the scope has set up; None where it charges no tax and says nothing of it."""
    return TaxSetup.objects.filter(seller_id=seller_id).first()


def is_charged(seller_id: int, country: str, at: datetime) -> bool:
    """Whether the seller's standard rate of `country` is in force at `at`."""
    rates = TaxRate.objects.filter(seller_id=seller_id, category=TaxCategory.STANDARD).of_place(country, "").begun(at)
    latest = rates.order_by("-starts_at", "-pk").first()
    return latest is not None and latest.percent is not None


def check_place(country: str, region: str) -> None:
    """Let pass a country, and a state of it or none. Raises TaxCountryUnknown, TaxRegionUnknown."""
    if not is_country(country):
        raise TaxCountryUnknown(fields={"country": "Choose a country from the list."})
    known = parts_of(country)["state"].names
    if region and region not in known:
        named = f", such as {known[0]}" if known else "; this country is taxed as a whole"
        raise TaxRegionUnknown(fields={"region": f"Leave the state empty, or enter one of this country{named}."})


def _check(setup: SetupDetails) -> None:
    check_place(setup.country, setup.region)
    fault = find_tax_fault(setup.number, setup.country) if setup.number else ""
    if fault or len(setup.number) > LONGEST_NUMBER:
        raise OwnTaxNumberWrong(fields={"number": fault or "Enter at most 40 characters."})
    for name in ("unregistered_words", "reverse_charge_words", "export_words"):
        if not 0 < len(getattr(setup, name)) <= LONGEST_WORDS:
            raise TaxWordsMissing(fields={name: f"Enter what is printed, in up to {LONGEST_WORDS} characters."})
    if not 1 <= setup.recheck_days <= LONGEST_RECHECK:
        raise RecheckDaysOutOfRange(fields={"recheck_days": "Enter between 1 and 366 days."})
