"""Branches of resellers that trade in different currencies, made for a test (CAT-5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from django.db import transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.portals import Owner, PortalDetails
from handsel.accounts.tree import Terms, add_customer, add_reseller
from handsel.catalog.models import Plan, PriceList, ProductKind
from handsel.catalog.periods import ONCE
from handsel.catalog.plans import change_plan
from handsel.catalog.price_lists import set_markup
from handsel.catalog.products import PlanDetails, ProductDetails, add_product
from handsel.catalog.rates import NewRate, add_rate
from handsel.identity.actor import Actor
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.documents import PaidBy
from handsel.ledger.funds import add_funds
from handsel.ledger.models import Wallet
from handsel.ledger.receiving import Received
from handsel.orders.models import Conversion, Leg, LegLine
from handsel.orders.placement import order_for
from handsel.orders.wanted import LineWanted
from tests.cast import NOON

NUMBERS = count(1)


def owner_of(seller: int) -> Actor:
    return Actor(None, "Test", seller, Role.OWNER)


def tier(parent: int, currency: str) -> int:
    name = f"tier{next(NUMBERS)}"
    return add_reseller(
        details=AccountDetails(company_name=name, email=f"{name}@example.org"),
        terms=Terms(currency, approval_required=False),
        portal=PortalDetails(name, name, "", "#4263eb"),
        owner=Owner("Otto", "Ober", f"otto@{name}.example"),
        by=owner_of(parent),
        at=NOON,
    ).pk


def customer(parent: int, currency: str) -> int:
    name = f"last{next(NUMBERS)}"
    details = AccountDetails(company_name=name, email=f"{name}@example.org")
    return add_customer(details=details, currency=currency, by=owner_of(parent), at=NOON).pk


def give_rate(seller: int, source: str, target: str, rate: Decimal | str, days: int = 0) -> None:
    new = NewRate(source, target, Decimal(rate), NOON.date() + timedelta(days=days))
    add_rate(new=new, by=owner_of(seller), at=NOON, is_meant=True)


def supply(seller: int, cost: Money) -> int:
    """Let `seller` supply something that costs it `cost`, and return its plan."""
    plans = (PlanDetails("Once", ONCE, cost.currency, cost.minor),)
    added = add_product(
        product=ProductDetails("THING", "Thing", "Things", ProductKind.SERVICE, plans), by=owner_of(seller), at=NOON
    )
    with transaction.atomic(), scoped(owner_of(seller).scope):
        return Plan.objects.get(product=added).pk


def costs_now(by: Actor, leg: Leg, minor: int) -> None:
    """Let the one plan on a leg, which `by` supplies, cost another amount from now on."""
    with transaction.atomic(), scoped(by.scope):
        plan = Plan.objects.get(pk=leg.lines.get().plan_id)
    details = PlanDetails(plan.name, plan.period, plan.currency, minor)
    change_plan(plan_id=plan.pk, plan=details, version=plan.version, by=by, at=NOON)


def mark_up(seller: int, percent: Decimal) -> None:
    with transaction.atomic(), scoped(owner_of(seller).scope):
        default = PriceList.objects.get(seller_id=seller, is_default=True)
    set_markup(price_list_id=default.pk, markup_percent=percent, version=default.version, by=owner_of(seller), at=NOON)


def fund(seller: int, buyer: int, amount: Money) -> None:
    received = Received(amount, PaidBy.BANK_TRANSFER, NOON.date(), f"funds-{buyer}")
    add_funds(buyer_id=buyer, received=received, by=owner_of(seller), at=NOON)


def leg_of(seller: int, order_id: int) -> tuple[Leg, LegLine, Conversion | None]:
    """Return the selling leg of `seller` with its one line, and its conversion, as its own people see them."""
    with transaction.atomic(), scoped(owner_of(seller).scope):
        leg = Leg.objects.get(order_id=order_id, seller_id=seller)
        return leg, LegLine.objects.get(leg=leg), Conversion.objects.filter(leg=leg).first()


def wallet(seller: int, buyer: int) -> Money:
    with transaction.atomic(), scoped(owner_of(seller).scope):
        found = Wallet.objects.get(seller_id=seller, buyer_id=buyer)
        return Money(found.balance_minor, found.currency)


def dollars_to_yen(operator: int) -> "Branch":
    """Make a supplier that sells in dollars, a reseller that buys so and sells in yen, and its customer, with funds."""
    supplier = tier(operator, "EUR")
    reseller = tier(supplier, "USD")
    buyer = customer(reseller, "JPY")
    plan = supply(supplier, Money(1_000, "USD"))
    give_rate(reseller, "USD", "JPY", "150")
    fund(supplier, reseller, Money(40_000, "USD"))
    fund(reseller, buyer, Money(100_000, "JPY"))
    return Branch(supplier, reseller, buyer, plan)


@dataclass(frozen=True)
class Branch:
    """Who trades with whom, and the plan."""

    supplier: int
    reseller: int
    buyer: int
    plan: int

    def order(self, quantity: int = 2, at: datetime = NOON) -> Leg:
        return order_for(
            buyer_id=self.buyer, lines=[LineWanted(self.plan, quantity)], by=owner_of(self.reseller), at=at
        )
