"""An order that staff put together for a customer: its cart with cost, price and margin of each line (ORD-10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from handsel.accounts.models import Account, Edge
from handsel.accounts.standing import may_order_at
from handsel.catalog.asked import Option, options_asked, with_sites
from handsel.catalog.offers import Line as PricedPlan
from handsel.catalog.offers import Offer, Range, offers_beside, offers_to, range_of
from handsel.catalog.shelf import Category, Market, Sought, categories_on_shelf
from handsel.catalog.unsold import Unsold, unsold_of
from handsel.console.desk import Desk
from handsel.console.forms.new_order import AboutForm
from handsel.console.order_chain import SeenFunding, fundings
from handsel.console.paying_seen import ways_to_choose
from handsel.kernel.clock import now
from handsel.kernel.money import Money, share_percent
from handsel.kernel.refusal import Verdict
from handsel.ledger.models import Wallet
from handsel.orders.cart_rule_models import ManualPrice
from handsel.orders.cart_seals import Seal, seal_of
from handsel.orders.line_models import Line
from handsel.orders.manual_prices import PricesByHand
from handsel.orders.models import Order
from handsel.orders.particulars import Told, address_now
from handsel.orders.particulars_models import Particulars
from handsel.orders.rules import may_set_price
from handsel.orders.wanted import LineWanted, as_wanted, belongs, grouped
from handsel.web.particulars_form import SeenPlace, places_now
from handsel.web.searches import searched, sought_category
from handsel.web.sold_pages import page_of_sold
from handsel.web.tables import Page

SHELF = 20
"""How many products the search shows on a page."""


@dataclass(frozen=True)
class DraftLine:
    """One line. `plan` is None where it is not sold: `unsold` tells why; `by_hand` is a price set for this quantity."""

    line: Line
    plan: PricedPlan | None
    by_hand: ManualPrice | None
    unsold: Unsold | None = None

    @property
    def quantity(self) -> int:
        return self.line.quantity

    @property
    def is_addon(self) -> bool:
        """Whether it goes with the line above it."""
        return self.line.under_id is not None

    @property
    def name(self) -> str:
        """What it is called: an add-on by its own name."""
        called = self.plan or self.unsold
        return (called.plan if self.is_addon else called.product) if called else ""

    @property
    def unit(self) -> Money | None:
        if self.plan is None:
            return None
        return Money(self.by_hand.unit_minor, self.by_hand.currency) if self.by_hand else self.plan.unit

    @property
    def total(self) -> Money | None:
        return self.unit * self.quantity if self.unit is not None else None

    @property
    def cost(self) -> Money | None:
        return self.plan.converted * self.quantity if self.plan else None

    @property
    def margin(self) -> Money | None:
        return self.total - self.cost if self.total is not None and self.cost is not None else None

    @property
    def margin_percent(self) -> Decimal | None:
        return share_percent(self.margin, self.total) if self.total is not None else None

    @property
    def is_loss(self) -> bool:
        return self.margin is not None and self.margin.minor < 0


@dataclass(frozen=True)
class NewOrder:
    """The screen on which staff order for `account`, in its cart, which they share with it."""

    desk: Desk
    account: Account

    @cached_property
    def edge(self) -> Edge:
        return Edge.objects.get(seller_id=self.desk.seller_id, buyer=self.account, ended_at__isnull=True)

    @cached_property
    def cart(self) -> Order | None:
        """The cart of the account itself, with its lines."""
        carts = self.desk.carts.filter(buyer=self.account, end_customer__isnull=True)
        return carts.prefetch_related("lines").first()

    @cached_property
    def particulars(self) -> Particulars | None:
        return Particulars.objects.filter(order=self.cart, seller_id=self.desk.seller_id).first() if self.cart else None

    @property
    def is_theirs(self) -> bool:
        """Whether the customer itself began the cart: it sees what is changed, and by whom."""
        return self.cart is not None and self.cart.placed_by == "customer"

    @cached_property
    def lines(self) -> list[DraftLine]:
        if self.cart is None:
            return []
        kept = [one for line, addons in grouped(self.cart.lines.all()) for one in (line, *addons)]
        plan_ids = [line.plan_id for line in kept]
        found = self._range(plan_ids)
        by_hand, gone = PricesByHand(self.cart, at=now()), unsold_of(self.desk.seller_id, plan_ids, found)
        plans = found.sold
        return [DraftLine(one, plans.get(one.plan_id), by_hand.of(one), gone.get(one.plan_id)) for one in kept]

    def line(self, line_id: int) -> DraftLine | None:
        """Return one line by its id."""
        return next((one for one in self.lines if one.line.pk == line_id), None)

    def wanted(self, line_id: int, quantity: int = 0) -> LineWanted | None:
        """Return what a line wants, with another `quantity` where one is told; None where there is no such line."""
        lines = grouped(self.cart.lines.all()) if self.cart else []
        found = next((pair for pair in lines if pair[0].pk == line_id), None)
        return replace(as_wanted(*found), quantity=quantity or found[0].quantity) if found else None

    @property
    def total(self) -> Money:
        return sum((line.total for line in self.lines if line.total is not None), Money(0, self.edge.currency))

    @property
    def cost(self) -> Money:
        return sum((line.cost for line in self.lines if line.cost is not None), Money(0, self.edge.currency))

    @property
    def margin(self) -> Money:
        return self.total - self.cost

    @property
    def margin_percent(self) -> Decimal | None:
        return share_percent(self.margin, self.total)

    @property
    def is_ready(self) -> bool:
        """Whether it can be placed: something lies in it, and all of that is sold."""
        return bool(self.lines) and all(line.plan for line in self.lines)

    @cached_property
    def _sealed(self) -> Seal | None:
        return seal_of(self.cart, at=now()) if self.cart else None

    @property
    def seal(self) -> str:
        """A mark of all lines and prices: whoever places another seal has seen another order."""
        return self._sealed.mark if self._sealed else ""

    @property
    def gross(self) -> Money:
        """What the buyer is asked for, tax included."""
        return Money(self._sealed.gross_minor if self._sealed else 0, self.edge.currency)

    @property
    def is_taxed(self) -> bool:
        """Whether tax comes to what stands at its lines."""
        return self.gross != self.total

    @property
    def wallet(self) -> Wallet | None:
        return self.desk.wallets.filter(buyer=self.account, edge=self.edge).first()

    @cached_property
    def fundings(self) -> list[SeenFunding]:
        """Whether the account, and we ourselves, can fund it now."""
        return fundings(self.desk, self.cart.pk) if self.cart and self.lines else []

    @cached_property
    def may_order(self) -> Verdict:
        """Whether the account orders at all now; a reseller that is suspended itself sells nothing either."""
        return may_order_at(self.account.pk, by=self.desk.actor, at=now())

    @property
    def may_set_price(self) -> Verdict:
        return may_set_price(self.desk.actor)

    def shelf(self, params: Mapping[str, str]) -> Page[Sequence[PricedPlan]]:
        """Return the page of products that `params` ask for, each as its plans with cost and price for this buyer."""
        market, sought = Market(buyer_id=self.account.pk), Sought(searched(params), sought_category(params))
        return page_of_sold(market, sought, params, SHELF, self._by_product, at=now())

    @property
    def categories(self) -> list[Category]:
        """The categories in which something is sold to this buyer."""
        return categories_on_shelf(Market(buyer_id=self.account.pk), at=now())

    def _by_product(self, plan_ids: Sequence[int]) -> list[Sequence[PricedPlan]]:
        addons = {one.plan_id for one in offers_to(self.account.pk, plan_ids, at=now()) if one.is_addon}
        priced = self._priced([plan_id for plan_id in plan_ids if plan_id not in addons])
        return [list(plans) for _product, plans in groupby(priced.values(), key=attrgetter("product_id"))]

    def asked_of(self, plan_id: int) -> list[Option]:
        """Return what the product of a plan asks of whoever orders it."""
        offers = offers_to(self.account.pk, [plan_id], at=now())
        if not offers:
            return []
        product_id = offers[0].product_id
        return with_sites(options_asked(self.account.pk, [product_id])[product_id], self._site_codes)

    def extras_of(self, plan_id: int) -> list[Offer]:
        """Return the add-ons that can stand under a plan."""
        beside = offers_beside(self.account.pk, plan_id, at=now())
        chosen = next((one for one in beside if one.plan_id == plan_id), None)
        return [one for one in beside if chosen and belongs(one, chosen)]

    def _site_codes(self) -> list[str]:
        sites = self.desk.sites.filter(account=self.account, archived_at__isnull=True)
        return list(sites.order_by("code").values_list("code", flat=True))

    def form(self, data: Mapping[str, str] | None = None) -> AboutForm:
        """Return the form of what is said about the order besides its lines, and how it is paid."""
        form = AboutForm(
            data,
            book=self.desk.addresses.filter(account=self.account).order_by("pk"),
            sites=self.desk.sites.filter(account=self.account, archived_at__isnull=True).order_by("code"),
            told=self._told,
            usual=lambda role: address_now(role, seller_id=self.desk.seller_id, buyer_id=self.account.pk),
        )
        chosen = self.particulars.payment_method if self.particulars else ""
        return form.pay_by(ways_to_choose(self.edge, self.wallet), chosen, self.edge.payment_method)

    @property
    def places(self) -> list[SeenPlace]:
        """Where the order goes, and its bill, if it is placed as it is."""
        return places_now(self._told, seller_id=self.desk.seller_id, buyer_id=self.account.pk)

    @property
    def _told(self) -> Told:
        return Told.of(self.particulars) if self.particulars else Told()

    def _priced(self, plan_ids: Sequence[int]) -> dict[int, PricedPlan]:
        return self._range(plan_ids).sold if plan_ids else {}

    def _range(self, plan_ids: Sequence[int]) -> Range:
        edge, seller = self.edge, self.desk.seller_id
        return range_of(seller, edge.price_list_id, edge.currency, plan_ids=plan_ids, at=now())
