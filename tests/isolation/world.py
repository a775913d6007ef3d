"""A world of six resellers in which each has something of every kind, so that there is something to ask for in vain.

operator ── Nordlicht ── Kleinbach ── Winzig
   │            └─────── Altona
   └─────── Südwind
"""

import base64
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from handsel.accounts.importing.checking import start_check
from handsel.accounts.importing.running import start_run
from handsel.accounts.importing.uploads import receive_import
from handsel.accounts.models import Account, Kind
from handsel.catalog.offers import offers_to
from handsel.catalog.rates import NewRate, add_rate
from handsel.cli.demo import story
from handsel.deliveries.models import DeliveryTask
from handsel.identity.actor import Actor
from handsel.identity.keys import Reach, make_api_key, revoke_api_key
from handsel.identity.models import ApiKey, User
from handsel.identity.people import Person, add_storefront_user, invite_staff
from handsel.identity.roles import Role
from handsel.identity.scopes import ALL_SCOPES
from handsel.jobs.worker import run_once, run_tasks_once
from handsel.kernel import clock
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.adjusting import adjust_wallet
from handsel.ledger.announcing import Announced, announce_payment
from handsel.ledger.documents import Document
from handsel.ledger.wanted import Wanted
from handsel.orders.approval import approve_order
from handsel.orders.cart import put_in_cart
from handsel.orders.placement import place_order
from handsel.timeline.reading import newest_xact
from tests.api.calling import Program
from tests.catalog.operations_calls import a_picture
from tests.isolation.carding import give_cards
from tests.isolation.pricing import give_price_files
from tests.isolation.purchasing import order_for_itself
from tests.isolation.refunding import give_refunds
from tests.isolation.signing import give_sign_ups

STANDINGS = ("suspension", "deactivation", "archive")
FILE = """Customer ID,Company,First name,Last name,Email,City,Country
{0},Inn {0},Bo,Ray,bo{0}@inn.example,Wien,AT
,,,,no,,
"""
PLACE = {"address": "Way 1", "city": "Bern", "country": "DE", "postcode": "12345"}
PICTURE = base64.b64encode(a_picture()).decode()
PLANS = [{"name": "Monthly", "period": {"count": 1, "unit": "month"}, "currency": "EUR", "cost_minor": 500}]

WALLS = {"winzig": "names", "altona": "masked", "kleinbach": "names", "nordlicht": "nothing", "suedwind": "counts"}
"""What each lets its parent see of what is below it."""
RICH = {"nordlicht", "suedwind", "kleinbach"}
"""Those with a file of each state; the others have one."""


@dataclass
class Tenant:
    """A reseller, with the people and the programs that come from it."""

    name: str
    id: int
    owner: Actor
    ancestors: list[int] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    """E-mail addresses of those who log in, by what they are."""


def build(cast: story.Cast) -> list[Tenant]:
    """Commit the world into the database that is connected, and return its resellers."""
    at = clock.now()
    klara = story.activated(cast.kleinbach, "klara@kleinbach.example", at)
    operator = Tenant("operator", cast.operator, cast.olga)
    nordlicht = Tenant("nordlicht", cast.nordlicht, cast.nora, [operator.id])
    suedwind = Tenant("suedwind", cast.suedwind, cast.sven, [operator.id])
    kleinbach = Tenant("kleinbach", cast.kleinbach, klara, [nordlicht.id, operator.id])
    tenants = [operator, nordlicht, suedwind, kleinbach]
    for name, parent in (("altona", nordlicht), ("winzig", kleinbach)):
        told = (parent.owner, name.title(), name, "Small", "#0f766e", ("Otto", name.title()), at, "Hamburg", "DE")
        account, owner = story._reseller(*told)
        story.fund(parent.owner, account, 10_000, f"opening-{account}", at)
        tenants.append(Tenant(name, account, owner, [parent.id, *parent.ancestors]))
    furnishers = [Furnisher(tenant) for tenant in tenants]
    for fill in (Furnisher.people, Furnisher.records, Furnisher.sign_ups, Furnisher.trade, Furnisher.uploads,
                 Furnisher.checks, Furnisher.runs, Furnisher.rest, Furnisher.deliveries, Furnisher.cards,
                 Furnisher.left_open):  # fmt: skip
        for furnisher in furnishers:
            fill(furnisher)
        if fill is Furnisher.left_open:
            run_once(at=clock.now(), horizon=newest_xact())
        else:
            work()
    return tenants


