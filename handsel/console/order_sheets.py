"""One order with everything about it that its seller may know: lines, cost, margin, history (ORD-5 Details, ORD-2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from handsel.accounts.end_customers import own_customers_behind
from handsel.accounts.models import Account
from handsel.accounts.references import reference_of
from handsel.console.accepting import AcceptCheck, check_of
from handsel.console.desk import Desk
from handsel.console.order_chain import ChainLeg, SeenFunding, chain_of, fundings
from handsel.console.order_history import Step, history_of
from handsel.console.purchases_seen import purchase_status
from handsel.console.refunds_seen import SeenRefund, seen_refunds
from handsel.console.shortages import Shortage, waiting_for_us
from handsel.console.sold_orders import SoldOrder, as_sold
from handsel.deliveries.models import Delivery
from handsel.deliveries.refund_moves import OPEN
from handsel.deliveries.rules import may_ask_refund
from handsel.kernel.clock import now
from handsel.kernel.money import Money, share_percent
from handsel.kernel.refusal import Verdict
from handsel.orders.card_payments import CardPayment, card_payments
from handsel.orders.conversion_models import Conversion
from handsel.orders.costs import own_costs
from handsel.orders.models import Fulfilment, Leg, LegLine
from handsel.orders.particulars_models import InternalNote
from handsel.orders.payment_models import OrderPayment
from handsel.orders.rules import may_pay_again, may_withdraw
from handsel.orders.status import Situation, situation
from handsel.web.card_orders import ToldPayment, told_payment
from handsel.web.deliveries_told import ToldDelivery, told_by_line
from handsel.web.particulars_form import SeenParticulars
from handsel.web.taxes import TaxSum


@dataclass(frozen=True)
class SheetLine:
    """One line of an order. `unit_cost` is None where we do not know it.

    `conversion` tells what we pay in another currency, and at which rate `unit_cost` was made of it; `told` what became
    of the line once it was paid. `has_cost_of_today`: of an own product, whose cost was not fixed on the order.
    """

    line: LegLine
    unit_cost: Money | None
    is_own: bool
    conversion: Conversion | None = None
    told: ToldDelivery | None = None
    has_cost_of_today: bool = False

    @property
    def unit(self) -> Money:
        return Money(self.line.unit_minor, self.line.currency)

    @property
    def total(self) -> Money:
        return Money(self.line.net_minor, self.line.currency)

    @property
    def margin(self) -> Money | None:
        return None if self.unit_cost is None else self.total - self.unit_cost * self.line.quantity

    @property
    def margin_percent(self) -> Decimal | None:
        return share_percent(self.margin, self.total)


@dataclass(frozen=True)
class OrderSheet:
    """An order from one desk: `sale` is our selling leg, `purchase` our buying leg; one of the two may be missing."""

    desk: Desk
    sale: Leg | None
    purchase: Leg | None

    @property
    def leg(self) -> Leg:
        """The leg that the sheet is about: the sale where there is one."""
        found = self.sale or self.purchase
        assert found, "a sheet is made of at least one leg"
        return found

    @property
    def reference(self) -> str:
        """What the buyer writes on a payment for this order."""
        return reference_of(self.leg.buyer.number, self.leg.number)

    @cached_property
    def sold(self) -> SoldOrder | None:
        """The sale as a line of the list has it, with what can be done."""
        if self.sale is None:
            return None
        return as_sold(self.desk, [self.sale])(self.sale)

    @cached_property
    def said(self) -> SeenParticulars | None:
        """What the buyer said about it, where it is our own buyer, or we are it."""
        found = SeenParticulars.of([self.leg.order_id], party_id=self.desk.seller_id)
        return found.get(self.leg.order_id)

    @cached_property
    def internal_note(self) -> InternalNote | None:
        """What our own staff noted about the sale."""
        return self.desk.internal_notes.filter(order_id=self.leg.order_id).first() if self.sale else None

    @cached_property
    def check(self) -> AcceptCheck | None:
        """What changed since it was placed, where we are to accept it."""
        return check_of(self.desk, self.sale) if self.sold and self.sale and self.sold.awaits_approval else None

    @cached_property
    def fundings(self) -> list[SeenFunding]:
        """Whether the wallets that we know can fund it, while it is not settled."""
        is_over = self.leg.settled_at or self.situation.name == "canceled"
        return [] if is_over else fundings(self.desk, self.leg.order_id)

    @cached_property
    def chain(self) -> list[ChainLeg]:
        """The order leg by leg."""
        return list(chain_of(self.desk, self.leg.order_id))

    @cached_property
    def payments(self) -> list[OrderPayment]:
        """What was recorded for the sale, the first first."""
        return list(self.sale.payments.select_related("receipt").order_by("pk")) if self.sale else []

    @property
    def situation(self) -> Situation:
        return situation(self.leg)

    @property
    def total(self) -> Money:
        return Money(self.leg.gross_minor, self.leg.currency)

    @cached_property
    def lines(self) -> list[SheetLine]:
        lines = list(self.leg.lines.order_by("pk"))
        if not self.sale:
            return [SheetLine(line, None, is_own=False, told=self.told.get(line.line_id)) for line in lines]
        made = {conversion.line_id: conversion for conversion in self.desk.conversions.filter(leg=self.sale)}
        across = {line_id: one for line_id, one in made.items() if one.exchange_rate_id}
        old = {line.line_id: line.plan_id for line in lines if line.line_id not in made}
        today = own_costs(list(old.values()), seller_id=self.desk.seller_id)
        own = {line_id: today[plan_id] for line_id, plan_id in old.items() if plan_id in today}
        costs = self._unit_costs() | own | {line_id: one.unit_converted_minor for line_id, one in made.items()}
        return [
            SheetLine(
                line,
                _money(costs.get(line.line_id), line.currency),
                is_own=line.line_id in own or (line.line_id in made and made[line.line_id].is_own),
                conversion=across.get(line.line_id),
                told=self.told.get(line.line_id),
                has_cost_of_today=line.line_id in own,
            )
            for line in lines
        ]

    @cached_property
    def told(self) -> dict[int, ToldDelivery]:
        """What became of each line; where we buy it ourselves, as our seller tells us."""
        return told_by_line(self._deliveries)

    @cached_property
    def _deliveries(self) -> list[Delivery]:
        return list(self.desk.deliveries_of([leg for leg in (self.sale, self.purchase) if leg]))

    @cached_property
    def refunds(self) -> list[SeenRefund]:
        """Its refunds on our own edges, the latest first."""
        legs = [leg for leg in (self.sale, self.purchase) if leg]
        return seen_refunds(self.desk, list(self.desk.refunds_of(legs).select_related("buyer")))

    @property
    def withdrawal(self) -> Verdict | None:
        """Whether we can cancel what we ordered ourselves; None where it is a sale."""
        return None if self.sale or not self.purchase else may_withdraw(self.desk.actor, self.purchase)

    @property
    def can_be_refunded(self) -> bool:
        """Whether something of it was delivered and not paid back, no refund is under way, and we may ask for one."""
        is_open = any(seen.refund.state in OPEN for seen in self.refunds)
        is_ours = self.sale is not None and not is_open and bool(may_ask_refund(self.desk.actor, self.sale))
        return is_ours and any(row.told and row.told.can_be_refunded for row in self.lines)

    @property
    def sum(self) -> TaxSum:
        """The total with its tax, as it was when the order was placed."""
        return TaxSum.of_leg(self.leg, [line.line for line in self.lines])

    @cached_property
    def has_own(self) -> bool:
        """Whether a cost is one of our own products, which was not fixed on the order."""
        return any(line.has_cost_of_today for line in self.lines)

    @cached_property
    def is_converted(self) -> bool:
        """Whether we pay some of it in another currency than we sell it in."""
        return any(line.conversion for line in self.lines)

    @cached_property
    def own_customer(self) -> Account | None:
        """For which customer of our own we buy, where that is no order of theirs; None for ourselves."""
        if self.sale or self.purchase is None:
            return None
        behind = own_customers_behind([self.purchase.end_customer_id], buyer_id=self.desk.seller_id)
        return next(iter(behind.values()), None)

    @cached_property
    def shortage(self) -> Shortage | None:
        """What is missing in our own wallet, if it is we who hold the order up."""
        if not self.purchase or not waiting_for_us(self.desk).filter(pk=self.purchase.pk).exists():
            return None
        return next((Shortage.of(one.found) for one in self.fundings if one.found.is_purchase), None)

    @cached_property
    def buyers_shortage(self) -> Shortage | None:
        """What our buyer has with us for an order that awaits its payment; what came in for it counts."""
        if self.sold is None or not self.sold.awaits_payment or self.sold.leg.owed_minor or self.card:
            return None
        return next((Shortage.of(one.found) for one in self.fundings if not one.found.is_purchase), None)

    @cached_property
    def card(self) -> ToldPayment | None:
        """How our buyer pays by card; None where it pays otherwise, or where a tier above holds the order up."""
        leg = self.sale
        is_ours = leg is not None and (leg.fulfilment != Fulfilment.LOCKED or self.shortage is None)
        return told_payment(self._card_payments.get(leg.pk)) if leg and is_ours else None

    @cached_property
    def own_card(self) -> ToldPayment | None:
        """How we pay our purchase by card; None where we pay otherwise, or where it is not our turn."""
        leg = self.purchase
        is_ours = leg is not None and (leg.fulfilment != Fulfilment.LOCKED or self.shortage is not None)
        return told_payment(self._card_payments.get(leg.pk)) if leg and is_ours else None

    @cached_property
    def card_again(self) -> Verdict | None:
        """Whether the buyer's card can be charged once more; None where it does not wait for that."""
        waits = self.sale is not None and self.card is not None and self.card.payment.waits_for_buyer
        return may_pay_again(self.desk.actor, self.sale) if waits and self.sale else None

    @cached_property
    def _card_payments(self) -> Mapping[int, CardPayment]:
        return card_payments([leg for leg in (self.sale, self.purchase) if leg], at=now())

    @property
    def purchase_status(self) -> str:
        """How our purchase stands; empty where there is none."""
        if self.purchase is None:
            return ""
        return purchase_status(self.purchase, is_held_up=bool(self.shortage))

    @cached_property
    def steps(self) -> list[Step]:
        refunds = [seen.refund for seen in self.refunds]
        return list(history_of(self.desk, self.leg, self._deliveries, refunds))

    def _unit_costs(self) -> dict[int, int]:
        return dict(self.purchase.lines.values_list("line_id", "unit_minor")) if self.purchase else {}


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)
