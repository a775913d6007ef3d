"""What changes prices below, as the API takes it: to be rehearsed, or kept for a day (CAT-3)."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from handsel.accounts.models import Account, AccountQuerySet
from handsel.api.shapes.catalog import PriceListChange
from handsel.api.shapes.parts import Id, Input
from handsel.api.shapes.price_rules import ChangesIn, DecisionIn, NoticeDays, PolicyIn, RoundingIn
from handsel.api.shapes.products import PlanChangeIn
from handsel.api.shapes.rates import RateIn
from handsel.catalog.alterations import (
    Alteration,
    CostsDecided,
    DefaultAltered,
    ListAssigned,
    MarkupAltered,
    PlanAltered,
    Plannable,
    PlanWithdrawn,
    PolicyAltered,
    ProductWithdrawn,
    RateAdded,
    RoundingAltered,
    RulesAltered,
)
from handsel.catalog.appointments import Appointment


class RulesAlteredIn(ChangesIn):
    """Rules of a price list."""

    kind: Literal["rules"]
    price_list_id: Id

    @property
    def alteration(self) -> Plannable:
        return RulesAltered(self.price_list_id, **self.details)


class MarkupAlteredIn(PriceListChange):
    """The markup of a price list on everything."""

    kind: Literal["markup"]
    price_list_id: Id

    @property
    def alteration(self) -> Plannable:
        return MarkupAltered(self.price_list_id, self.markup_percent, self.version)


class RoundingAlteredIn(RoundingIn):
    """Onto which prices a list rounds."""

    kind: Literal["rounding"]
    price_list_id: Id

    @property
    def alteration(self) -> Plannable:
        return RoundingAltered(self.price_list_id, **self.model_dump(exclude={"kind", "price_list_id"}))


class PlanAlteredIn(PlanChangeIn):
    """A plan of your own as it is to be, in full: another cost, another period."""

    kind: Literal["plan"]
    plan_id: Id

    @property
    def alteration(self) -> Plannable:
        return PlanAltered(self.plan_id, self.details, self.version)


class PlanWithdrawnIn(Input):
    """A plan of your own that is sold no more."""

    kind: Literal["plan_withdrawal"]
    plan_id: Id

    @property
    def alteration(self) -> Plannable:
        return PlanWithdrawn(self.plan_id)


class ProductWithdrawnIn(Input):
    """A product of your own that is sold no more."""

    kind: Literal["product_withdrawal"]
    product_id: Id

    @property
    def alteration(self) -> Plannable:
        return ProductWithdrawn(self.product_id)


class DefaultAlteredIn(Input):
    """Another price list for everybody who has none of their own."""

    kind: Literal["default"]
    price_list_id: Id

    @property
    def alteration(self) -> Alteration:
        return DefaultAltered(self.price_list_id)


class ListAssignedIn(Input):
    """Another price list for some of your buyers; null is the default one."""

    kind: Literal["assignment"]
    numbers: list[int] = Field(min_length=1, max_length=1_000, description="Of the accounts.")
    price_list_id: Id | None

    def among(self, accounts: AccountQuerySet) -> Alteration:
        """Return it for the asker's own buyers. Raises Account.DoesNotExist when one is unknown."""
        wanted = set(self.numbers)
        found = list(accounts.filter(number__in=wanted).values_list("pk", flat=True))
        if len(found) < len(wanted):
            raise Account.DoesNotExist
        return ListAssigned(found, self.price_list_id)


class PolicyAlteredIn(PolicyIn):
    """What becomes of your prices when your costs change."""

    kind: Literal["cost_policy"]

    @property
    def alteration(self) -> Alteration:
        return PolicyAltered(self.policy)


class CostsDecidedIn(DecisionIn):
    """Prices that follow their new costs, or stay."""

    kind: Literal["cost_decision"]
    price_list_id: Id

    @property
    def alteration(self) -> Alteration:
        return CostsDecided(self.price_list_id, self.plan_ids, follows=self.follows)


class RateAddedIn(RateIn):
    """An exchange rate of your own, from its day on."""

    kind: Literal["exchange_rate"]

    @property
    def alteration(self) -> Alteration:
        return RateAdded(self.new, is_meant=self.is_meant)


PlannableIn = (
    RulesAlteredIn | MarkupAlteredIn | RoundingAlteredIn | PlanAlteredIn | PlanWithdrawnIn | ProductWithdrawnIn
)


class RehearsalIn(Input):
    """What you mean to change."""

    alteration: Annotated[
        PlannableIn | DefaultAlteredIn | PolicyAlteredIn | CostsDecidedIn | RateAddedIn | ListAssignedIn,
        Field(discriminator="kind"),
    ]
    starts_on: date | None = Field(None, description="The day for which you mean to plan it; null is now.")

    @model_validator(mode="after")
    def _can_wait(self) -> Self:
        if self.starts_on and not isinstance(self.alteration, PlannableIn):
            raise ValueError("This change waits for no day; leave starts_on out.")
        return self

    def among(self, accounts: AccountQuerySet) -> Alteration:
        """Return it, for those of `accounts` that it names. Raises Account.DoesNotExist."""
        told = self.alteration
        return told.among(accounts) if isinstance(told, ListAssignedIn) else told.alteration


class PlannedIn(Input):
    """What you mean to change on a day to come."""

    alteration: Annotated[PlannableIn, Field(discriminator="kind")]
    starts_on: date
    notice_days: NoticeDays = None

    @property
    def appointment(self) -> Appointment:
        return Appointment(self.starts_on, self.notice_days)
