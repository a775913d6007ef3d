"""Long work as the API shows and takes it (ACC-8, ACC-13)."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from django.http import QueryDict
from ninja import Schema
from pydantic import Field

from handsel.accounts.models import Kind
from handsel.api.paging import Page
from handsel.api.shapes.parts import Input, Party, Text
from handsel.bulk.actions import ACTIONS
from handsel.bulk.audience import MOST_NAMED, Audience, Unread, read_search
from handsel.bulk.undoing import may_undo
from handsel.identity.actor import Actor
from handsel.kernel.refusal import Invalid
from handsel.tasks.models import Skip, State, Task
from handsel.web.searches import asked_search

Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
Asked = Text | Annotated[list[Text], Field(max_length=30)]


class BulkIn(Input):
    """One thing to do to many accounts: those with `numbers`, or all that meet a `filter` but those `excluded`."""

    action: Text = Field(description=f"One of {', '.join(ACTIONS)}.", examples=["tag"])
    params: dict[str, Any] = Field(
        default_factory=dict,
        description=(
            "What the action needs. tag, untag: names. manager: manager (id, or null). price_list: price_list (id, or "
            "null for the default). approval: required. suspend: reason, until. lift, deactivate, activate: reason. "
            "archive, unarchive, delete: reason, may be left out."
        ),
        examples=[{"names": ["Priority"]}],
    )
    numbers: list[Number] | None = Field(
        None,
        max_length=MOST_NAMED,
        description="Numbers of accounts; one that is unknown stops all.",
        examples=[[1001]],
    )
    filter: dict[Text, Asked] | None = Field(
        None, description="The parameters of GET /customers or /resellers: q, country.is, segment … {} is everybody."
    )
    kind: Literal["customer", "reseller"] | None = Field(
        None, description="With a filter: of which kind. Null is both."
    )
    excluded: list[Number] = Field(
        default_factory=list, max_length=MOST_NAMED, description="With a filter: numbers that are not meant."
    )
    count: int | None = Field(None, ge=0, description="How many you expect; where there are others, the task says so.")

    def audience(self, by: Actor) -> Audience:
        """Return whom is meant. Raises Invalid, Unread."""
        if (self.numbers is None) == (self.filter is None):
            raise Invalid(fields={"numbers": "Send either numbers or a filter."})
        kind = Kind(self.kind) if self.kind else None
        if self.filter is None:
            return Audience(numbers=tuple(self.numbers or ()), kind=kind, count=self.count)
        _refuse_unread(self.filter)
        params = QueryDict(mutable=True)
        for name, value in self.filter.items():
            params.setlist(name, value if isinstance(value, list) else [value])
        search = read_search(asked_search(params, by, kind or Kind.CUSTOMER))
        return Audience(search=search, but=tuple(self.excluded), kind=kind, count=self.count)


def _refuse_unread(asked: dict[str, Any]) -> None:
    """Raise Unread for what a list would pass over: it must not widen a change to accounts that nobody meant."""
    for name, value in asked.items():
        if "." not in name and name not in {"q", "sort", "segment"}:
            raise Unread(f"There is no condition “{name[:100]}”; write it with its operator, such as country.is.")
        if value == [] or (value == "" and name != "q"):
            raise Unread(f"“{name[:100]}” has no value.")


class FileOut(Schema):
    """The file that a task made: at /tasks/{id}/file until it expires."""

    name: str = Field(examples=["Customers.xlsx"])
    expires_at: datetime | None


class TaskOut(Schema):
    """Long work: how far it is, and what came of it."""

    id: int
    kind: str = Field(description="bulk, bulk_undo, list_file, order_file, price_look …", examples=["bulk"])
    action: str | None = Field(description="Of a bulk task: what is done.", examples=["tag"])
    params: dict[str, Any] = Field(description="Of a bulk task: what came with the action.")
    state: str = Field(description=f"One of {', '.join(State.values)}.", examples=["done"])
    total: int | None = Field(description="Null while nobody knows.")
    done: int
    skipped: int = Field(description="Left as they were; /tasks/{id}/skipped says why.")
    expected: int | None = Field(description="The count that was sent, where there were more or fewer.")
    error: str = Field(description="Why it failed, for people.")
    asked_by: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    can_undo: bool
    undoes: int | None = Field(description="The task that this one takes back.")
    undone_by: int | None = Field(description="The task that takes this one back.")
    file: FileOut | None

    @classmethod
    def of(cls, task: Task, by: Actor) -> Self:
        """Return `task`, which has its `undone_by`, as `by` sees it."""
        undone_by: Task | None = getattr(task, "undone_by", None)
        same = ("id", "kind", "state", "total", "error", "created_at", "started_at", "ended_at")
        return cls.model_construct(
            **{name: getattr(task, name) for name in same},
            action=task.params.get("action"),
            params=task.params.get("params", {}),
            done=task.done_count,
            skipped=task.skipped_count,
            expected=task.params.get("seen"),
            asked_by=task.asker_name,
            can_undo=bool(may_undo(by, task)),
            undoes=task.undoes_id,
            undone_by=undone_by.pk if undone_by else None,
            file=FileOut.model_construct(name=task.file_name, expires_at=task.expires_at) if task.file else None,
        )


class TaskPage(Page):
    """Long work, the latest first."""

    items: list[TaskOut]


class SkipOut(Schema):
    """An account that a task left as it was, and why."""

    account: Party
    reason: str = Field(examples=["Bakery Brandt has traded; archive it instead."])

    @classmethod
    def of(cls, skip: Skip) -> Self:
        return cls.model_construct(account=Party.of(skip.account), reason=skip.reason)


class SkipPage(Page):
    """Accounts that a task left as they were."""

    items: list[SkipOut]
