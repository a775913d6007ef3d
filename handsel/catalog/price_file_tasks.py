"""Files of prices are looked through and saved by a worker: no request waits for 20,000 rows (CAT-2, CAT-3)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import IO, Any, Self

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from handsel.accounts.importing.looking import held_file
from handsel.accounts.importing.uploads import shown_name
from handsel.accounts.portal_settings import today_of
from handsel.catalog.alterations import RulesAltered
from handsel.catalog.appointments import Appointment
from handsel.catalog.models import PriceList
from handsel.catalog.price_file_errors import refused_file
from handsel.catalog.price_file_rows import PriceFile
from handsel.catalog.price_files import (
    Fate,
    PriceFileSeen,
    RowSeen,
    changes_of,
    check_price_file,
    read_price_file,
    receive_price_file,
    rows_seen,
)
from handsel.catalog.price_lists import locked_list
from handsel.catalog.price_rules import apply_changes
from handsel.catalog.rehearsing import Rehearsal
from handsel.catalog.rules import may_change_prices
from handsel.catalog.scheduling import plan_alteration
from handsel.identity.actor import Actor
from handsel.kernel import chance
from handsel.kernel.isolation import reading_paused
from handsel.kernel.money import Money
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, NotFound
from handsel.tasks.asking import add_task
from handsel.tasks.models import State, Task
from handsel.tasks.running import Outcome, Progress, Pulse, TaskKind

LOOK, SAVE = "price_look", "price_save"
KEPT = timedelta(hours=24)
"""So long a file waits to be saved; then it is removed."""
MOST_SHOWN = 200
GONE = "The file is not there any more; choose it again."


class PriceFileGone(NotFound):
    """The file was removed, or was never looked through."""

    code = "price_file_gone"


class NotLookedThrough(Conflict):
    """A worker has not come to the end of the file yet."""

    code = "price_file_not_looked_through"


@dataclass(frozen=True)
class RowTold:
    """A row as a person reads it: its plan, the price before and after, or why it is refused."""

    line: int
    sku: str
    product: str
    plan: str
    typed: str
    fate: str
    reason: str
    currency: str
    now_minor: int | None
    after_minor: int | None
    plan_id: int | None = None
    """Left out by what was kept before it was told."""

    @classmethod
    def of(cls, seen: RowSeen) -> Self:
        row, line = seen.row, seen.line
        return cls(
            line=row.line,
            sku=line.sku if line else row.sku,
            product=line.product if line else "",
            plan=line.plan if line else row.plan,
            plan_id=line.plan_id if line else None,
            typed=" ".join(filter(None, (row.price, f"{row.percent} %" if row.percent else "", row.amount))),
            fate=str(seen.fate),
            reason=seen.reason,
            currency=line.currency if line else "",
            now_minor=line.unit_minor if line else None,
            after_minor=seen.then.unit_minor if seen.then else None,
        )

    @property
    def now(self) -> Money | None:
        return None if self.now_minor is None else Money(self.now_minor, self.currency)

    @property
    def after(self) -> Money | None:
        return None if self.after_minor is None else Money(self.after_minor, self.currency)


@dataclass(frozen=True)
class Told:
    """What came of looking through prices: how many rows of each fate, the first of them, and the rehearsal."""

    version: int
    changed: int
    refused: int
    idle: int
    rows: list[RowTold]
    rehearsal: Rehearsal | None

    @classmethod
    def of(cls, seen: PriceFileSeen) -> Self:
        """Return what is told of `seen`: of the rows those that are refused first."""
        refused, changed = seen.with_fate(Fate.REFUSED), seen.with_fate(Fate.CHANGED)
        rows = [RowTold.of(row) for row in [*refused, *changed][:MOST_SHOWN]]
        idle = len(seen.rows) - len(changed) - len(refused)
        return cls(seen.version, len(changed), len(refused), idle, rows, seen.rehearsal)

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> Self:
        """Read what a task keeps as its result."""
        rehearsal = Rehearsal.from_kept(kept["rehearsal"]) if kept["rehearsal"] else None
        return cls(**dict(kept) | {"rows": [RowTold(**row) for row in kept["rows"]], "rehearsal": rehearsal})

    @property
    def has_more(self) -> bool:
        return self.refused + self.changed > len(self.rows)


@dataclass(frozen=True)
class When:
    """The day and the notice of a save that is to wait."""

    appointment: Appointment | None = None

    @property
    def kept(self) -> Mapping[str, Any]:
        if self.appointment is None:
            return {}
        return {"starts_on": self.appointment.starts_on.isoformat(), "notice_days": self.appointment.notice_days}

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> Self:
        if not kept:
            return cls()
        return cls(Appointment(date.fromisoformat(kept["starts_on"]), kept["notice_days"]))


def look_through(
    *, file: "File[bytes]", price_list_id: int, currency: str | None, decimal_mark: str, by: Actor, at: datetime
) -> Task:
    """Keep an uploaded file for a day and have a worker look through it; nothing is changed.

    Where an operation answers again what it answered before, the file is not kept a second time. Raises Forbidden,
    PriceList.DoesNotExist, TooManyTasks, Unreadable when it holds no table of prices.
    """
    rows = len(receive_price_file(file).rows)
    file.seek(0)
    name = f"price-files/{by.seller_id}/{chance.secret()}"
    with reading_paused():
        kept = default_storage.save(name, file)
    params = {"price_list": price_list_id, "currency": currency, "mark": decimal_mark}
    task = None
    try:
        task = ask_to_look(params=params, file=kept, name=shown_name(file.name or ""), rows=rows, by=by, at=at)
        return task
    finally:
        if task is None:
            default_storage.delete(kept)


@operation
def ask_to_look(*, params: Mapping[str, Any], file: str, name: str, rows: int, by: Actor, at: datetime) -> Task:
    """Queue the look through a file in the store. Raises Forbidden, PriceList.DoesNotExist, TooManyTasks."""
    may_change_prices(by).or_refuse()
    PriceList.objects.get(pk=params["price_list"], seller_id=by.seller_id)
    task = add_task(LOOK, params, by=by, at=at, total=rows)
    task.file, task.file_name, task.expires_at = file, name[:100], at + KEPT
    task.result = {"files": [_refused_of(task)]}
    task.save(update_fields=["file", "file_name", "expires_at", "result"])
    return task


@operation
def save_looked(*, task_id: int, when: When, by: Actor, at: datetime) -> Task:
    """Have the prices saved that a look through a file found; what it refused is left out.

    Where the list changed meanwhile the worker saves nothing and says so. Raises Forbidden, Task.DoesNotExist,
    Invalid naming `starts_on` or `notice_days`, NotLookedThrough, PriceFileGone, TooManyTasks.
    """
    may_change_prices(by).or_refuse()
    if when.appointment:
        when.appointment.check(today_of(by.seller_id, at))
    look = Task.objects.get(pk=task_id, seller_id=by.seller_id, kind=LOOK)
    told = told_of(look)
    if not look.file:
        raise PriceFileGone(GONE)
    params = dict(look.params) | {"look": look.pk, "when": when.kept}
    return add_task(SAVE, params, by=by, at=at, total=told.changed)


def told_of(look: Task) -> Told:
    """Return what a look through a file found.

    Raises NotLookedThrough, PriceFileGone where it failed or was canceled.
    """
    if look.is_open:
        raise NotLookedThrough("The file is still being looked through; ask again in a second.")
    if look.state != State.DONE:
        raise PriceFileGone(look.error or GONE)
    return Told.from_kept(look.result["told"])


def refused_rows_of(look: Task) -> IO[bytes]:
    """Open the rows that a look through a file refused, as a file. Raises NotLookedThrough, PriceFileGone."""
    told_of(look)
    if not look.file or not default_storage.exists(_refused_of(look)):
        raise PriceFileGone(GONE)
    return default_storage.open(_refused_of(look))


def held_rows(look: Task) -> PriceFile:
    """Return the rows of the file that `look` is about. Raises PriceFileGone, Unreadable."""
    if not look.file or not default_storage.exists(look.file):
        raise PriceFileGone(GONE)
    with held_file(look.file) as path:
        return read_price_file(path)


def do_look(task: Task, by: Actor, at: datetime, pulse: Pulse) -> Outcome:
    """Look through the file of `task`, and keep what is told of it and the refused rows, to be downloaded.

    Raises what `check_price_file` does.
    """
    file = held_rows(task)
    pulse(0, len(file.rows))
    asked = task.params
    seen = check_price_file(
        price_list_id=asked["price_list"],
        currency=asked["currency"],
        decimal_mark=asked["mark"],
        file=file,
        by=by,
        at=at,
    )
    default_storage.delete(_refused_of(task))  # a worker that was killed may have left one
    default_storage.save(_refused_of(task), ContentFile(refused_file(seen.with_fate(Fate.REFUSED))))
    pulse(len(file.rows), len(file.rows))
    result = {"rows": len(file.rows), "told": asdict(Told.of(seen))}
    return Outcome(task.file, task.file_name, task.expires_at, result)


def _refused_of(look: Task) -> str:
    return f"{look.file}-refused"


@step
def do_save(task: Task, by: Actor, at: datetime) -> Progress:
    """Save the prices of a file that was looked through, at once or for a day: all in one transaction, and so once.

    Raises what `change_prices` and `schedule` raise, PriceFileGone.
    """
    may_change_prices(by).or_refuse()
    look = Task.objects.get(pk=task.params["look"], seller_id=by.seller_id, kind=LOOK)
    asked, version = task.params, look.result["told"]["version"]
    price_list = locked_list(asked["price_list"], version, by)
    changes = changes_of(rows_seen(price_list, asked["currency"], held_rows(look), asked["mark"], by, at))
    when = When.from_kept(asked["when"])
    if when.appointment:
        altered = RulesAltered(price_list.pk, asked["currency"], changes, version)
        plan_alteration(altered, when.appointment, by=by, at=at)
    else:
        apply_changes(price_list, asked["currency"], changes, by=by, at=at)
    return Progress(done=len(changes), is_finished=True, result={"rows": len(changes)})


PRICE_FILES = frozenset({LOOK, SAVE})
PRICE_FILE_KINDS = (TaskKind(LOOK, whole=do_look), TaskKind(SAVE, batch=do_save))
