"""Orders of a reseller’s buyers in lines: what each costs and brings, and what can be done with it (ORD-1, ORD-5)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from handsel.accounts.end_customers import end_customers_seen
from handsel.accounts.paying_models import PaymentMethod
from handsel.console.desk import Desk
from handsel.console.routes import address, address_of
from handsel.console.shortages import waiting_for_us
from handsel.console.tabs import Tab, count_text
from handsel.console.visitor_carts_seen import filled_carts
from handsel.deliveries.rules import may_cancel_settled
from handsel.identity.actor import Actor, system
from handsel.kernel.clock import now
from handsel.kernel.counting import CompiledCounts, counts_up_to
from handsel.kernel.keyset import KeysetPage
from handsel.kernel.money import Money, share_percent
from handsel.kernel.prepared import MOMENT
from handsel.kernel.refusal import Verdict
from handsel.ledger.rules import may_add_funds
from handsel.orders.costs import costs_of
from handsel.orders.models import Leg, LegQuerySet, Payment, PlacedBy
from handsel.orders.receiving import dues_for
from handsel.orders.rules import may_approve, may_ask_buyer, may_decide_orders, may_reject
from handsel.orders.searching import QUEUES, OrderSearch
from handsel.orders.status import STATUSES, Queue, Situation, in_queue, situation
from handsel.web.particulars_form import SeenParticulars
from handsel.web.rows import SellerRows
from handsel.web.searches import searched
from handsel.web.tables import COUNTED, bounded

INCOMPLETE, HELD_UP = Queue.INCOMPLETE.slug, "held-up"


@dataclass(frozen=True)
class SoldOrder:
    """One order as its seller's staff see it. `cost` is None where nothing tells it.

    `end_customer` is for whom the buyer buys, as far as the glass wall lets us know; empty for itself. `said` is what
    the buyer said about it, where it is our own buyer's. `is_ours_to_deliver` says that something of it waits for our
    own people, or failed. `to_pay` is what is still to be paid of it once a part was, or of what was settled on credit.
    """

    leg: Leg
    cost: Money | None
    by: Actor
    end_customer: str = ""
    said: SeenParticulars | None = None
    is_ours_to_deliver: bool = False
    to_pay: Money | None = None

    @cached_property
    def situation(self) -> Situation:
        return situation(self.leg)

    @cached_property
    def address(self) -> str:
        """Where it is read in full; what can be done with it lies below."""
        return address_of("order", self.leg.number)

    @property
    def total(self) -> Money:
        return Money(self.leg.gross_minor, self.leg.currency)

    @property
    def margin(self) -> Money | None:
        """What stays with the seller, without tax."""
        return None if self.cost is None else Money(self.leg.net_minor, self.leg.currency) - self.cost

    @property
    def margin_percent(self) -> Decimal | None:
        """The margin as a share of the price; None where there is no price."""
        return share_percent(self.margin, Money(self.leg.net_minor, self.leg.currency))

    @property
    def invoice_name(self) -> str:
        """The name that was on the invoice when the order was placed; the buyer's where none was kept."""
        printed = self.said.found.billing.get("company_name") if self.said else ""
        return str(printed or self.leg.buyer.name)

    @property
    def site_code(self) -> str:
        """The site for which it is; empty for none."""
        return self.said.found.site.code if self.said and self.said.found.site else ""

    @property
    def po_number(self) -> str:
        """The buyer's own number for it; empty for none."""
        return self.said.found.po_number if self.said else ""

    @property
    def is_by_customer(self) -> bool:
        return self.leg.placed_by == "customer"

    @property
    def is_own_buyers(self) -> bool:
        """Whether our own buyer ordered, so that it is its people to whom mails about the order go."""
        return self.leg.position == 0

    @property
    def group(self) -> int:
        """Where it stands among those under way: 0 for our approval, 1 for us otherwise, 2 for others."""
        return int(getattr(self.leg, "group_place", 2))

    @property
    def awaits_approval(self) -> bool:
        return self.situation.name == "awaiting_approval"

    @property
    def awaits_payment(self) -> bool:
        """Whether a payment can be recorded for it: it waits for one, or was settled on credit."""
        return self.situation.name == "awaiting_payment" or bool(self.leg.owed_minor)

    @property
    def is_open(self) -> bool:
        """Whether it could still be canceled by somebody."""
        return not self.leg.settled_at and self.situation.name != "canceled"

    @property
    def delivering(self) -> str:
        """Where our own people see to what of it waits for them, or failed; empty where nothing does."""
        part = "&part=failed" if self.leg.fulfilment == "failed" else ""
        return f"{address('deliveries')}?q={self.leg.number}{part}" if self.is_ours_to_deliver else ""

    @cached_property
    def calling_off(self) -> Verdict:
        return may_cancel_settled(self.by, self.leg)

    @cached_property
    def approval(self) -> Verdict:
        return may_approve(self.by, self.leg)

    @cached_property
    def rejection(self) -> Verdict:
        return may_reject(self.by, self.leg)

    @cached_property
    def asking(self) -> Verdict:
        return may_ask_buyer(self.by, self.leg)

    @cached_property
    def mailing(self) -> Verdict:
        return may_decide_orders(self.by)

    @cached_property
    def funding(self) -> Verdict:
        return may_add_funds(self.by)


