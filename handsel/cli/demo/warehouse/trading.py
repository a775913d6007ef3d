"""Let a wholesaler of bicycles trade as the AdventureWorks data says, through the public operations (OPS-1).

The data knows one tier of resellers. The tier between them and the operator was chosen here: the territories, each a
reseller that buys at standard cost and sells at dealer prices. Tax and freight of the data are left out.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.utils.text import slugify

from handsel.accounts.details import AccountDetails
from handsel.accounts.portals import Owner, PortalDetails
from handsel.accounts.tree import Terms, add_reseller, found_operator
from handsel.catalog.models import Plan, PriceList, ProductKind, Provisioning
from handsel.catalog.periods import ONCE
from handsel.catalog.plans import change_plan
from handsel.catalog.price_changes import Change, Way
from handsel.catalog.price_models import Level
from handsel.catalog.price_rules import change_prices
from handsel.catalog.products import PlanDetails, ProductDetails, add_product
from handsel.cli.demo.diary import Diary
from handsel.cli.demo.story import activated, set_default_markup
from handsel.cli.demo.warehouse.reading import Article, Bought, Costing, Sale, Warehouse
from handsel.identity.actor import Actor
from handsel.identity.people import Person, invite_staff
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.documents import PaidBy
from handsel.ledger.funds import add_funds
from handsel.ledger.receiving import Received
from handsel.orders.manual_prices import Wanted
from handsel.orders.particulars import Told
from handsel.orders.placement import order_for
from handsel.orders.wanted import LineWanted

CURRENCY = "USD"
AGREED = "The price that was agreed on that day."
A_YEAR = timedelta(days=365)
"""So long a price may lie below cost; a third of what was sold did."""
COLOURS = ("#0b7285", "#c2410c", "#0f766e", "#4263eb", "#9c36b5")
DETAILS = AccountDetails(
    company_name="Adventure Works", email="hello@adventure-works.example", city="Bothell", country="US",
    state="Washington", postcode="98011",
)  # fmt: skip


@dataclass
class Territory:
    """A territory as a reseller of the operator: its owner, and its people by key."""

    account: int
    owner: Actor
    people: Mapping[str, Actor]


@dataclass
class Trade:
    """The wholesaler at work; `tell` hears of each day that is done."""

    warehouse: Warehouse
    tell: Callable[[str], object]
    territories: dict[str, Territory] = field(default_factory=dict)
    dealers: dict[str, int] = field(default_factory=dict)
    plans: dict[str, int] = field(default_factory=dict)
    olga: Actor = field(init=False)

    def play(self) -> None:
        """Do all of it, day by day. Raises IntegrityError where there are accounts already."""
        orders = self.warehouse.orders
        began = at_seven(orders[0].day if orders else date(2011, 1, 3))
        self._found(began)
        diary = Diary(began)
        bought = {order.dealer for order in orders}
        self._admit([key for key in self.warehouse.dealers if key not in bought], began)
        for day, found in groupby(orders, key=lambda order: order.day):
            of_day = list(found)
            self._price(day)
            self._admit([order.dealer for order in of_day], at_seven(day) + timedelta(minutes=20))
            self._sell(day, of_day)
            diary.work(at_seven(day) + timedelta(hours=10))
            self.tell(f"{day}: {len(of_day)} orders")

    def _found(self, at: datetime) -> None:
        portal = PortalDetails("operator", "Adventure Works", "Bicycles for everybody", "#4263eb", is_listed=True)
        operator = found_operator(
            details=DETAILS, portal=portal, owner=Owner("Olga", "Operator", "olga@adventure-works.example"), at=at
        )
        self.olga = activated(operator, "olga@adventure-works.example", at)
        set_default_markup(self.olga, 0, at)
        for article in self.warehouse.articles.values():
            self.plans[article.sku] = self._offer(article, at)
        for number, (key, name) in enumerate(self.warehouse.territories.items()):
            self.territories[key] = self._open(key, name, COLOURS[number % len(COLOURS)], at)

    def _offer(self, article: Article, at: datetime) -> int:
        details = ProductDetails(
            article.sku, article.name, article.category, ProductKind.SERVICE, [_charged(article.costings[0])],
            article.description, Provisioning.AUTOMATIC,
        )  # fmt: skip
        product = add_product(product=details, by=self.olga, at=at)
        with transaction.atomic(), scoped(self.olga.scope):
            return Plan.objects.get(product=product).pk

    def _open(self, key: str, name: str, colour: str, at: datetime) -> Territory:
        portal = slugify(name)
        email = f"tess@{portal}.example"
        details = AccountDetails(
            company_name=f"Adventure Works {name}", contact_name="Tess Territory", email=email,
            country=self._country_of(key),
        )  # fmt: skip
        account = add_reseller(
            details=details,
            terms=Terms(CURRENCY, approval_required=False),
            portal=PortalDetails(portal, details.company_name, "Bicycles for dealers", colour, is_listed=True),
            owner=Owner("Tess", "Territory", email),
            by=self.olga,
            at=at,
        )
        owner = activated(account.pk, email, at)
        people = {}
        for seller in self.warehouse.selling_in(key):
            person = Person(seller.first_name, seller.last_name, f"{seller.mailbox}@{portal}.example", "en", "m/d/Y")
            invite_staff(person=person, role=Role.ACCOUNT_MANAGER, by=owner, at=at)
            people[seller.key] = activated(account.pk, person.email, at)
        return Territory(account.pk, owner, people)

    def _country_of(self, territory: str) -> str:
        found = (one.details.country for one in self.warehouse.dealers.values() if one.territory == territory)
        return next(found, "US")

    def _admit(self, keys: Sequence[str], at: datetime) -> None:
        """Let dealers become resellers of their territories, each looked after by whoever sold to it first."""
        first = {order.dealer: order.seller for order in reversed(self.warehouse.orders)}
        for key in keys:
            if key in self.dealers:
                continue
            dealer = self.warehouse.dealers[key]
            territory = self.territories[dealer.territory]
            manager = territory.people[first[key]].user_id if key in first else None
            name = dealer.details.company_name
            account = add_reseller(
                details=dealer.details,
                terms=Terms(CURRENCY),
                portal=PortalDetails(dealer.portal, name),
                owner=Owner("Purchasing", name[:60], dealer.details.email),
                by=territory.owner,
                at=at,
                manager_id=manager,
            )
            self.dealers[key] = account.pk

    def _price(self, day: date) -> None:
        """Where costs or dealer prices change on `day`, let the operator and the territories follow."""
        articles = self.warehouse.articles.values()
        if not any(costing.since == day for article in articles for costing in article.costings):
            return
        at = at_seven(day) + timedelta(minutes=10)
        current = {self.plans[article.sku]: article.costing_on(day) for article in articles}
        with transaction.atomic(), scoped(self.olga.scope):
            plans = Plan.objects.in_bulk(current)
        for pk, costing in current.items():
            if plans[pk].cost_minor != costing.cost_minor:
                change_plan(plan_id=pk, plan=_charged(costing), version=plans[pk].version, by=self.olga, at=at)
        changes = [
            Change(Way.FIXED, [(Level.PLAN, pk)], fixed_minor=costing.dealer_minor, loss_until=day + A_YEAR)
            for pk, costing in current.items()
        ]
        for territory in self.territories.values():
            with transaction.atomic(), scoped(territory.owner.scope):
                kept = PriceList.objects.get(seller_id=territory.account, is_default=True)
            change_prices(
                price_list_id=kept.pk, currency=CURRENCY, changes=changes, version=kept.version, by=territory.owner,
                at=at,
            )  # fmt: skip

    def _sell(self, day: date, orders: Sequence[Bought]) -> None:
        """Let everybody pay in what the orders of a day take, and the territories write them down."""
        at = at_seven(day) + timedelta(hours=1)
        owed: dict[str, int] = defaultdict(int)
        for order in orders:
            costs = (
                self.warehouse.articles[sale.sku].costing_on(day).cost_minor * sale.quantity for sale in order.sales
            )
            owed[self.warehouse.dealers[order.dealer].territory] += sum(costs)
        for key, minor in owed.items():
            self._pay(self.territories[key].account, minor, f"{key} {day}", self.olga, at)
        for place, order in enumerate(orders):
            self._order(order, at + timedelta(minutes=30, seconds=30 * place))

    def _order(self, order: Bought, at: datetime) -> None:
        territory = self.territories[self.warehouse.dealers[order.dealer].territory]
        buyer = self.dealers[order.dealer]
        self._pay(buyer, order.total_minor, order.number, territory.owner, at)
        order_for(
            buyer_id=buyer,
            lines=[LineWanted(self.plans[sale.sku], sale.quantity) for sale in order.sales],
            prices=[self._by_hand(sale, order.day) for sale in order.sales],
            told=Told(order.po_number, note=f"Sales order {order.number}"),
            by=territory.owner,
            at=at + timedelta(seconds=10),
        )

    def _by_hand(self, sale: Sale, day: date) -> Wanted | None:
        """Return the price of a line where it was another than that of dealers."""
        listed = self.warehouse.articles[sale.sku].costing_on(day).dealer_minor
        return (
            None if sale.unit_minor == listed else Wanted(AGREED, price=Money(sale.unit_minor, CURRENCY), is_meant=True)
        )

    @staticmethod
    def _pay(buyer: int, minor: int, key: str, by: Actor, at: datetime) -> None:
        money = Money(minor, CURRENCY)
        received = Received(money, PaidBy.BANK_TRANSFER, at.date(), f"warehouse-{key}", reference=key, mail=False)
        add_funds(buyer_id=buyer, received=received, by=by, at=at)


def at_seven(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 7, tzinfo=UTC)


def _charged(costing: Costing) -> PlanDetails:
    return PlanDetails("Each", ONCE, CURRENCY, costing.cost_minor)
