"""What a seller wants changed that changes prices below, as data: rehearsed, made, or kept for a day (CAT-3)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Protocol

from handsel.accounts.portal_settings import portal_of
from handsel.catalog.assigning import change_price_list
from handsel.catalog.deciding import change_policy, decide
from handsel.catalog.models import Plan, Product
from handsel.catalog.offers import plans_at
from handsel.catalog.periods import Period
from handsel.catalog.plans import charge_otherwise, sell_plan
from handsel.catalog.price_changes import Change
from handsel.catalog.price_lists import change_default, change_markup, change_rounding, locked_list
from handsel.catalog.price_models import Altered, Level, Policy, Rounding, RoundingWay, ScheduledChange
from handsel.catalog.price_rules import apply_changes, plans_named
from handsel.catalog.products import PlanDetails, sell_product
from handsel.catalog.rates import NewRate, begin_rate
from handsel.identity.actor import Actor
from handsel.kernel.operation import step
from handsel.kernel.refusal import Invalid


class Alteration(Protocol):
    """One thing to change. `buyer_ids` are those who would buy from another list; mostly nobody."""

    @property
    def buyer_ids(self) -> Sequence[int]: ...

    def plan_ids(self, seller_id: int) -> Sequence[int] | None:
        """Return the only plans of `seller_id` whose prices it could change; None is all."""

    def counts_at(self, seller_id: int, at: datetime) -> datetime:
        """Return from when on prices are other ones, where it is made at `at`."""

    def check_may_wait(self) -> None:
        """Raise Invalid naming `starts_on` where it cannot wait for a day."""

    def make(self, *, by: Actor, at: datetime) -> object:
        """Make it, for whoever may; a step of an operation."""


class Plannable(Alteration, Protocol):
    """One that can wait for a day, since whose list is whose stays as it is until then."""

    kind: ClassVar[Altered]

    @property
    def columns(self) -> Mapping[str, Any]:
        """Return what `ScheduledChange` keeps of it."""


class _OfAllPlans:
    """It could change the price of everything."""

    def plan_ids(self, _seller_id: int) -> Sequence[int] | None:
        return None

    def counts_at(self, _seller_id: int, at: datetime) -> datetime:
        return at

    def check_may_wait(self) -> None:
        """Let it wait."""


class _OfLists(_OfAllPlans):
    """Nobody buys from another list than before."""

    buyer_ids: ClassVar[Sequence[int]] = ()


class _OfPlan(_OfLists):
    """One plan is changed."""

    plan_id: int

    def plan_ids(self, _seller_id: int) -> Sequence[int] | None:
        return [self.plan_id]


@dataclass(frozen=True)
class RulesAltered(_OfLists):
    """Rules of a price list, as `change_prices` takes them. Without a `version` the list may be another by now."""

    kind: ClassVar[Altered] = Altered.RULES
    price_list_id: int
    currency: str | None
    changes: Sequence[Change]
    version: int | None = None

    def plan_ids(self, seller_id: int) -> Sequence[int] | None:
        return plans_named(self.changes, seller_id)

    @step
    def make(self, *, by: Actor, at: datetime) -> object:
        price_list = locked_list(self.price_list_id, self.version, by)
        return apply_changes(price_list, self.currency, self.changes, by=by, at=at)

    @property
    def columns(self) -> Mapping[str, Any]:
        plans = sum(len(change.targets) for change in self.changes)
        changes = [change.as_json() for change in self.changes]
        return {
            "price_list_id": self.price_list_id, "currency": self.currency or "", "changes": changes, "plans": plans
        }  # fmt: skip


@dataclass(frozen=True)
class MarkupAltered(_OfLists):
    """The markup of a price list on everything."""

    kind: ClassVar[Altered] = Altered.MARKUP
    price_list_id: int
    markup_percent: Decimal | None
    version: int | None = None

    @step
    def make(self, *, by: Actor, at: datetime) -> object:
        return change_markup(locked_list(self.price_list_id, self.version, by), self.markup_percent, by=by, at=at)

    @property
    def columns(self) -> Mapping[str, Any]:
        markup = None if self.markup_percent is None else str(self.markup_percent)
        return {"price_list_id": self.price_list_id, "changes": {"markup_percent": markup}, "plans": 1}


@dataclass(frozen=True)
class RoundingAltered(_OfLists):
    """Onto which prices a list rounds."""

    kind: ClassVar[Altered] = Altered.ROUNDING
    price_list_id: int
    rounding: Rounding
    way: RoundingWay
    version: int | None = None

    @step
    def make(self, *, by: Actor, at: datetime) -> object:
        price_list = locked_list(self.price_list_id, self.version, by)
        return change_rounding(price_list, self.rounding, self.way, by=by, at=at)

    @property
    def columns(self) -> Mapping[str, Any]:
        changes = {"rounding": str(self.rounding), "way": str(self.way)}
        return {"price_list_id": self.price_list_id, "changes": changes, "plans": 1}


@dataclass(frozen=True)
class PlanAltered(_OfPlan):
    """How a plan of one's own is charged. Whoever changed it before its day changed what was planned, so it fails."""

    kind: ClassVar[Altered] = Altered.PLAN
    plan_id: int
    plan: PlanDetails
    version: int

    def check_may_wait(self) -> None:
        """Raise Invalid for another rhythm: buyers are told of prices, not of that."""
        if Plan.objects.get(pk=self.plan_id).period != self.plan.period:
            told = "A new period begins at once; for a day to come change the cost alone, or add another plan."
            raise Invalid(fields={"starts_on": told})

    @step
    def make(self, *, by: Actor, at: datetime) -> object:
        return charge_otherwise(self.plan_id, self.plan, self.version, by=by, at=at)

    @property
    def columns(self) -> Mapping[str, Any]:
        changes = {"plan_id": self.plan_id, "plan": asdict(self.plan), "version": self.version}
        return {"about": _about_plan(self.plan_id), "changes": changes, "plans": 1}