def searched_orders(params: Mapping[str, str]) -> OrderSearch:
    """Return the search over orders that an address asks for."""
    return OrderSearch.from_params(params, searched(params))


def filter_choices() -> dict[str, list[tuple[str, str]]]:
    """Return what the filters over orders offer, by their names in an address."""
    return {
        "status": list(STATUSES.items()),
        "method": [(value, str(label)) for value, label in PaymentMethod.choices],
        "placed_by": [(value, str(label)) for value, label in PlacedBy.choices],
    }


def order_page(
    desk: Desk, search: OrderSearch, params: Mapping[str, str], legs: LegQuerySet | None = None
) -> KeysetPage[SoldOrder]:
    """Return the page of the desk's orders that `params` ask for, with their costs, in a fixed number of queries.

    `legs` are the sales that are looked through; without them all of the desk's.
    """
    sales = desk.sales if legs is None else legs
    zone, ours = get_current_timezone(), waits_for_us(desk)
    page = search.page(sales, zone, params, seller_id=desk.seller_id, ours=ours)
    return page.shown_as(as_sold(desk, page.rows))


def waits_for_us(desk: Desk) -> Q:
    """Return the filter of sales that wait for us besides our approval: failed, to be delivered, to be funded."""
    waiting = Q(fulfilment="failed") | Q(order_id__in=waiting_for_us(desk).values("order_id"))
    if desk.numbers["deliveries"]:
        waiting |= Q(number__in=desk.delivery_tasks.to_do().values("number"))
    return waiting


def as_sold(desk: Desk, legs: Sequence[Leg]) -> Callable[[Leg], SoldOrder]:
    """Return how each of `legs` is shown; what that takes is looked up once, for all of them together."""
    costs, labels = costs_of(legs, seller_id=desk.seller_id), end_customer_labels(leg.end_customer_id for leg in legs)
    said = SeenParticulars.of((leg.order_id for leg in legs), party_id=desk.seller_id)
    to_do = _to_do(desk, [leg.number for leg in legs])
    dues = dues_for([leg for leg in legs if leg.owed_minor or leg.payment == Payment.PARTLY_PAID])
    return lambda leg: SoldOrder(
        leg,
        costs.get(leg.order_id),
        desk.actor,
        labels.get(leg.end_customer_id or 0, ""),
        said.get(leg.order_id),
        leg.number in to_do,
        dues.get(leg.pk),
    )


def _to_do(desk: Desk, numbers: Sequence[str]) -> set[str]:
    """Return those of the orders with `numbers` of which something waits for our own people, or failed."""
    if not desk.numbers["deliveries"]:
        return set()
    return set(desk.delivery_tasks.to_do().filter(number__in=numbers).values_list("number", flat=True))


def end_customer_labels(ids: Iterable[int | None]) -> dict[int, str]:
    """Return what we may call these end customers of our buyers; whoever moved away from there is left out."""
    return {one: seen.label for one, seen in end_customers_seen(ids, at=now()).items()}


def queue_tabs(numbers: Mapping[str, int], current: str) -> Iterator[Tab]:
    """Yield the queues of ORD-5 with their colours and `numbers`, all orders first."""
    labels = _("Awaiting payment"), _("Awaiting approval"), _("Handled")
    yield Tab(_("All"), _address(""), not current or current not in numbers, count_text(*bounded(numbers[""])))
    for queue, label in zip(QUEUES, labels, strict=True):
        number = count_text(*bounded(numbers[queue.slug]))
        yield Tab(label, _address(queue.slug), current == queue.slug, number, queue.colour)
    number = count_text(*bounded(numbers[INCOMPLETE]))
    yield Tab(_("Incomplete"), _address(INCOMPLETE), current == INCOMPLETE, number, "black")


def queue_numbers(desk: Desk) -> dict[str, int]:
    """Return how many orders there are, under "", and in each queue; none is counted much further than it is told.

    Under HELD_UP stands whether our wallet holds up any purchase.
    What is handled is what stands in no other queue; unless those are long, it is counted without being looked at.
    """
    if desk.actor.manager_id is None:
        numbers = IN_QUEUES.of(desk.seller_id, now())
    else:
        numbers = counts_up_to(_in_queues(desk, now()))
    numbers[INCOMPLETE] += numbers.pop("visitors")
    waiting, handled = [numbers[queue.slug] for queue in QUEUES[:2]], Queue.HANDLED.slug
    if max(waiting) > COUNTED:
        return numbers | counts_up_to({handled: (desk.sales.filter(in_queue(handled)), COUNTED + 1)})
    return numbers | {handled: numbers[""] - sum(waiting)}


def _in_queues(rows: SellerRows, at: datetime) -> dict[str, tuple[QuerySet[Any], int]]:
    most = COUNTED + 1
    return {
        "": (rows.sales, 3 * most),
        INCOMPLETE: (rows.carts, most),
        "visitors": (filled_carts(rows, at), most),
        HELD_UP: (waiting_for_us(rows), 1),
        **{queue.slug: (rows.sales.filter(in_queue(queue.slug)), most) for queue in QUEUES[:2]},
    }


IN_QUEUES = CompiledCounts(lambda seller_id, at: _in_queues(SellerRows(system(seller_id)), at), at=MOMENT)


def _address(queue: str) -> str:
    return address("orders") + (f"?queue={queue}" if queue else "")
