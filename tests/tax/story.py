"""How the tests of taxes tell: who charges what, in one line each."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account
from handsel.accounts.tree import add_customer, update_account
from handsel.catalog.offers import offers_to
from handsel.identity.actor import Actor
from handsel.kernel.isolation import scoped
from handsel.orders.models import Leg
from handsel.orders.placement import order_for
from handsel.orders.wanted import LineWanted
from handsel.tax.models import BuyerTax, TaxRate, TaxSetup
from handsel.tax.numbers import note_check_by_hand
from handsel.tax.quoting import Owed, tax_on
from handsel.tax.rates import NewTaxRate, add_tax_rate
from handsel.tax.setting_up import SetupDetails, set_up_tax
from tests.cast import NOON

FRENCH_NUMBER, GERMAN_NUMBER = "FR40303265045", "DE136695976"


def rate(
    by: Actor, country: str, percent: str, category: str = "standard", *, at: datetime = NOON, **more: object
) -> TaxRate:
    """Let the seller of `by` charge `percent` in `country` from `at` on."""
    day = more.pop("day", at.date())
    assert isinstance(day, date)
    return add_tax_rate(new=NewTaxRate(country, category, Decimal(percent), day, **more), by=by, at=at)  # type: ignore[arg-type]


def charges(by: Actor, country: str = "DE", percent: str = "19", **more: object) -> TaxSetup:
    """Let the seller of `by` be registered in `country`, with its standard rate."""
    rate(by, country, percent)
    return set_up_tax(setup=SetupDetails(country, is_registered=True, **more), version=0, by=by, at=NOON)  # type: ignore[arg-type]


def customer(by: Actor, country: str, *, number: str = "", state: str = "", name: str = "Mill") -> int:
    """Add a customer of the seller of `by` in `country`."""
    details = AccountDetails(
        company_name=name, email=f"{name.lower()}@mill.example", country=country, state=state, tax_number=number
    )
    return add_customer(details=details, by=by, at=NOON).pk


def move_to(by: Actor, account_id: int, *, country: str, number: str = "") -> None:
    """Let a buyer of the seller of `by` be in `country`, with this tax number."""
    with transaction.atomic(), scoped(by.scope):
        account = Account.objects.get(pk=account_id)
    details = AccountDetails(company_name=account.company_name, email=account.email, country=country, tax_number=number)
    update_account(account_id=account_id, details=details, version=account.version, by=by, at=NOON)


def checked(by: Actor, account_id: int, number: str, *, is_valid: bool = True) -> BuyerTax:
    """Note that somebody looked the number up."""
    return note_check_by_hand(
        account_id=account_id, number=number, is_valid=is_valid, reference="ref 1", by=by, at=NOON
    )


def plan(by: Actor, buyer: int, sku: str = "WEB-S", name: str = "Monthly") -> int:
    with transaction.atomic(), scoped(by.scope):
        return next(offer.plan_id for offer in offers_to(buyer, at=NOON) if (offer.sku, offer.plan) == (sku, name))


def order(by: Actor, buyer: int, sku: str = "WEB-S", quantity: int = 1, *, at: datetime = NOON) -> Leg:
    """Order for a buyer of the seller of `by` and return the leg."""
    return order_for(buyer_id=buyer, lines=[LineWanted(plan(by, buyer, sku), quantity)], by=by, at=at)


def owed(by: Actor, buyer: int, net: int = 1_000, *, sku: str = "WEB-S", at: datetime = NOON) -> Owed:
    """Return what a buyer of the seller of `by` would owe on `net`."""
    plan_id = plan(by, buyer, sku)
    with transaction.atomic(), scoped(by.scope):
        (told,) = tax_on(buyer, [(plan_id, net)], at=at)
    return told
