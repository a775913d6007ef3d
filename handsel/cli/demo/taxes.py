"""The taxes of the demo: four sellers charge them, and customers are taxed in different ways (CAT-4)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.tree import add_customer
from handsel.catalog.offers import offers_to
from handsel.cli.demo.diary import Diary
from handsel.cli.demo.shops import Shop
from handsel.cli.demo.story import fund
from handsel.identity.actor import Actor
from handsel.kernel.isolation import scoped
from handsel.orders.placement import order_for
from handsel.orders.wanted import LineWanted
from handsel.tax.buyers import Exemption, exempt_buyer
from handsel.tax.models import BuyerTax, TaxCategory
from handsel.tax.numbers import note_check_by_hand
from handsel.tax.rates import NewTaxRate, add_tax_rate, adopt_proposed_rates
from handsel.tax.setting_up import SetupDetails, set_up_tax

ESTABLISHED = {
    "operator": SetupDetails("CH", is_registered=True, number="CHE-107.787.577 MWST"),
    "nordlicht": SetupDetails("DE", is_registered=True, number="DE136695976"),
    "suedwind": SetupDetails("DE", is_registered=True),
    "kleinbach": SetupDetails("DE", is_registered=True, number="DE129274202"),
}
"""Who is established where; the other sellers have not set up tax."""

MILL = AccountDetails(
    company_name="Moulin du Lac SARL", contact_name="Marie Moulin", email="marie@moulin-du-lac.example",
    address="12 rue du Lac", city="Annecy", country="FR", postcode="74000", tax_number="FR40303265045",
)  # fmt: skip
SCHOOL = AccountDetails(
    company_name="Schule am Bach", contact_name="Sonja Schulz", email="sonja@schule-am-bach.example",
    address="Schulweg 2", city="Kleinbach", country="DE", postcode="12345",
)  # fmt: skip


def set_up_taxes(shops: Mapping[str, Shop], at: datetime) -> None:
    """Let the sellers of the cast set up their taxes, before anybody buys: what is ordered later is taxed the same."""
    for portal, setup in ESTABLISHED.items():
        by = shops[portal].owner
        adopt_proposed_rates(country=setup.country, by=by, at=at)
        set_up_tax(setup=setup, version=0, by=by, at=at)
        check_by_hand(by, at)
    adopt_proposed_rates(country="AT", by=shops["kleinbach"].owner, at=at)


def sell_taxed(karl: Actor, diary: Diary, at: datetime) -> None:
    """Let a rate of Kleinbach change next year, and two customers buy there who pay no tax, each for its reason."""
    add_tax_rate(new=NewTaxRate("DE", TaxCategory.REDUCED, Decimal(5), _next_year(at)), by=karl, at=at)
    mill, school = (add_customer(details=details, by=karl, at=at).pk for details in (MILL, SCHOOL))
    check_by_hand(karl, at)
    exemption = Exemption("School of the city", "K-2026-114", _next_year(at))
    exempt_buyer(account_id=school, exemption=exemption, by=karl, at=at)
    for minutes, buyer in ((2, mill), (3, school)):
        fund(karl, buyer, 20_000, f"taxed-{buyer}", at + timedelta(minutes=minutes))
        _order(karl, buyer, at + timedelta(minutes=minutes))
    diary.work(at + timedelta(minutes=5))


def _next_year(at: datetime) -> date:
    return date(at.year + 1, 1, 1)


def check_by_hand(by: Actor, at: datetime) -> None:
    """Note a check of each number that is due, since nobody here has such a number, and no service is to be asked."""
    with transaction.atomic(), scoped(by.scope):
        due = list(BuyerTax.objects.filter(due_at__lte=at).order_by("pk").values_list("account_id", "number"))
    for account_id, number in due:
        note_check_by_hand(
            account_id=account_id, number=number, is_valid=True, reference="Shown on their letter", by=by, at=at
        )


def _order(by: Actor, buyer: int, at: datetime) -> None:
    with transaction.atomic(), scoped(by.scope):
        plan = next(offer for offer in offers_to(buyer, at=at) if (offer.sku, offer.plan) == ("WEB-S", "Monthly"))
    order_for(buyer_id=buyer, lines=[LineWanted(plan.plan_id)], by=by, at=at)
