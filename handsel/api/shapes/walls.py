"""What is below a sub-reseller, and the level that decides it, as the API shows and takes them (ACC-25)."""

from datetime import date, datetime
from typing import Literal, Self

from ninja import Schema
from pydantic import Field, field_validator

from handsel.accounts.models import Kind, Wall
from handsel.accounts.walls import BelowPage, Place, SeenAccount, Step
from handsel.api.shapes.parts import Input, Text
from handsel.reports.below import BelowFigures, Counted
from handsel.reports.periods import EARLIEST, LATEST
from handsel.segments.paging import PAGE_SIZE
from handsel.timeline.models import Event

MAX_SIZE = 200


class WallIn(Input):
    """What your provider is to see of the accounts below you."""

    wall: Wall = Field(description="nothing, counts, masked or names.", examples=["counts"])


class WallOut(Schema):
    """What your provider sees of the accounts below you; null for the operator, above whom there is nobody."""

    wall: Wall | None
    changed_at: datetime | None = Field(description="Null while it is as it was at first.")
    changed_by: str | None

    @classmethod
    def of(cls, wall: Wall | None, last: Event | None) -> Self:
        return cls.model_construct(
            wall=wall, changed_at=last.at if last else None, changed_by=last.actor_name if last else None
        )


class BelowWanted(Schema):
    """Which of the accounts below."""

    kind: Literal["customer", "reseller"] = "customer"
    q: Text = Field("", max_length=100, description="Looked for in company and contact name; only where names show.")
    since: date | None = Field(
        None,
        ge=EARLIEST,
        le=LATEST,
        description="From which month on accounts are new, by its first day; this month unless told.",
        examples=["2026-11-01"],
    )
    size: int = Field(PAGE_SIZE, ge=1, le=MAX_SIZE, description="How many rows a page has.")
    after: Text = Field("", description="As in the address of the next page.")
    before: Text = Field("", description="As in the address of the page before.")

    @field_validator("since")
    @classmethod
    def _is_month(cls, since: date | None) -> date | None:
        # By days, two figures would tell who joined on the day between them, which a wall may hide.
        if since and since.day != 1:
            raise ValueError("New accounts are counted by whole months: send the first day of one.")
        return since


class CountedOut(Schema):
    """How many there are."""

    customers: int
    resellers: int
    transacting: int = Field(description="Customers that have something running.")
    joined: int = Field(description="Customers that joined since `since`.")

    @classmethod
    def of(cls, counted: Counted) -> Self:
        return cls.model_construct(**vars(counted))


class FiguresOut(Schema):
    """Its own accounts, and all with every tier below that shows its figures."""

    own: CountedOut
    whole: CountedOut
    left_out: int = Field(description="Sub-resellers further down that show nothing; not counted in `whole`.")

    @classmethod
    def of(cls, figures: BelowFigures) -> Self:
        own, whole = CountedOut.of(figures.own), CountedOut.of(figures.whole)
        return cls.model_construct(own=own, whole=whole, left_out=figures.left_out)


class StepOut(Schema):
    """A reseller on the way down; its name as far as it shows."""

    reference: str
    name: str

    @classmethod
    def of(cls, step: Step) -> Self:
        return cls.model_construct(reference=step.reference, name=step.name)


class SeenAccountOut(Schema):
    """An account below, as the wall lets it through; null is what it does not."""

    reference: str = Field(description="Stands for the account at every level; of a reseller, it leads further down.")
    kind: Kind
    name: str = Field(description="First and last letter with dots between where names do not show.")
    contact: str | None
    number: int | None = Field(description="Its number with its own seller.")
    city: str | None
    country: str | None
    joined_on: date | None = Field(description="The first of the month where names do not show.")
    status: str | None

    @classmethod
    def of(cls, seen: SeenAccount) -> Self:
        same = ("reference", "kind", "name", "contact", "number", "city", "country", "joined_on")
        return cls.model_construct(**{name: getattr(seen, name) for name in same}, status=seen.standing)


class BelowOut(Schema):
    """What is below a sub-reseller, as far as every glass wall on the way lets through."""

    wall: Wall = Field(description="The strictest level on the way.")
    way: list[StepOut] = Field(description="The way down to where you look; empty at the sub-reseller itself.")
    since: date
    figures: FiguresOut | None = Field(description="Null where nothing shows.")
    items: list[SeenAccountOut] = Field(description="Empty unless the level is masked or names.")
    next: str | None
    previous: str | None

    @classmethod
    def of(
        cls, place: Place, since: date, figures: BelowFigures | None, page: BelowPage, around: tuple[str | None, ...]
    ) -> Self:
        previous, following = around
        return cls.model_construct(
            wall=place.wall,
            way=[StepOut.of(step) for step in place.way],
            since=since,
            figures=FiguresOut.of(figures) if figures else None,
            items=[SeenAccountOut.of(row) for row in page.rows],
            next=following,
            previous=previous,
        )
