"""Carts as a seller sees them: orders that are not placed yet, of buyers and of visitors (ORD-9, ACC-3)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self

from ninja import Schema
from pydantic import Field

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account
from handsel.accounts.paying_models import PaymentMethod
from handsel.api.paging import CursorPage, Page
from handsel.api.shapes.accounts import Details
from handsel.api.shapes.cart_lines import PricedCartLineOut
from handsel.api.shapes.order_lines import CartLineOut
from handsel.api.shapes.orders import FOR_WHOM, EndCustomerOut, known_by
from handsel.api.shapes.parts import Amount, Input, Party, Text
from handsel.api.shapes.told import ToldOut
from handsel.kernel.clock import now
from handsel.kernel.money import Money
from handsel.kernel.refusal import Invalid
from handsel.orders.cart_rule_models import GIVE_UP_DAYS, CartRules
from handsel.orders.cart_seals import seal_of
from handsel.orders.models import Order
from handsel.signups.cart_models import VisitorCart
from handsel.signups.carts import Claimed


class ContactOut(Schema):
    """How to reach whoever filled a cart; what is not known is empty."""

    name: str = Field(examples=["Berta Brandt"])
    email: str = Field(examples=["berta@bakery.example"])
    phone: str


class CartOut(Schema):
    """An order that is not placed yet."""

    number: str
    buyer: Party
    contact: ContactOut
    started_by: str = Field(
        description="customer, or reseller where one of your staff began it.", examples=["customer"]
    )
    end_customer: EndCustomerOut | None = Field(description=FOR_WHOM)
    started_at: datetime
    changed_at: datetime = Field(description="When it was changed last.")
    changed_by: str
    reached: str = Field(description="How far the buyer came: cart, address, payment, terms.")
    reminders_sent: int
    told: ToldOut | None = Field(description="What the buyer said so far; its addresses are fixed when it is placed.")
    lines: Sequence[CartLineOut]

    @classmethod
    def all_of(cls, carts: Sequence[Order]) -> list[Self]:
        """Return `carts` with those for whom they are, in as many queries for many as for one."""
        known, lines = known_by(carts), CartLineOut.of_carts(carts)
        return [cls._of(cart, known.get(cart.end_customer_id or 0), lines=lines[cart.pk]) for cart in carts]

    @classmethod
    def _of(cls, cart: Order, end_customer: EndCustomerOut | None, **more: Any) -> Self:
        said, buyer = getattr(cart, "particulars", None), cart.buyer
        return cls.model_construct(
            number=cart.number,
            buyer=Party.of(buyer),
            contact=ContactOut.model_construct(name=buyer.contact_name, email=buyer.email, phone=buyer.phone),
            started_by=cart.placed_by,
            end_customer=end_customer,
            started_at=cart.started_at,
            changed_at=said.changed_at if said else cart.started_at,
            changed_by=said.changed_by_name if said else "",
            reached=said.reached if said else "cart",
            reminders_sent=said.reminders_sent if said else 0,
            told=ToldOut.of(said) if said else None,
            **more,
        )


class CartDetails(CartOut):
    """A cart with what it comes to now, and what each line is asked for."""

    lines: Sequence[PricedCartLineOut]
    total: Amount = Field(description="Of all lines that are sold, at the prices of this moment, tax included.")
    seal: str = Field(description="Stands for all lines, prices and taxes; sent along, nothing else is placed.")

    @classmethod
    def one_of(cls, cart: Order, **more: Any) -> Self:
        """Return `cart`, loaded with its edge, buyer, particulars and lines."""
        seal = seal_of(cart, at=now())
        told = {
            "lines": PricedCartLineOut.all_of(cart),
            "total": Amount.of(Money(seal.gross_minor, cart.edge.currency)),
            "seal": seal.mark,
        }
        return cls._of(cart, known_by([cart]).get(cart.end_customer_id or 0), **told, **more)


class CartLineDone(CartDetails):
    """A cart after one of its lines was added, changed or priced."""

    line_id: int = Field(description="Which line it was; one that is added to what is alike is that line.")


class CartPage(CursorPage):
    """Open carts, the latest first."""

    items: list[CartOut]


class PlacementIn(Input):
    """How a buyer's cart is placed for it."""

    seal: Text | None = Field(None, description="Of the cart as you saw it: a changed one is not placed.")
    payment_method: PaymentMethod | None = Field(
        None, description="How it is paid: one that you offer; left out, the buyer's usual one."
    )