def work() -> None:
    """Do all that waits for a worker."""
    while run_once(at=clock.now(), horizon=newest_xact()) + run_tasks_once(at=clock.now()):
        pass


class Furnisher:
    """Gives one reseller something of every kind, through the operations and the API as everybody does."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant, self.owner, self.at = tenant, tenant.owner, clock.now()
        self.sent = 0
        self.staff: dict[Role, Actor] = {}

    def post(self, path: str, body: object = None, method: str = "POST") -> dict:
        self.sent += 1
        key = f"furnish-{self.sent}" if method == "POST" else ""
        answer = Program(self.tenant.name, self.tenant.keys["owner"]).send(method, path, body, key=key)
        assert answer.status_code < 300, (method, path, answer.content.decode())
        return answer.json() if answer.content else {}

    def _keys(self) -> None:
        for name in ("owner", "reader", "revoked", "expired"):
            reach = Reach(Role.READ_ONLY) if name == "reader" else Reach(Role.OWNER, ALL_SCOPES)
            _, self.tenant.keys[name] = make_api_key(name=name, reach=reach, by=self.owner, at=self.at)
        with transaction.atomic(), scoped(self.owner.scope):
            key = ApiKey.objects.get(name="revoked")
            ApiKey.objects.filter(name="expired").update(expires_at=self.at)
        revoke_api_key(key_id=key.pk, by=self.owner, at=self.at)

    def people(self) -> None:
        self._keys()
        portal = self.tenant.name
        self.tenant.people["owner"] = self._email_of(self.owner)
        for first, role in (("Rita", Role.READ_ONLY), ("Mara", Role.MANAGER), ("Anna", Role.ACCOUNT_MANAGER)):
            email = f"{first.lower()}@{portal}.example"
            person = Person(first, portal.title(), email, "en", "Y-m-d")
            narrowed = role == Role.ACCOUNT_MANAGER
            invite_staff(person=person, role=role, own_accounts_only=narrowed, by=self.owner, at=self.at)
            self.staff[role] = story.activated(self.tenant.id, email, self.at)
            self.tenant.people[role.value] = email
        ivo = {"first_name": "Ivo", "last_name": "Invited", "email": f"ivo@{portal}.example", "language": "en"}
        self.post("/staff", ivo | {"role": "read_only"})

    def _email_of(self, actor: Actor) -> str:
        with transaction.atomic(), scoped(actor.scope):
            return User.objects.get(pk=actor.user_id).email

    def _customer(self, place: int) -> int:
        name = f"customer{place}-{self.tenant.name}"
        details = {"company_name": name, "contact_name": "Ada", "email": f"{name}@all.example", **PLACE}
        return self.post("/customers", details | {"phone": f"+49 30 90182{place}"})["number"]

    def account_of(self, number: int) -> int:
        with transaction.atomic(), scoped(self.owner.scope):
            return Account.objects.get(number=number, seller_id=self.tenant.id).pk

    def records(self) -> None:
        self.numbers = [self._customer(place) for place in range(6)]
        self.main, self.other = self.numbers[:2]
        self.post(f"/accounts/{self.other}/manager", {"manager_id": self.staff[Role.ACCOUNT_MANAGER].user_id}, "PUT")
        for number in (self.main, self.other):
            for text in ("first", "second"):
                self.post(f"/accounts/{number}/notes", {"text": f"{text} note"})
                self.post(f"/accounts/{number}/addresses", {"company_name": text, "roles": ["billing"], **PLACE})
            self.post(f"/accounts/{number}/tags", {"names": ["early", "late"]})
            for code in ("first", "second"):
                self.post(f"/accounts/{number}/sites", {"code": f"{code}-{number}", "note": "told so"})
            for minor in (90_000, 500):
                paid = {"amount": {"minor": minor, "currency": "EUR"}, "method": "cash", "reference": f"bill {minor}"}
                self.post(f"/accounts/{number}/receipts", paid | {"received_on": self.at.date().isoformat()})
            self._adjust(number)
        self.post("/segments", {"search": "name.contains=customer", "name": "shared"})
        found = self.post("/segments", {"search": "city.is=Bern", "name": "mine"})
        self.post(f"/segments/{found['id']}/sharing", {"is_shared": True}, "PUT")

    def _adjust(self, number: int) -> None:
        """Credit a little at once; let the owner and the manager each ask for more, which waits for the other."""
        for minor in (400, 99_000_000):
            credit = {"kind": "credit_note", "amount": {"minor": minor, "currency": "EUR"}, "reason": "told so"}
            self.post(f"/accounts/{number}/adjustments", credit)
        wanted = Wanted(Document.CREDIT_NOTE, Money(99_000_000, "EUR"), "told so", f"asked-{self.tenant.id}-{number}")
        adjust_wallet(buyer_id=self.account_of(number), wanted=wanted, by=self.staff[Role.MANAGER], at=self.at)

    def cards(self) -> None:
        give_cards(self.owner, (self.main, self.other), self.at)

    def sign_ups(self) -> None:
        give_sign_ups(self.owner, self.tenant.name, self.at)

    def trade(self) -> None:
        for number, name in ((self.main, "main"), (self.other, "other")):
            buyer = self.account_of(number)
            email = f"{name}@{self.tenant.name}.example"
            person = Person(name.title(), "Buyer", email, "en", "Y-m-d")
            add_storefront_user(buyer_id=buyer, person=person, by=self.owner, at=self.at)
            actor = story.activated(self.tenant.id, email, self.at)
            self.tenant.people[name] = email
            for minor in (700, 800):
                announced = Announced(Money(minor, "EUR"), self.at.date(), f"sent-{minor}", note="a note")
                announce_payment(buyer_id=buyer, announced=announced, by=actor, at=self.at)
            self._buy(actor, "WEB-S", approved=True)
            self._buy(actor, "WEB-S")
            self._buy(actor, "MOVE", quantity=4, approved=True)
            put_in_cart(buyer_id=buyer, plan_id=self._plan(actor, "MAIL"), quantity=1, by=actor, at=self.at)
            invited = Person("Una", "Invited", f"una-{email}", "en", "Y-m-d")
            add_storefront_user(buyer_id=buyer, person=invited, by=self.owner, at=self.at)
        order_for_itself(self.owner, self.tenant.ancestors, self.at)
        for days in (1, 2):
            new = NewRate("EUR", "USD", Decimal("1.08"), (self.at + timedelta(days=days)).date())
            add_rate(new=new, by=self.owner, at=self.at)

    def _plan(self, actor: Actor, sku: str) -> int:
        with transaction.atomic(), scoped(actor.scope):
            return next(offer.plan_id for offer in offers_to(actor.buyer_id) if offer.sku == sku)

    def _buy(self, actor: Actor, sku: str, *, quantity: int = 1, approved: bool = False) -> None:
        plan = self._plan(actor, sku)
        cart = put_in_cart(buyer_id=actor.buyer_id, plan_id=plan, quantity=quantity, by=actor, at=self.at)
        leg = place_order(order_id=cart.pk, by=actor, at=self.at)
        if approved:
            approve_order(leg_id=leg.pk, by=self.owner, at=self.at)
        self.post(f"/orders/{leg.number}/internal-note", {"text": "told so", "version": 0}, "PUT")

    def uploads(self) -> None:
        self.files = []
        for place in range(3 if self.tenant.name in RICH else 1):
            content = FILE.format(f"{self.tenant.id}{place}").encode()
            told = {"file_name": "list.csv", "kind": Kind.CUSTOMER, "by": self.owner, "at": self.at}
            self.files.append(receive_import(file=SimpleUploadedFile("list.csv", content), **told))

        give_price_files(self.owner, self.at)

    def checks(self) -> None:
        for found in self.files[1:]:
            start_check(import_id=found.pk, choices=found.choices, without_email=False, by=self.owner, at=self.at)

    def runs(self) -> None:
        for found in self.files[2:]:
            start_run(import_id=found.pk, by=self.owner, at=self.at)

    def _plan_prices(self) -> None:
        kept = self.post("/price-lists", {"name": "Trade", "markup_percent": "20"})
        dearer = {"way": "markup", "percent": "25", "targets": {"everything": True}}
        for days in (1, 2):
            day = (self.at + timedelta(days=days)).date().isoformat()
            planned = {"changes": [dearer], "version": kept["version"], "starts_on": day}
            self.post(f"/price-lists/{kept['id']}/scheduled-changes", planned)

    def rest(self) -> None:
        own = self.post("/products", {"sku": "OWN", "name": "Care", "category": "Own", "plans": PLANS})
        self.post(f"/products/{own['id']}/options", {"label": "Colour", "kind": "text", "is_required": False})
        self.post(f"/products/{own['id']}/pictures", {"content": PICTURE})
        self._plan_prices()
        self.post("/settings/domains", {"host": f"shop.{self.tenant.name}.example"})
        self.post("/settings/terms", {"version": 0, "text": "our terms"})
        bank = {"account_holder": "Holder", "iban": "DE89370400440532013000", "bank_name": "Bank"}
        told = {"version": 0, "instructions": {"cash": {"en": f"Come to {self.tenant.name}."}}}
        self.post("/settings/payment-methods", told | bank, "PATCH")
        if self.tenant.ancestors:
            sent = {"amount": {"minor": 900, "currency": "EUR"}, "sent_on": self.at.date().isoformat()}
            self.post("/own-announcements", sent)
        for days in (1, 2):
            day = (self.at + timedelta(days=days)).date().isoformat()
            self.post("/tax-rates", {"country": "DE", "category": "standard", "percent": "19", "valid_from": day})
        self.post("/settings/tax", {"country": "DE", "is_registered": False, "version": 0}, "PUT")
        self.post(f"/accounts/{self.main}/tax/exemption", {"reason": "School", "certificate": "S-1"}, "PUT")
        self.post("/customers/export")
        if self.tenant.name in WALLS:
            self.post("/settings/wall", {"wall": WALLS[self.tenant.name]}, "PUT")
        if self.tenant.name in {"suedwind", "winzig"}:
            portal = {"name": f"tief-{self.tenant.name}", "title": "Deep"}
            owner = {"first_name": "Tilda", "last_name": "Deep", "email": f"tilda@{portal['name']}.example"}
            details = {"company_name": "Deep", "contact_name": "Tilda", "email": owner["email"], "currency": "EUR"}
            self.post("/resellers", details | PLACE | {"portal": portal, "owner": owner})
        self.post("/bulk", {"action": "tag", "numbers": [self.main], "params": {"names": ["bulky"]}})

    def deliveries(self) -> None:
        """Sell something that is delivered by hand, three times to each customer."""
        own = {"sku": "HAND", "name": "Handmade", "category": "Own", "plans": PLANS}
        plan = self.post("/products", own)["plans"][0]["id"]
        for number in (self.main, self.other) * 3:
            self.post("/orders", {"buyer": number, "lines": [{"plan_id": plan, "quantity": 1}]})

    def fail_one(self) -> None:
        with transaction.atomic(), scoped(self.owner.scope):
            made = DeliveryTask.objects.filter(seller_id=self.tenant.id, way="manual").earliest("pk").delivery_id
        self.post(f"/deliveries/{made}/fail", {"reason": "told so"})

    def left_open(self) -> None:
        give_refunds(self.tenant.name, self.owner, self.tenant.ancestors, self.at)
        self.fail_one()
        self.post("/resellers/export")
        for number, standing in zip(self.numbers[2:], STANDINGS, strict=False):
            self.post(f"/accounts/{number}/{standing}", {"reason": "told so"})
        self.post("/bin", {"account": self.numbers[5], "reason": "told so"})
