"""Rules of price lists as the API shows and takes them (CAT-2, CAT-3)."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Self

from ninja import Schema
from pydantic import Field

from handsel.api.paging import Page
from handsel.api.shapes.catalog import percent_text
from handsel.api.shapes.parts import Amount, Currency, Id, Input, Text
from handsel.catalog.appointments import Appointment
from handsel.catalog.deciding import Waiting
from handsel.catalog.offers import Offer
from handsel.catalog.price_changes import EVERYTHING, Change, Target, Way
from handsel.catalog.price_models import (
    Altered,
    Level,
    PlannedState,
    Policy,
    PriceRule,
    Rounding,
    RoundingWay,
    ScheduledChange,
)
from handsel.catalog.rehearsing import Rehearsal
from handsel.kernel.money import MAX_MINOR

Percent = Annotated[Decimal, Field(max_digits=7, decimal_places=2, examples=["12.50"])]
Minor = Annotated[int, Field(ge=-MAX_MINOR, le=MAX_MINOR)]


NoticeDays = Annotated[int | None, Field(description="Buyers are told by mail so many days before; null tells nobody.")]


class PriceListIn(Input):
    """A new price list."""

    name: Text = Field(max_length=80, examples=["Gold"])
    markup_percent: Percent | None = Field(None, description="On everything; null leaves it to the default list.")
    copied_from: Id | None = Field(None, description="The list whose rules it begins with.")


class NameIn(Input):
    """Another name."""

    name: Text = Field(max_length=80, examples=["Silver"])


class RoundingIn(Input):
    """Onto which prices a list rounds; `version` is the one you read."""

    rounding: Rounding
    way: RoundingWay = RoundingWay.NEAREST
    version: int = Field(examples=[1])

    @property
    def details(self) -> dict[str, Any]:
        return self.model_dump()


class TargetsIn(Input):
    """For which things; at least one."""

    plans: list[Id] = Field(default_factory=list, max_length=20_000)
    products: list[Id] = Field(default_factory=list, max_length=20_000)
    categories: list[Id] = Field(default_factory=list, max_length=1_000)
    everything: bool = False

    def listed(self) -> list[Target]:
        of_levels = ((Level.PLAN, self.plans), (Level.PRODUCT, self.products), (Level.CATEGORY, self.categories))
        named = [(int(level), target) for level, ids in of_levels for target in ids]
        return [*named, EVERYTHING] if self.everything else named


class ChangeIn(Input):
    """One change: `markup` sets percent and amount, `fixed` a price; `raise` and `add` start from the rule of now."""

    way: Way
    targets: TargetsIn
    percent: Percent = Decimal(0)
    amount_minor: Minor = 0
    fixed_minor: Minor | None = None
    loss_until: date | None = Field(None, description="Until the end of this day it may lie below cost; owners only.")

    @property
    def change(self) -> Change:
        figures = self.model_dump(exclude={"targets"})
        return Change(targets=self.targets.listed(), **figures)


class ChangesIn(Input):
    """Changes of one list; amounts are in `currency`, by default that in which each plan is bought."""

    changes: list[ChangeIn] = Field(min_length=1, max_length=20_000)
    currency: Currency | None = None
    version: int = Field(description="The version of the list that you read.", examples=[1])

    @property
    def details(self) -> dict[str, Any]:
        changes = [change.change for change in self.changes]
        return {"changes": changes, "currency": self.currency, "version": self.version}


class RehearsedIn(ChangesIn):
    """Changes that you mean to make, now or on a day to come."""

    starts_on: date | None = Field(None, description="The day for which you mean to plan them; null is now.")


class ScheduledIn(ChangesIn):
    """Changes for a day to come."""

    starts_on: date
    notice_days: NoticeDays = None

    @property
    def appointment(self) -> Appointment:
        return Appointment(self.starts_on, self.notice_days)


class RuleOut(Schema):
    """One rule of a price list."""

    level: int = Field(description="1 everything, 2 a category, 3 a product, 4 a plan; the highest counts.")
    target_id: int = Field(description="Of the category, product or plan; 0 for everything.")
    currency: str = Field(description="Empty is every currency.")
    percent: str | None
    amount_minor: int
    fixed_minor: int | None
    is_hidden: bool | None = Field(description="Null says nothing of it.")
    loss_until: datetime | None

    @classmethod
    def of(cls, rule: PriceRule) -> Self:
        same = ("level", "target_id", "currency", "amount_minor", "fixed_minor", "is_hidden", "loss_until")
        return cls.model_construct(**{name: getattr(rule, name) for name in same}, percent=percent_text(rule.percent))


class PriceRehearsedOut(Schema):
    """What one plan is sold at and would be; null is not sold."""

    product: str
    plan: str
    currency: str
    before_minor: int | None
    after_minor: int | None
    cost_minor: int | None = Field(description="What a unit would cost you, in the same currency.")


class RehearsalOut(Schema):
    """What would come of changes: your own buyers by name, those below them as counts alone."""

    plans: int
    risen: int
    fallen: int
    ended: int = Field(description="Plans that are not sold any more.")
    begun: int = Field(description="Plans that are sold and were not.")
    rephased: int = Field(description="Plans that are charged in another rhythm.")
    own_customers: int
    own_resellers: int
    names: list[str] = Field(description="Of own buyers that it touches, the first twenty.")
    buyers: int = Field(description="Customers who buy through the sub-resellers that it touches.")
    resellers: int = Field(description="Sub-resellers below these.")
    losses: int = Field(description="Plans that would be sold below your own cost, or for nothing.")
    firsts: list[PriceRehearsedOut] = Field(description="The first ten plans with their prices; losses come first.")

    @classmethod
    def of(cls, found: Rehearsal) -> Self:
        firsts = [PriceRehearsedOut.model_construct(**asdict(price)) for price in found.firsts]
        return cls.model_construct(**asdict(found) | {"firsts": firsts})


class ScheduledOut(Schema):
    """Changes of a price list for a day."""

    id: int
    kind: str = Field(description=f"One of {', '.join(Altered.values)}.")
    price_list_id: int | None
    about: str = Field(description="Which product or plan of your own, or a list since deleted.")
    starts_at: datetime
    notice_at: datetime | None = Field(description="When buyers are told by mail; null tells nobody.")
    told_at: datetime | None
    state: PlannedState
    plans: int
    error: str

    @classmethod
    def of(cls, kept: ScheduledChange) -> Self:
        same = ("kind", "price_list_id", "about", "starts_at", "notice_at", "told_at", "state", "plans", "error")
        return cls.model_construct(id=kept.pk, **{name: getattr(kept, name) for name in same})


class PolicyIn(Input):
    """`percent` follows the cost, `amount` keeps your margin in money, `retail` the price, `ask` until you decide."""

    policy: Policy


class PolicyOut(Schema):
    """What becomes of your prices when your costs change."""

    policy: Policy


class WaitingOut(Schema):
    """A plan whose cost changed: its price is still made from `cost_before`."""

    price_list_id: int
    plan_id: int
    sku: str
    product: str
    plan: str
    cost_before: Amount
    cost: Amount
    price: Amount
    is_sold: bool = Field(description="Not while the price lies below the new cost.")

    @classmethod
    def of(cls, found: Waiting) -> Self:
        same = ("plan_id", "sku", "product", "plan", "is_sold")
        return cls.model_construct(
            **{name: getattr(found.line, name) for name in same},
            price_list_id=found.price_list.pk,
            cost_before=Amount.of(found.before),
            cost=Amount.of(found.line.cost),
            price=Amount.of(found.line.unit),
        )


class WaitingPage(Page):
    """A page of what waits for your decision."""

    items: list[WaitingOut]


class DecisionIn(Input):
    """For which plans, and whether their prices follow the new cost or stay."""

    plan_ids: list[Id] | None = Field(min_length=1, max_length=20_000, description="Null is all that wait on the list.")
    follows: bool


class OfferOut(Schema):
    """What a buyer can buy, at its price."""

    plan_id: int
    sku: str
    product: str
    category: str
    plan: str
    price: Amount

    @classmethod
    def of(cls, offer: Offer) -> Self:
        same = ("plan_id", "sku", "product", "category", "plan")
        return cls.model_construct(**{name: getattr(offer, name) for name in same}, price=Amount.of(offer.unit))


class OfferPage(Page):
    """A page of products that are sold, each as all its plans; size and total count products."""

    items: list[OfferOut]
