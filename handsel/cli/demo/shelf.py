"""The shelf of the demo: pictures, categories of two levels, options, add-ons, products of resellers' own (CAT-1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from handsel.catalog.models import Product, ProductKind, Provisioning
from handsel.catalog.option_models import OptionKind
from handsel.catalog.options import OptionDetails, add_option
from handsel.catalog.periods import MONTHLY, ONCE, YEARLY
from handsel.catalog.pictures import add_pictures
from handsel.catalog.products import PlanDetails, ProductDetails, add_product
from handsel.cli.demo.drawings import drawing_of
from handsel.cli.demo.shops import Shop
from handsel.identity.actor import Actor
from handsel.kernel.isolation import scoped

PICTURES: dict[str, dict[str, tuple[str, str]]] = {
    "operator": {
        "WEB-S": ("window", "#4263eb"),
        "WEB-L": ("window", "#1c3faa"),
        "MAIL": ("envelope", "#0b7285"),
        "BACKUP": ("cloud", "#1971c2"),
        "TLS": ("lock", "#2b8a3e"),
        "MOVE": ("truck", "#e8590c"),
    },
    "nordlicht": {"CARE": ("window", "#0b7285")},
    "suedwind": {"ONSITE": ("person", "#c2410c")},
}
"""Of what was on the shelf before: its shape and colour."""


@dataclass(frozen=True)
class New:
    """A product with its picture and what it asks for."""

    product: ProductDetails
    shape: str
    colour: str
    options: tuple[OptionDetails, ...] = ()


NAME = OptionDetails("Domain name", OptionKind.DOMAIN, help_text="The name that you want, or already have.")
SERVERS = OptionDetails("Name servers", OptionKind.CHOICE, choices=("Yours", "My own"))
SYSTEM = OptionDetails(
    "Operating system", OptionKind.CHOICE, choices=("Debian 13", "Ubuntu 24.04", "AlmaLinux 10", "Windows Server 2025")
)
HOST = OptionDetails("Host name", OptionKind.TEXT, is_required=False, help_text="Empty: we choose one.")
SITE = OptionDetails("Where it goes", OptionKind.SITE)
COLOUR = OptionDetails("Colour", OptionKind.CHOICE, choices=("White", "Black"))
MOUNTED = OptionDetails("Put it on the wall", OptionKind.YES_NO, is_required=False)

PRODUCTS: dict[str, tuple[New, ...]] = {
    "operator": (
        New(
            ProductDetails(
                "DOM-DE", ".de domain", "Domains › Countries", ProductKind.SUBSCRIPTION,
                (PlanDetails("Yearly", YEARLY, "EUR", 600),),
                "Registered within the hour, renewed by itself, moved to us for free.", Provisioning.AUTOMATIC,
            ),
            "globe", "#5f3dc4", (NAME, SERVERS),
        ),
        New(
            ProductDetails(
                "DOM-COM", ".com domain", "Domains › Worldwide", ProductKind.SUBSCRIPTION,
                (PlanDetails("Yearly", YEARLY, "EUR", 1_100),),
                "Known everywhere. With privacy for whoever owns it.", Provisioning.AUTOMATIC,
            ),
            "globe", "#9c36b5", (NAME, SERVERS),
        ),
        New(
            ProductDetails(
                "VPS", "Virtual server", "Hosting › Servers", ProductKind.SUBSCRIPTION,
                (
                    PlanDetails("Monthly", MONTHLY, "EUR", 1_500),
                    PlanDetails("Yearly", YEARLY, "EUR", 16_000),
                    PlanDetails("More storage", MONTHLY, "EUR", 120, is_addon=True, unit="10 GB", quantity_max=50),
                    PlanDetails("Snapshots every hour", MONTHLY, "EUR", 400, is_addon=True, quantity_max=1),
                ),
                "4 cores, 8 GB memory, 160 GB storage. Yours within minutes.", Provisioning.AUTOMATIC,
            ),
            "server", "#364fc7", (SYSTEM, HOST),
        ),
        New(
            ProductDetails(
                "OFFICE", "Office suite", "Software › Office", ProductKind.SUBSCRIPTION,
                (
                    PlanDetails("Per user, monthly", MONTHLY, "EUR", 450, unit="user", quantity_max=500),
                    PlanDetails("Packs of five, yearly", YEARLY, "EUR", 4_900, unit="user", quantity_min=5,
                                quantity_max=500, quantity_step=5),
                    PlanDetails("Archive for ten years", MONTHLY, "EUR", 90, is_addon=True, unit="user"),
                ),
                "Texts, tables, slides and calls, in the browser and on every device.", Provisioning.AUTOMATIC,
            ),
            "sheets", "#2f9e44",
        ),
        New(
            ProductDetails(
                "ROUTER", "Managed router", "On site › Network", ProductKind.ASSET,
                (
                    PlanDetails("Per device", ONCE, "EUR", 14_900, unit="device", quantity_max=20),
                    PlanDetails("Care for a year", ONCE, "EUR", 5_900, is_addon=True),
                ),
                "Comes configured: plug it in and it works. Watched day and night.",
            ),
            "router", "#495057", (SITE, COLOUR, MOUNTED),
        ),
    ),
    "kleinbach": (
        New(
            ProductDetails(
                "HELP", "Help desk hours", "Kleinbach’s own › Support", ProductKind.SERVICE,
                (PlanDetails("By the hour", ONCE, "EUR", 7_200, unit="hour", quantity_max=40),),
                "Our people, on the phone and on your screen. Hours do not expire.",
            ),
            "person", "#0f766e", (OptionDetails("Who calls", OptionKind.TEXT, help_text="Name and phone number."),),
        ),
        New(
            ProductDetails(
                "COURSE", "Security for your team", "Kleinbach’s own › Courses", ProductKind.SERVICE,
                (PlanDetails("Half a day", ONCE, "EUR", 29_000),),
                "At your place, up to twelve people, with what they met themselves.",
            ),
            "lock", "#b35309", (SITE,),
        ),
    ),
}  # fmt: skip


def fill_shelf(shops: Mapping[str, Shop], at: datetime) -> None:
    """Let the sellers of the cast put more on the shelf, late: what was bought before was of the few things of then."""
    for portal, pictures in PICTURES.items():
        by = shops[portal].owner
        for product_id, sku, name in _own(by):
            if sku in pictures:
                add_pictures(product_id=product_id, files=[drawing_of(*pictures[sku])], by=by, at=at, alternative=name)
    for portal, products in PRODUCTS.items():
        for new in products:
            _add(new, shops[portal].owner, at)


def _own(by: Actor) -> list[tuple[int, str, str]]:
    with transaction.atomic(), scoped(by.scope):
        return list(Product.objects.filter(seller_id=by.seller_id).values_list("pk", "sku", "name"))


def _add(new: New, by: Actor, at: datetime) -> None:
    added = add_product(product=new.product, by=by, at=at)
    for option in new.options:
        add_option(product_id=added.pk, option=option, by=by, at=at)
    drawn = drawing_of(new.shape, new.colour)
    add_pictures(product_id=added.pk, files=[drawn], by=by, at=at, alternative=new.product.name)
