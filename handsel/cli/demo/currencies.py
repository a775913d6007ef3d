"""A customer of the demo that pays in another currency than its seller buys in, and the rates for it (CAT-5)."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.tree import add_customer
from handsel.catalog.offers import offers_to
from handsel.catalog.rates import NewRate, add_rate
from handsel.cli.demo.shops import Shop
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.documents import PaidBy
from handsel.ledger.funds import Received, add_funds
from handsel.orders.placement import order_for

RATES = (
    ("CHF", 30, 30, "0.9412"),
    ("CHF", 9, 9, "0.9367"),
    ("CHF", 3, 3, "0.9389"),
    ("USD", 12, 12, "1.0815"),
    ("CHF", 1, -3, "0.9401"),
)
"""To which currency, added how many days ago, valid from how many days ago, and the rate."""

OUTDOOR = AccountDetails(
    company_name="Alpin Outdoor AG", contact_name="Urs Meier", email="urs@alpin-outdoor.example",
    phone="+41 44 668 18 00", address="Bahnhofstrasse 1", city="Zürich", country="CH", postcode="8001",
)  # fmt: skip


def sell_in_francs(shop: Shop, until: datetime) -> None:
    """Let `shop`, which buys in euros, keep rates and sell to a customer that pays in Swiss francs."""
    for currency, added, begins, rate in RATES:
        at = until - timedelta(days=added)
        new = NewRate("EUR", currency, Decimal(rate), (until - timedelta(days=begins)).date())
        add_rate(new=new, by=shop.owner, at=at)
    at = until - timedelta(days=2)
    customer = add_customer(details=OUTDOOR, currency="CHF", by=shop.owner, at=at).pk
    paid = Received(Money(50_000, "CHF"), PaidBy.BANK_TRANSFER, at.date(), "francs", reference="Alpin Outdoor")
    add_funds(buyer_id=customer, received=paid, by=shop.owner, at=at)
    with transaction.atomic(), scoped(shop.owner.scope):
        plan = next(offer for offer in offers_to(customer, at=at) if (offer.sku, offer.plan) == ("MAIL", "Monthly"))
    order_for(buyer_id=customer, quantities={plan.plan_id: 3}, by=shop.owner, at=at + timedelta(hours=1))
