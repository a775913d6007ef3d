"""A small world with variety: customers of Kleinbach that differ in all that can be searched by."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account, Edge
from handsel.accounts.tag_models import Tag, Tagging
from handsel.accounts.tree import add_customer
from handsel.catalog.models import PriceList
from handsel.catalog.offers import offers_to
from handsel.cli.demo.story import Cast, fund
from handsel.identity.models import Seat, User
from handsel.jobs.worker import run_once
from handsel.kernel.isolation import scope_of_transaction, scoped
from handsel.orders.approval import reject_order
from handsel.orders.cart import put_in_cart
from handsel.orders.placement import place_order
from handsel.timeline.reading import newest_xact
from tests.cast import NOON

PEOPLE: tuple[dict[str, Any], ...] = (
    {"company_name": "Élan Café", "city": "Montréal", "country": "CA", "state": "Quebec", "postcode": "H2X 1Y4",
     "phone": "+1 514 555 0100", "email": "elan@cafe.example", "external_number": "X-1"},
    {"company_name": "elan Zweite", "city": "Ålesund", "country": "NO", "postcode": "6002",
     "phone": "+47 70 12 34 56", "email": "zweite@elan.example"},
    {"company_name": "“Quoted” Ltd", "city": "london", "country": "GB", "postcode": "SW1A 1AA",
     "email": "q@quoted.example"},
    {"contact_name": "Åsa Berg", "city": "Berlin", "country": "DE", "postcode": "10115", "phone": "030 901820",
     "email": "asa@berg.example", "tax_number": "DE136695976"},
    {"company_name": "Zebra GmbH", "city": "Berlin", "country": "DE", "phone": "+49 30 901820",
     "email": "z@zebra.example"},
    {"company_name": "Archived AG", "city": "Bern", "country": "CH", "email": "archive@ag.example"},
    {"company_name": "Binned SARL", "city": "Paris", "country": "FR", "email": "bin@sarl.example"},
    {"company_name": "Suspended Inc", "city": "Toronto", "country": "CA", "state": "Ontario", "email": "s@inc.example"},
)  # fmt: skip


def build_world(cast: Cast) -> dict[str, int]:
    """Make the customers of PEOPLE, with tags, terms, people, money, orders; return name -> id, the bakery's too."""
    ids = {
        (person.get("company_name") or person["contact_name"]): add_customer(
            details=AccountDetails(**{"contact_name": "", **person}),
            manager_id=cast.karl.user_id if place % 3 == 0 else None,
            by=cast.karl,
            at=NOON - timedelta(days=40 * place),
        ).pk
        for place, person in enumerate(PEOPLE)
    } | {"Bakery": cast.bakery}
    with transaction.atomic(), scope_of_transaction(cast.karl.scope):
        _tag_and_term(cast, ids)
    _trade(cast, ids)
    return ids


def _tag_and_term(cast: Cast, ids: dict[str, int]) -> None:
    seller = cast.kleinbach
    priority = Tag.objects.create(seller_id=seller, name="Priority", key="priority")
    old = Tag.objects.create(seller_id=seller, name="old", key="old")
    for tag, name in ((priority, "Élan Café"), (priority, "Zebra GmbH"), (old, "Zebra GmbH"), (old, "Åsa Berg")):
        Tagging.objects.create(seller_id=seller, tag=tag, account_id=ids[name])
    cheap = PriceList.objects.create(seller_id=seller, name="Cheap", markup_percent=Decimal(5))
    edges = Edge.objects.filter(seller_id=seller)
    edges.filter(buyer=ids["Zebra GmbH"]).update(price_list=cheap, payment_method="cash")
    edges.filter(buyer=ids["Åsa Berg"]).update(payment_method="bank_transfer")
    accounts = Account.objects.filter(seller_id=seller)
    accounts.filter(pk=ids["Archived AG"]).update(archived_at=NOON)
    accounts.filter(pk=ids["Binned SARL"]).update(deleted_at=NOON)
    accounts.filter(pk=ids["Suspended Inc"]).update(status="suspended", status_reason="Why.", status_since=NOON)
    user = User.objects.create(
        seller_id=seller, login_key="world", email="world@x.example", first_name="W", last_name="O", created_at=NOON
    )
    Seat.objects.create(seller_id=seller, user=user, buyer_id=ids["Élan Café"], role="buyer")


def _trade(cast: Cast, ids: dict[str, int]) -> None:
    for who, whom in ((cast.karl, "Élan Café"), (cast.karl, "Zebra GmbH")):
        fund(who, ids[whom], 300_00, f"world {whom}", NOON)
    fund(cast.nora, cast.kleinbach, 900_00, "world", NOON)
    fund(cast.olga, cast.nordlicht, 900_00, "world", NOON)
    for name, sku, days in (
        ("Élan Café", "WEB-S", 10), ("Élan Café", "MOVE", 5), ("Zebra GmbH", "WEB-S", 200), ("Zebra GmbH", "MOVE", 100),
    ):  # fmt: skip
        buy_for(cast, ids[name], sku, days)
    leg = buy_for(cast, ids["Åsa Berg"], "MOVE", 20)
    reject_order(leg_id=leg, reason="A double.", by=cast.karl, at=NOON)
    settle()


def buy_for(cast: Cast, account_id: int, sku: str, days_ago: int) -> int:
    """Order one of `sku` for an account as Karl, so many days ago, and return the id of its leg."""
    at = NOON - timedelta(days=days_ago)
    with transaction.atomic(), scoped(cast.karl.scope):
        plan = next(offer for offer in offers_to(account_id) if offer.sku == sku).plan_id
    order = put_in_cart(buyer_id=account_id, plan_id=plan, quantity=1, by=cast.karl, at=at)
    return place_order(order_id=order.pk, by=cast.karl, at=at).pk


def settle() -> None:
    """Let the worker do what is due, and fire what waits for a commit."""
    while run_once(at=NOON, horizon=newest_xact()):
        pass
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
