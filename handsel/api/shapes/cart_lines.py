"""Lines of a buyer's cart as staff change and price them over the API, as New order does (ORD-9, ORD-10)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self

from pydantic import Field

from handsel.api.shapes.by_hand import ByHandIn
from handsel.api.shapes.order_lines import AddonIn, CartLineOut, LineIn, OptionIn
from handsel.api.shapes.parts import Amount, Id, Input
from handsel.catalog.offers import Line as PricedPlan
from handsel.catalog.offers import range_of
from handsel.kernel.clock import now
from handsel.kernel.money import Money
from handsel.orders.cart_rule_models import ManualPrice
from handsel.orders.manual_prices import PricesByHand, Wanted
from handsel.orders.models import Order
from handsel.orders.wanted import LineWanted


class CartLineChangeIn(Input):
    """What becomes of a line; what is left out stays as it is."""

    plan_id: Id | None = None
    quantity: int | None = Field(None, examples=[3])
    options: list[OptionIn] | None = Field(None, max_length=50, description="All of them, in place of those before.")
    addons: list[AddonIn] | None = Field(None, max_length=50, description="All of them, in place of those before.")

    def line_in(self, begun: LineWanted) -> LineIn:
        """Return what a line that is `begun` is to be then."""
        options = [OptionIn.model_construct(option_id=one, value=value) for one, value in begun.options.items()]
        addons = [AddonIn.model_construct(plan_id=one, quantity=many) for one, many in begun.addons.items()]
        return LineIn.model_construct(
            plan_id=begun.plan_id if self.plan_id is None else self.plan_id,
            quantity=begun.quantity if self.quantity is None else self.quantity,
            options=options if self.options is None else self.options,
            addons=addons if self.addons is None else self.addons,
        )


class CartPriceIn(ByHandIn):
    """The price of a line, set by hand for its plan and quantity of now: one of the three, with its reason."""

    @property
    def wanted(self) -> Wanted:
        return self.by_hand or Wanted(self.price_reason)


class PricedCartLineOut(CartLineOut):
    """A line with what it is asked for now, without tax; where it is not sold any more, all of that is null."""

    unit: Amount | None = Field(description="What one costs the buyer: the usual price, or the one set by hand.")
    usual_unit: Amount | None
    cost_converted: Amount | None = Field(description="What one costs you, in the currency of the buyer.")
    net: Amount | None = Field(description="Of all of them.")
    margin: Amount | None = Field(description="Of all of them.")
    price_reason: str | None = Field(description="Why the price was set by hand; null where it is the usual one.")
    price_holds_until: datetime | None = Field(description="How long a price that was set by hand waits.")

    @classmethod
    def all_of(cls, cart: Order) -> list[Self]:
        """Return the lines of `cart`, loaded with them and its edge, in as many queries for many as for one."""
        lines, edge = {line.pk: line for line in cart.lines.all()}, cart.edge
        plans = sorted({line.plan_id for line in lines.values()})
        found = range_of(cart.seller_id, edge.price_list_id, edge.currency, plan_ids=plans, at=now()).lines
        sold = {plan.plan_id: plan for plan in found if plan.is_sold}
        by_hand = PricesByHand(cart, at=now())
        told = CartLineOut.of_carts([cart])[cart.pk]
        return [cls._priced(one, sold, by_hand.of(lines[one.line_id])) for one in told]

    @classmethod
    def _priced(cls, line: CartLineOut, sold: Mapping[int, PricedPlan], by_hand: ManualPrice | None) -> Self:
        plan = sold.get(line.plan_id)
        same = line.__dict__ | {
            "price_reason": by_hand.reason if by_hand else None,
            "price_holds_until": by_hand.ends_at if by_hand else None,
        }
        if plan is None:
            parts = ("unit", "usual_unit", "cost_converted", "net", "margin")
            return cls.model_construct(**same, **dict.fromkeys(parts))
        unit = Money(by_hand.unit_minor, by_hand.currency) if by_hand else plan.unit
        return cls.model_construct(
            **same,
            unit=Amount.of(unit),
            usual_unit=Amount.of(plan.unit),
            cost_converted=Amount.of(plan.converted),
            net=Amount.of(unit * line.quantity),
            margin=Amount.of((unit - plan.converted) * line.quantity),
        )
