"""Orders as a seller sees them, and purchases as a buyer sees them; neither shows another tier (ORD-2, ORD-11)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self

from ninja import Schema
from pydantic import Field

from handsel.accounts.details import AccountDetails
from handsel.accounts.end_customers import end_customers_seen, own_customers_behind
from handsel.accounts.paying_models import PaymentMethod
from handsel.accounts.walls import SeenAccount
from handsel.api.keys import Program
from handsel.api.paging import CursorPage
from handsel.api.shapes.accounts import Details
from handsel.api.shapes.by_hand import ByHandIn
from handsel.api.shapes.card_orders import paid_by_card
from handsel.api.shapes.order_lines import LineIn, LineOut, lines_of
from handsel.api.shapes.order_standing import Standing, standing
from handsel.api.shapes.parts import Amount, Input, Party, Text
from handsel.api.shapes.rates import ConversionOut
from handsel.api.shapes.told import TOLD, ToldIn, ToldOut, told_of
from handsel.kernel.clock import now
from handsel.kernel.money import Money
from handsel.kernel.refusal import Refusal
from handsel.orders.costs import costs_of
from handsel.orders.models import Fulfilment, Leg, Order


class PricedLineIn(ByHandIn, LineIn):
    """How many of one plan you order for a buyer, and a price that you set by hand, if any: one of the three."""

    def place_of(self, field: str, refusal: Refusal) -> str:
        return self.place_of_price(super().place_of(field, refusal))


class OrderIn(ToldIn):
    """An order that you place for a customer or sub-reseller."""

    buyer: int = Field(description="Number of the customer or sub-reseller.", examples=[1001])
    lines: list[PricedLineIn] = Field(max_length=200)
    payment_method: PaymentMethod | None = Field(
        None, description="How it is paid: one that you offer; left out, the buyer's usual one."
    )


class NewEndCustomer(Details, Input):
    """A customer of your own that you buy for and have not added yet: a name and an e-mail, and what you demand."""

    @property
    def details(self) -> AccountDetails:
        return AccountDetails(**{name: getattr(self, name) for name in Details.model_fields})


class PurchaseIn(ToldIn):
    """An order that you place at your own seller, as its buyer."""

    end_customer: int | None = Field(
        None,
        description="Number of the customer or sub-reseller of yours for whom it is; left out, it is for yourself.",
        examples=[1001],
    )
    new_end_customer: NewEndCustomer | None = Field(
        None,
        description="For whom it is where that customer is new; one with the same e-mail address or number is found.",
    )
    lines: list[LineIn] = Field(max_length=200)


class CancellationIn(Input):
    """Why the order is canceled; the customer reads it."""

    reason: Text = Field(examples=["Ordered by mistake"])


class EndCustomerOut(Schema):
    """A customer of your buyer, as the glass wall between you lets you know it."""

    reference: str = Field(description="Stands for the account and says nothing of it.", examples=["5D0C17B2A94E"])
    name: str = Field(description="Masked, or empty, where your buyer does not show names.", examples=["Bakery Brandt"])

    @classmethod
    def of(cls, seen: SeenAccount) -> Self:
        return cls.model_construct(reference=seen.reference, name=seen.name)


FOR_WHOM = "For which customer of its own your buyer buys; null for itself."


def known_by(rows: Sequence[Leg] | Sequence[Order]) -> dict[int, EndCustomerOut]:
    """Return by their ids the end customers of `rows`, in one query for all."""
    seen = end_customers_seen((row.end_customer_id for row in rows), at=now())
    return {one: EndCustomerOut.of(account) for one, account in seen.items()}


class OrderOut(Standing):
    """An order of one of your buyers: what they pay you, what it costs you, your margin."""

    buyer: Party
    end_customer: EndCustomerOut | None = Field(description=FOR_WHOM)
    told: ToldOut | None = Field(description=TOLD)
    placed_by: str
    decided_at: datetime | None
    decided_by: str
    canceled_by: str = Field(description="Who of yours canceled it, or what was left of it; empty for nobody.")
    cost: Amount | None = Field(description="What you pay your own seller; null while nothing is bought.")
    cost_converted: Amount | None = Field(
        description="The whole cost in the currency of the total, at your exchange rate when the order was placed; "
        "with that of what you supply yourself."
    )
    margin: Amount | None = Field(description="Total without tax, less the converted cost.")

    @classmethod
    def all_of(cls, program: Program, legs: Sequence[Leg]) -> list[Self]:
        """Return `legs` with their cost and for whom they are, in as many queries for many as for one."""
        bought = program.purchases.filter(order__in=[leg.order_id for leg in legs])
        costs = {leg.order_id: Money(leg.net_minor, leg.currency) for leg in bought}
        whole = costs_of(legs, seller_id=program.seller_id)
        known, told = known_by(legs), told_of(legs, program.seller_id)
        cards = paid_by_card([leg for leg in legs if leg.fulfilment != Fulfilment.LOCKED])
        return [
            cls.model_construct(
                **seen(leg, costs.get(leg.order_id), whole.get(leg.order_id)),
                end_customer=known.get(leg.end_customer_id or 0),
                told=told.get(leg.order_id),
                card_payment=cards.get(leg.pk),
            )
            for leg in legs
        ]


class OrderDetails(OrderOut):
    """An order with its lines, and what of it you buy in another currency."""

    lines: list[LineOut]
    conversions: list[ConversionOut]

    @classmethod
    def one_of(cls, program: Program, leg: Leg) -> Self:
        order = cls.all_of(program, [leg])[0]
        made = program.conversions.across().filter(leg=leg).order_by("pk")
        conversions = [ConversionOut.of(conversion) for conversion in made]
        return order.model_copy(update={"lines": lines_of(leg), "conversions": conversions})


class OrderPage(CursorPage):
    """Orders of your buyers, newest first."""

    items: list[OrderOut]


class PurchaseOut(Standing):
    """What you buy from your own seller, for yourself or for those below you."""

    end_customer: Party | None = Field(description="For which of your own customers it is; null for yourself.")
    told: ToldOut | None = Field(description="What you said about it; null where your own buyer ordered.")

    @classmethod
    def all_of(cls, program: Program, legs: Sequence[Leg]) -> list[Self]:
        """Return `legs` with those for whom they are, in as many queries for many as for one."""
        behind = own_customers_behind((leg.end_customer_id for leg in legs), buyer_id=program.seller_id)
        parties = {one: Party.of(account) for one, account in behind.items()}
        told = told_of([leg for leg in legs if leg.position == 0], program.seller_id)
        cards = paid_by_card(legs)
        return [
            cls.model_construct(
                **standing(leg),
                end_customer=parties.get(leg.end_customer_id or 0),
                told=told.get(leg.order_id),
                card_payment=cards.get(leg.pk),
            )
            for leg in legs
        ]


class PurchaseDetails(PurchaseOut):
    """A purchase with its lines."""

    lines: list[LineOut]

    @classmethod
    def one_of(cls, program: Program, leg: Leg) -> Self:
        purchase = cls.all_of(program, [leg])[0]
        return purchase.model_copy(update={"lines": lines_of(leg)})


class PurchasePage(CursorPage):
    """What you buy, newest first."""

    items: list[PurchaseOut]


def seen(leg: Leg, cost: Money | None, converted: Money | None) -> dict[str, Any]:
    """Return `leg` as its seller sees it, beside what they pay for it, and what all of it costs in its currency."""
    net = Money(leg.net_minor, leg.currency)
    return standing(leg) | {
        "buyer": Party.of(leg.buyer),
        "placed_by": leg.placed_by,
        "decided_at": leg.decided_at,
        "decided_by": leg.decided_by_name,
        "canceled_by": leg.canceled_by_name,
        "cost": None if cost is None else Amount.of(cost),
        "cost_converted": None if converted is None else Amount.of(converted),
        "margin": None if converted is None else Amount.of(net - converted),
    }
