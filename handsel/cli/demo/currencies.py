"""A customer of the demo that pays in another currency than its seller buys in, and the rates for it (CAT-5)."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from django.db import transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.tree import add_customer
from handsel.catalog.offers import offers_to
from handsel.catalog.rates import NewRate, add_rate
from handsel.cli.demo.diary import Diary
from handsel.cli.demo.shops import Shop
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.documents import PaidBy
from handsel.ledger.funds import add_funds
from handsel.ledger.receiving import Received
from handsel.orders.placement import order_for
from handsel.orders.wanted import LineWanted

RATES = (("CHF", 30, "0.9412"), ("USD", 12, "1.0815"), ("CHF", 9, "0.9367"), ("CHF", 4, "0.9389"))
"""To which currency, how many days ago, and the rate from that day on."""
COMING = ("CHF", "0.9401")
"""The rate that is known already, and counts in some days."""

OUTDOOR = AccountDetails(
    company_name="Alpin Outdoor AG", contact_name="Urs Meier", email="urs@alpin-outdoor.example",
    phone="+41 44 668 18 00", address="Bahnhofstrasse 1", city="Zürich", country="CH", postcode="8001",
)  # fmt: skip


def plan_francs(shop: Shop, diary: Diary, began: datetime) -> None:
    """Let `shop`, which buys in euros, keep rates and sell to a customer that pays in Swiss francs."""
    for currency, days, rate in RATES:
        moment = diary.until - timedelta(days=days)
        if moment > began:
            diary.plan(moment, partial(_rate, shop, currency, rate, 0))
    diary.plan(diary.until - timedelta(days=3), partial(_sell, shop, diary))
    diary.plan(diary.until - timedelta(days=2), partial(_rate, shop, *COMING, 6))


def _rate(shop: Shop, currency: str, rate: str, days_ahead: int, at: datetime) -> None:
    begins = (at + timedelta(days=days_ahead)).date()
    add_rate(new=NewRate("EUR", currency, Decimal(rate), begins), by=shop.owner, at=at)


def _sell(shop: Shop, diary: Diary, at: datetime) -> None:
    customer = add_customer(details=OUTDOOR, currency="CHF", by=shop.owner, at=at).pk
    paid = Received(Money(50_000, "CHF"), PaidBy.BANK_TRANSFER, at.date(), "francs", reference="Alpin Outdoor")
    add_funds(buyer_id=customer, received=paid, by=shop.owner, at=at)
    with transaction.atomic(), scoped(shop.owner.scope):
        plan = next(offer for offer in offers_to(customer, at=at) if (offer.sku, offer.plan) == ("MAIL", "Monthly"))
    order_for(buyer_id=customer, lines=[LineWanted(plan.plan_id, 3)], by=shop.owner, at=at)
    diary.wake_worker(at)