class VisitorCartOut(Schema):
    """What somebody put into a cart of your shop who is not your customer yet."""

    id: int
    number: str
    contact: ContactOut = Field(description="What the visitor typed so far.")
    reached: str = Field(description="How far the visitor came: cart, contact, sign_up.")
    started_at: datetime
    changed_at: datetime
    kept_until: datetime = Field(description="It is removed then, where nothing is changed.")
    reminders_sent: int
    lines: list[CartLineOut]

    @classmethod
    def all_of(cls, carts: Sequence[VisitorCart]) -> list[Self]:
        """Return `carts`, loaded with their lines."""
        lines = CartLineOut.of_carts(carts)
        return [cls._of(cart, lines[cart.pk]) for cart in carts]

    @classmethod
    def _of(cls, cart: VisitorCart, lines: list[CartLineOut]) -> Self:
        return cls.model_construct(
            id=cart.pk,
            number=cart.number,
            contact=ContactOut.model_construct(name=cart.name, email=cart.email, phone=cart.phone),
            reached=cart.reached,
            started_at=cart.started_at,
            changed_at=cart.changed_at,
            kept_until=cart.expires_at,
            reminders_sent=cart.reminders_sent,
            lines=lines,
        )


class VisitorCartPage(Page):
    """Open carts of visitors in which something lies, those that changed last first."""

    items: list[VisitorCartOut]


class CompletionIn(Details, Input):
    """Whose a visitor's cart becomes: that of `customer`, or of a new one with what is told here."""

    customer: int | None = Field(None, description="Number of a customer or sub-reseller of yours.", examples=[1001])

    @property
    def details(self) -> AccountDetails:
        """Raises Invalid where a customer is both named and told of."""
        told = {name: getattr(self, name) for name in Details.model_fields}
        if self.customer is not None and any(told.values()):
            raise Invalid(fields={"customer": "Name a customer, or tell of a new one, not both."})
        return AccountDetails(**told)


class CompletionOut(Schema):
    """Where the lines of a visitor's cart lie now."""

    customer: Party
    cart: str | None = Field(description="Number of the customer's cart; null where every line was left out.")
    lines: int = Field(description="How many lines lie in it.")
    left: list[str] = Field(description="Why others were left out.")

    @classmethod
    def of(cls, account: Account, claimed: Claimed, cart: Order | None) -> Self:
        return cls.model_construct(
            customer=Party.of(account), cart=cart and cart.number, lines=claimed.taken, left=list(claimed.left)
        )


class ContactIn(Input):
    """What a mail to the buyer says; what lies in the cart stands below it."""

    message: Text = Field(examples=["Can we help?"])


class DiscardIn(Input):
    """Why a cart is thrown away; your colleagues read it."""

    reason: Text = Field(examples=["Ordered by telephone"])


class CartRulesIn(Input):
    """When buyers are reminded of their carts, and how long these are kept."""

    remind_after_hours: int | None = Field(None, description="Without a change; null is never.", examples=[24])
    most_reminders: int = Field(1, examples=[2])
    keep_days: int = Field(90, examples=[90])
    prices_hold_days: int | None = Field(
        None, description="So long the prices of a placed order hold before they are confirmed; null is always."
    )
    give_up_days: int | None = Field(
        GIVE_UP_DAYS, description="A placed order that waits longer is canceled; null is never."
    )
    version: int = Field(description="The one you read.", examples=[0])


class CartRulesOut(Schema):
    """When buyers are reminded of their carts, and how long these are kept."""

    remind_after_hours: int | None
    most_reminders: int
    keep_days: int
    prices_hold_days: int | None
    give_up_days: int | None
    version: int

    @classmethod
    def of(cls, rules: CartRules) -> Self:
        return cls.model_construct(**{name: getattr(rules, name) for name in cls.model_fields})


class CartGoneOut(Schema):
    """The number of a cart that is there no more."""

    number: str

    @classmethod
    def of(cls, number: str) -> Self:
        return cls.model_construct(number=number)