@dataclass(frozen=True)
class PlanWithdrawn(_OfPlan):
    """A plan of one's own that is sold no more."""

    kind: ClassVar[Altered] = Altered.PLAN_WITHDRAWAL
    plan_id: int

    @step
    def make(self, *, by: Actor, at: datetime) -> object:
        return sell_plan(self.plan_id, is_withdrawn=True, by=by, at=at)

    @property
    def columns(self) -> Mapping[str, Any]:
        return {"about": _about_plan(self.plan_id), "changes": {"plan_id": self.plan_id}, "plans": 1}


@dataclass(frozen=True)
class ProductWithdrawn(_OfLists):
    """A product of one's own that is sold no more."""

    kind: ClassVar[Altered] = Altered.PRODUCT_WITHDRAWAL
    product_id: int

    def plan_ids(self, seller_id: int) -> Sequence[int] | None:
        return plans_at(seller_id, Level.PRODUCT, [self.product_id])

    @step
    def make(self, *, by: Actor, at: datetime) -> object:
        return sell_product(self.product_id, is_withdrawn=True, by=by, at=at)

    @property
    def columns(self) -> Mapping[str, Any]:
        about = Product.objects.get(pk=self.product_id).name
        return {"about": about, "changes": {"product_id": self.product_id}, "plans": 1}


@dataclass(frozen=True)
class DefaultAltered(_OfLists):
    """Another price list for everybody who has none of their own."""

    price_list_id: int

    @step
    def make(self, *, by: Actor, at: datetime) -> object:
        return change_default(self.price_list_id, by=by, at=at)


@dataclass(frozen=True)
class ListAssigned(_OfAllPlans):
    """Another price list for some buyers; None is the default one."""

    buyer_ids: Sequence[int]
    price_list_id: int | None

    @step
    def make(self, *, by: Actor, at: datetime) -> object:
        return change_price_list(self.buyer_ids, self.price_list_id, by=by, at=at)


@dataclass(frozen=True)
class PolicyAltered(_OfLists):
    """What becomes of one's prices when costs change; all are made from the costs of today once more."""

    policy: Policy

    @step
    def make(self, *, by: Actor, at: datetime) -> object:
        return change_policy(self.policy, by=by, at=at)


@dataclass(frozen=True)
class CostsDecided(_OfLists):
    """Prices of a list that follow their new costs, or stay: of these plans, or of all that wait."""

    price_list_id: int
    ids: Sequence[int] | None
    follows: bool

    def plan_ids(self, _seller_id: int) -> Sequence[int] | None:
        return self.ids

    @step
    def make(self, *, by: Actor, at: datetime) -> object:
        return decide(self.price_list_id, self.ids, follows=self.follows, by=by, at=at)


@dataclass(frozen=True)
class RateAdded(_OfLists):
    """An exchange rate of one's own, from its day on."""

    new: NewRate
    is_meant: bool = False

    def counts_at(self, seller_id: int, at: datetime) -> datetime:
        return self.new.starts_at(portal_of(seller_id).zone, at)

    @step
    def make(self, *, by: Actor, at: datetime) -> object:
        return begin_rate(self.new, is_meant=self.is_meant, by=by, at=at)


def alteration_of(kept: ScheduledChange) -> Plannable:
    """Return what was kept for a day, as it is made then: whatever else changed on its list meanwhile."""
    told: dict[str, Any] = {} if kept.kind == Altered.RULES else dict(kept.changes)
    list_id = kept.price_list_id or 0
    match kept.kind:
        case Altered.MARKUP:
            markup = told["markup_percent"]
            return MarkupAltered(list_id, None if markup is None else Decimal(markup))
        case Altered.ROUNDING:
            return RoundingAltered(list_id, Rounding(told["rounding"]), RoundingWay(told["way"]))
        case Altered.PLAN:
            plan = PlanDetails(**told["plan"])
            return PlanAltered(told["plan_id"], replace(plan, period=Period(**told["plan"]["period"])), told["version"])
        case Altered.PLAN_WITHDRAWAL:
            return PlanWithdrawn(told["plan_id"])
        case Altered.PRODUCT_WITHDRAWAL:
            return ProductWithdrawn(told["product_id"])
    return RulesAltered(list_id, kept.currency or None, [Change.from_json(change) for change in kept.changes])


def _about_plan(plan_id: int) -> str:
    plan = Plan.objects.select_related("product").get(pk=plan_id)
    return f"{plan.product.name}, {plan.name}"
