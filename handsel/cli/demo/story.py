"""The cast: one small tree of accounts that everybody knows by name.

Handsel Cloud (operator) → Nordlicht (reseller) → Kleinbach (sub-reseller) → Bakery (customer), and beside Nordlicht
its sibling Südwind with the customer Harbour. Olga owns the operator, Nora owns Nordlicht, Karl manages Kleinbach,
Ruth may only read there, Berta buys for Bakery. Every wallet holds 100.00 EUR.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.portals import Owner, PortalDetails
from handsel.accounts.tree import Terms, add_customer, add_reseller, found_operator
from handsel.catalog.models import PriceList, ProductKind, Provisioning
from handsel.catalog.periods import MONTHLY, ONCE, YEARLY
from handsel.catalog.price_lists import set_markup
from handsel.catalog.products import PlanDetails, ProductDetails, add_product
from handsel.identity.actor import Actor, system
from handsel.identity.links import issue_link
from handsel.identity.models import OneTimeLink, Seat, User
from handsel.identity.people import Person, activate, add_storefront_user, invite_staff
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.documents import PaidBy
from handsel.ledger.funds import add_funds
from handsel.ledger.receiving import Received
from handsel.timeline.origin import Origin, Way

PASSWORD = "four small tiers"  # noqa: S105 - of the demo, and printed at its start


@dataclass(frozen=True)
class Cast:
    """The accounts by id, and the people as the actors they are."""

    operator: int
    nordlicht: int
    kleinbach: int
    bakery: int
    suedwind: int
    harbour: int
    olga: Actor
    nora: Actor
    karl: Actor
    ruth: Actor
    berta: Actor
    sven: Actor


PRODUCTS = (
    ProductDetails(
        "WEB-S", "Web hosting Start", "Hosting", ProductKind.SUBSCRIPTION,
        (PlanDetails("Monthly", MONTHLY, "EUR", 500), PlanDetails("Yearly", YEARLY, "EUR", 5_400)),
        "20 GB space, one domain, mailboxes for the whole team, daily backups.", Provisioning.AUTOMATIC,
    ),
    ProductDetails(
        "WEB-L", "Web hosting Business", "Hosting", ProductKind.SUBSCRIPTION,
        (PlanDetails("Monthly", MONTHLY, "EUR", 1_200), PlanDetails("Yearly", YEARLY, "EUR", 13_000)),
        "200 GB space, ten domains, staging, hourly backups.", Provisioning.AUTOMATIC,
    ),
    ProductDetails(
        "MAIL", "Mailbox", "Mail", ProductKind.SUBSCRIPTION,
        (PlanDetails("Monthly", MONTHLY, "EUR", 180),),
        "50 GB mailbox with calendar, contacts and spam filter. Per person.", Provisioning.AUTOMATIC,
    ),
    ProductDetails(
        "BACKUP", "Cloud backup 1 TB", "Backup", ProductKind.SUBSCRIPTION,
        (PlanDetails("Monthly", MONTHLY, "EUR", 700),),
        "Encrypted, in two data centres, kept for 90 days.", Provisioning.AUTOMATIC,
    ),
    ProductDetails(
        "TLS", "TLS certificate", "Security", ProductKind.ASSET,
        (PlanDetails("One year", ONCE, "EUR", 3_900),),
        "Wildcard certificate for one domain and everything below it.", Provisioning.MANUAL,
    ),
    ProductDetails(
        "MOVE", "Migration service", "Services", ProductKind.SERVICE,
        (PlanDetails("Per site", ONCE, "EUR", 6_000),),
        "We move your site and your mail, at night, and check that all works in the morning.", Provisioning.AUTOMATIC,
    ),
)  # fmt: skip


def tell(at: datetime) -> Cast:
    """Make the cast with its products, prices and funds in an empty installation, and return it."""
    operator = found_operator(
        details=AccountDetails(
            company_name="Handsel Cloud", email="hello@handsel.example", city="Zürich", country="CH"
        ),
        portal=PortalDetails("operator", "Handsel Cloud", "The platform behind your brand", "#4263eb", is_listed=True),
        owner=Owner("Olga", "Operator", "olga@handsel.example"),
        at=at,
    )
    olga = activated(operator, "olga@handsel.example", at)
    for product in PRODUCTS:
        add_product(product=product, by=olga, at=at)
    set_default_markup(olga, 10, at)

    nordlicht, nora = _reseller(
        olga, "Nordlicht", "nordlicht", "Hosting from the north", "#0b7285", ("Nora", "Nordlicht"), at, "Hamburg", "DE"
    )
    suedwind, sven = _reseller(
        olga, "Südwind", "suedwind", "Cloud with a breeze", "#c2410c", ("Sven", "Südwind"), at, "München", "DE"
    )
    kleinbach, _ = _reseller(
        nora, "Kleinbach", "kleinbach", "IT for the shop around the corner", "#0f766e", ("Klara", "Kleinbach"), at,
        "Kleinbach", "DE",
    )  # fmt: skip
    klara = activated(kleinbach, "klara@kleinbach.example", at)
    karl = _staff(klara, "Karl", "Kaufmann", "karl@kleinbach.example", Role.MANAGER, at)
    ruth = _staff(klara, "Ruth", "Reader", "ruth@kleinbach.example", Role.READ_ONLY, at)

    bakery = _customer(klara, "Bakery Brandt", "Berta Brandt", "berta@bakery.example", "Kleinbach", at)
    harbour = _customer(sven, "Harbour Office", "Hanno Hafen", "hanno@harbour.example", "Bremen", at)
    berta = _buyer(klara, bakery, "Berta", "Brandt", "berta@bakery.example", at)

    for by, buyer in ((olga, nordlicht), (olga, suedwind), (nora, kleinbach), (klara, bakery), (sven, harbour)):
        fund(by, buyer, 10_000, f"opening-{buyer}", at)
    return Cast(operator, nordlicht, kleinbach, bakery, suedwind, harbour, olga, nora, karl, ruth, berta, sven)


def fund(by: Actor, buyer: int, minor: int, key: str, at: datetime) -> None:
    """Add `minor` EUR cents by bank transfer to the wallet of `buyer` with the seller of `by`."""
    received = Received(Money(minor, "EUR"), PaidBy.BANK_TRANSFER, at.date(), key, reference=key)
    add_funds(buyer_id=buyer, received=received, by=by, at=at)


def set_default_markup(by: Actor, percent: int, at: datetime) -> None:
    """Set the markup of the default price list of the seller of `by`."""
    with transaction.atomic(), scoped(by.scope):
        default = PriceList.objects.get(seller_id=by.seller_id, is_default=True)
    set_markup(price_list_id=default.pk, markup_percent=Decimal(percent), version=default.version, by=by, at=at)


def _reseller(  # noqa: PLR0913, PLR0917 - a line of the table above
    by: Actor, name: str, portal: str, tagline: str, colour: str, owner: tuple[str, str], at: datetime,
    city: str, country: str,
) -> tuple[int, Actor]:  # fmt: skip
    email = f"{owner[0].lower()}@{portal}.example"
    account = add_reseller(
        details=AccountDetails(
            company_name=name, contact_name=" ".join(owner), email=email, city=city, country=country
        ),
        terms=Terms("EUR", approval_required=False),
        portal=PortalDetails(portal, name, tagline, colour, email=f"hello@{portal}.example", is_listed=True),
        owner=Owner(*owner, email),
        by=by,
        at=at,
    )
    return account.pk, activated(account.pk, email, at)


def _staff(by: Actor, first: str, last: str, email: str, role: Role, at: datetime) -> Actor:
    invite_staff(person=Person(first, last, email, "en", "Y-m-d"), role=role, by=by, at=at)
    return activated(by.seller_id, email, at)


def _customer(by: Actor, company: str, contact: str, email: str, city: str, at: datetime) -> int:
    details = AccountDetails(
        company_name=company, contact_name=contact, email=email, phone="+49 30 901820", address="Marktplatz 1",
        city=city, country="DE", postcode="12345",
    )  # fmt: skip
    return add_customer(details=details, by=by, at=at).pk


def _buyer(by: Actor, buyer: int, first: str, last: str, email: str, at: datetime) -> Actor:
    person = Person(first, last, email, "en", "Y-m-d")
    add_storefront_user(buyer_id=buyer, person=person, by=by, at=at)
    return activated(by.seller_id, email, at)


def activated(seller: int, email: str, at: datetime) -> Actor:
    """Let a person who was invited at the portal of `seller` set the demo's password, and return them as an actor."""
    portal = system(seller)
    with transaction.atomic(), scoped(portal.scope):
        user = User.objects.get(email=email)
        if user.activated_at is None:
            secret = issue_link(user=user, purpose=OneTimeLink.Purpose.ACTIVATION, at=at)
    if user.activated_at is None:
        activate(secret=secret, password=PASSWORD, by=portal, at=at)
    with transaction.atomic(), scoped(portal.scope):
        seat = Seat.objects.get(user=user)
    way = Way.STOREFRONT if seat.buyer_id else Way.CONSOLE
    origin = Origin(way, f"203.0.113.{user.pk % 250 + 1}")  # of the network that is kept for examples
    return Actor(user.pk, user.name, seller, Role(seat.role), seat.buyer_id, seat.own_accounts_only, origin)
