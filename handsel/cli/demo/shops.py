"""The sellers of the demo: those of the cast, and more at every depth of the tree."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.paying_models import PaymentMethod
from handsel.accounts.portals import Owner, PortalDetails
from handsel.accounts.terms import last_terms
from handsel.accounts.tree import Terms, add_reseller
from handsel.catalog.offers import Offer, offers_to
from handsel.cli.demo import story
from handsel.identity.actor import Actor
from handsel.identity.people import Person, invite_staff
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.ledger.models import Wallet


@dataclass
class Shop:
    """A seller with its owner. `asks` says whether its own seller approves its orders, `by_card` how it pays them."""

    account: int
    owner: Actor
    parent: "Shop | None"
    countries: tuple[tuple[str, int], ...]
    clients: int
    asks: bool = False
    by_card: bool = False
    _prices: dict[tuple[str, str], Offer] = field(default_factory=dict)

    def chain(self) -> "Iterator[Shop]":
        """Yield this shop and those above it that buy from somebody."""
        if self.parent:
            yield self
            yield from self.parent.chain()

    def prices(self, buyer: int) -> dict[tuple[str, str], Offer]:
        """Return what the buyers of this shop pay, by article number and plan; they all pay the same."""
        if not self._prices:
            with transaction.atomic(), scoped(self.owner.scope):
                self._prices = {(offer.sku, offer.plan): offer for offer in offers_to(buyer)}
        return self._prices

    def forget_prices(self) -> None:
        self._prices = {}

    @property
    def terms(self) -> int | None:
        """Which version of its terms holds, if it has published any."""
        with transaction.atomic(), scoped(self.owner.scope):
            found = last_terms(self.account)
        return found.version if found else None

    def funds_of(self, buyer: int) -> int:
        """Return what `buyer` can spend here, in cents."""
        with transaction.atomic(), scoped(self.owner.scope):
            wallet = Wallet.objects.get(seller_id=self.account, buyer_id=buyer)
        return wallet.balance_minor - wallet.held_minor + wallet.credit_limit_minor


ZONES = {
    "albion": "Europe/London",
    "riviera": "Europe/Paris",
    "fjordnett": "Europe/Oslo",
    "cedar": "Asia/Beirut",
    "alpenblick": "Europe/Vienna",
    "azur": "Europe/Rome",
    "carmel": "Asia/Jerusalem",
}
"""Portal -> time zone; the others inherit theirs."""

_PLAIN = Terms("EUR", approval_required=False)
_CARD = Terms("EUR", PaymentMethod.CARD, approval_required=False)
_ASKS = Terms("EUR")


@dataclass(frozen=True)
class Opening:
    """A reseller that opens in the course of the demo, so many days after its beginning."""

    portal: str
    name: str
    parent: str
    tagline: str
    colour: str
    language: str
    city: str
    countries: tuple[tuple[str, int], ...]
    owner: tuple[str, str]
    markup: int
    clients: int
    day: int
    terms: Terms = _PLAIN
    staff: tuple[tuple[str, str, Role], ...] = ()


OPENINGS = (
    Opening(
        "albion", "Albion Cloud", "operator", "Plain-speaking hosting since breakfast", "#1e3a8a", "en", "Leeds",
        (("GB", 1),), ("Harriet", "Fairweather"), 18, 11, 9,
        staff=(("Owen", "Llewellyn", Role.MANAGER), ("Priya", "Patel", Role.READ_ONLY)),
    ),
    Opening(
        "riviera", "Riviera Numérique", "operator", "Le nuage avec vue sur la mer", "#be185d", "fr", "Nice",
        (("FR", 5), ("IT", 1)), ("Amélie", "Delorme"), 30, 9, 20, _CARD, (("Rémi", "Hébert", Role.MANAGER),),
    ),
    Opening(
        "fjordnett", "Fjordnett", "operator", "Sky med god utsikt", "#0369a1", "en", "Bergen",
        (("NO", 4), ("SE", 3), ("DK", 2), ("FI", 1)), ("Ragnhild", "Østby"), 22, 11, 34, _ASKS,
        (("Gunnar", "Fossum", Role.MANAGER),),
    ),
    Opening(
        "hansa", "Hansa IT", "nordlicht", "Ehrbare Kaufleute, schnelle Server", "#7f1d1d", "de", "Lübeck",
        (("DE", 4), ("DK", 1)), ("Heiko", "Hinrichs"), 16, 8, 48, _ASKS,
    ),
    Opening(
        "cedar", "أرز كلاود", "operator", "استضافة بلغتك", "#166534", "ar", "بيروت",
        (("LB", 5), ("AE", 3)), ("نادين", "خليل"), 28, 8, 75,
    ),
    Opening(
        "alpenblick", "Alpenblick IT", "suedwind", "Server mit Aussicht", "#9a3412", "de", "Innsbruck",
        (("AT", 3), ("CH", 2)), ("Greta", "Thiele"), 24, 7, 110, _CARD,
    ),
    Opening(
        "bergdorf", "Bergdorf Computer", "kleinbach", "Wir kommen auch vorbei", "#4d7c0f", "de", "Würzburg",
        (("DE", 1),), ("Ralf", "Quast"), 25, 8, 160,
    ),
    Opening(
        "azur", "Studio Azur", "riviera", "Siti, posta e caffè", "#0e7490", "en", "Sanremo",
        (("IT", 1),), ("Chiara", "Pellegrini"), 15, 6, 210,
    ),
    Opening(
        "carmel", "כרמל ענן", "albion", "אירוח אתרים בעברית", "#6d28d9", "he", "חיפה",
        (("IL", 1),), ("תמר", "אלון"), 20, 4, 280,
    ),
)  # fmt: skip


def cast_shops(cast: story.Cast) -> dict[str, Shop]:
    """Return the sellers of the cast, by portal."""
    operator = Shop(cast.operator, cast.olga, None, (("CH", 1),), 3)
    nordlicht = Shop(cast.nordlicht, cast.nora, operator, (("DE", 5), ("DK", 1), ("SE", 1)), 14)
    suedwind = Shop(cast.suedwind, cast.sven, operator, (("DE", 3), ("AT", 1)), 11)
    kleinbach = Shop(cast.kleinbach, cast.karl, nordlicht, (("DE", 6), ("CH", 1)), 16)
    return {"operator": operator, "nordlicht": nordlicht, "suedwind": suedwind, "kleinbach": kleinbach}


def open_shop(opening: Opening, parent: Shop, at: datetime) -> Shop:
    """Let `parent` add a reseller, whose owner activates the invitation, sets the markup and invites the staff."""
    email = f"owner@{opening.portal}.example"
    account = add_reseller(
        details=AccountDetails(
            company_name=opening.name,
            contact_name=" ".join(opening.owner),
            email=email,
            city=opening.city,
            country=opening.countries[0][0],
        ),
        terms=opening.terms,
        portal=PortalDetails(
            opening.portal,
            opening.name,
            opening.tagline,
            opening.colour,
            opening.language,
            ZONES.get(opening.portal),
            email=f"hello@{opening.portal}.example",
            is_listed=True,
        ),
        owner=Owner(*opening.owner, email),
        by=parent.owner,
        at=at,
    )
    owner = story.activated(account.pk, email, at)
    story.set_default_markup(owner, opening.markup, at)
    for first, last, role in opening.staff:
        address = f"{first.lower()}@{opening.portal}.example".replace("é", "e")
        invite_staff(person=Person(first, last, address, opening.language, "Y-m-d"), role=role, by=owner, at=at)
    by_card = opening.terms.payment_method == PaymentMethod.CARD
    return Shop(account.pk, owner, parent, opening.countries, opening.clients, opening.terms.approval_required, by_card)
