"""How the sellers of the demo have set up their portals: what they set, inherit and lock, their terms and walls."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from handsel.accounts.models import Account, Wall
from handsel.accounts.paying_changes import change_ways_to_pay
from handsel.accounts.portal_changes import change_settings
from handsel.accounts.portal_models import Portal
from handsel.accounts.sites import SiteDetails, add_site
from handsel.accounts.terms import publish_terms
from handsel.accounts.walls import set_wall
from handsel.cli.demo.shops import Shop
from handsel.cli.demo.sign_ups import let_visitors_come
from handsel.identity.actor import Actor
from handsel.kernel.isolation import scoped
from handsel.orders.left_carts import set_cart_rules

SITES = (("MAIN", "Head office"), ("STATION", "Branch at the station"), ("HARBOUR", "Branch at the harbour"))
"""What the first customers of a portal order for."""

FIRST: dict[str, dict[str, Any]] = {
    "operator": {"time_zone": "Europe/Zurich", "date_format": "d.m.Y", "currencies": ["EUR", "CHF"]},
    "nordlicht": {"time_zone": "Europe/Berlin", "languages": ["en", "de", "nl"]},
    "kleinbach": {"time_zone": "Europe/Vienna", "language": "en"},
}
"""What the sellers of the cast set when they begin; the rest they inherit."""

LATER: dict[str, tuple[dict[str, Any], list[str]]] = {
    "nordlicht": ({"mandatory_fields": ["country"], "language": "de"}, ["mandatory_fields"]),
    "kleinbach": ({"sign_up": "approval", "visitor_prices": "shown"}, []),
}
"""What they set when everything runs, and what of it they lock for those below."""

WALLS = {"kleinbach": Wall.NAMES, "hansa": Wall.MASKED, "alpenblick": Wall.NOTHING}
"""What they let their providers see of who is below them; the others show counts only (ACC-25)."""

PAYING: dict[str, dict[str, Any]] = {
    "nordlicht": {"account_holder": "Nordlicht GmbH", "iban": "DE89 3704 0044 0532 0130 00", "bic": "COBADEFFXXX"},
    "kleinbach": {"account_holder": "Kleinbach IT", "iban": "AT61 1904 3002 3457 3201", "bank_name": "Erste Bank"},
}
"""Where they want their money."""

INSTRUCTIONS = {
    "bank_transfer": {
        "en": "Please transfer {amount} for your order {order}.\nName {reference}, so that we know it is you.",
        "de": "Bitte überweisen Sie {amount} für Ihre Bestellung {order}.\nNennen Sie die Referenz {reference}.",
    },
    "cash": {"en": "You can pay at our desk, on working days from 8 to 18 o'clock."},
}

TERMS = """# What you get
We run what you order within one working day and keep it running.
- Support on working days from 8 to 18 o'clock
- Backups every night, kept for 30 days

# What it costs
Prices stand beside each product. You pay in advance, from your funds.

# How it ends
You can leave at the end of any period that you have paid for."""


def furnish_first(shops: Mapping[str, Shop], at: datetime) -> None:
    """Let the sellers of the cast set up their portals."""
    for portal, changes in FIRST.items():
        _change(shops[portal].owner, changes, [], at)


def furnish_later(shops: Mapping[str, Shop], at: datetime) -> None:
    """Let them demand more of new customers than they did at the beginning, and publish their terms."""
    for portal, (changes, locked) in LATER.items():
        _change(shops[portal].owner, changes, locked, at)
    for portal in ("nordlicht", "kleinbach"):
        changes = PAYING[portal] | {"instructions": INSTRUCTIONS}
        change_ways_to_pay(changes=changes, version=0, by=shops[portal].owner, at=at)
        publish_terms(text=TERMS, url="", version=0, by=shops[portal].owner, at=at)
        _add_sites(shops[portal].owner, at)
        by = shops[portal].owner
        set_cart_rules(remind_after_hours=48, most_reminders=2, keep_days=90, version=0, by=by, at=at)
    let_visitors_come(shops["kleinbach"].owner, at)
    for portal in sorted(WALLS.keys() & shops.keys()):  # a short demo opens fewer of them
        set_wall(wall=WALLS[portal], by=shops[portal].owner, at=at)


def _add_sites(by: Actor, at: datetime) -> None:
    """Give the first customers sites to order for."""
    with transaction.atomic(), scoped(by.scope):
        first = list(Account.objects.sold_to_by(by.seller_id).customers().order_by("number")[:3])
    for account in first:
        for code, name in SITES:
            add_site(account_id=account.pk, code=code, details=SiteDetails(name=name), by=by, at=at)


def _change(by: Actor, changes: Mapping[str, Any], locked: list[str], at: datetime) -> None:
    with transaction.atomic(), scoped(by.scope):
        version = Portal.objects.get(seller_id=by.seller_id).version
    change_settings(changes=changes, version=version, locked=locked, by=by, at=at)
