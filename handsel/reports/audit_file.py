"""The audit log as a workbook, as it is narrowed on the screen; a long one is made by a worker (OPS-2)."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import IO, Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from handsel.accounts.models import Account
from handsel.accounts.portal_settings import portal_of
from handsel.identity.actor import Actor
from handsel.identity.rules import may_read_audit
from handsel.kernel.operation import operation
from handsel.reports.files import Export, Told, made_at_once, made_by_worker
from handsel.reports.lists import SHORT, ListTooLong
from handsel.reports.one_moment import cells_in_batches, opened, rows_of_one_moment
from handsel.reports.workbook import Column, write_workbook
from handsel.reports.workbook_cells import moments, texts, wholes
from handsel.tasks.asking import add_task
from handsel.tasks.models import Task
from handsel.tasks.running import Outcome, Pulse, TaskKind
from handsel.timeline.audit import AuditSearch, Events
from handsel.timeline.models import Event

KIND = "audit_file"
FILE_NAME = "Audit log.xlsx"
_NEEDED = ("at", "name", "actor_name", "behalf_id", "way", "address", "account_id", "reason", "data")


def found_in_log(search: AuditSearch, *, by: Actor, at: datetime) -> Events:
    """Return the events of the seller of `by` that `search` wants, in no order. Needs the seller's scope."""
    zone = ZoneInfo(portal_of(by.seller_id).time_zone)
    account_id = None
    if search.account is not None:
        accounts = Account.objects.sold_to_by(by.seller_id).filter(number=search.account)
        account_id = accounts.values_list("pk", flat=True).first()
    events = Event.objects.filter(seller_id=by.seller_id)
    return search.looking_from(at, zone).within(events, zone, account_id)


def short_audit_file(search: AuditSearch, *, by: Actor, at: datetime) -> BytesIO:
    """Return the workbook of what `search` finds, at its beginning, and record it. Needs a transaction in scope.

    Raises Forbidden, ListTooLong.
    """
    may_read_audit(by).or_refuse()
    if not is_short(search, by=by, at=at):
        raise ListTooLong(f"This is more than {SHORT:,} events.")
    write = partial(_write, search=search, by=by, at=at, is_reading=True)
    return made_at_once(_export(search), write, by=by, at=at)


def is_short(search: AuditSearch, *, by: Actor, at: datetime) -> bool:
    """Whether the file can be written while somebody waits."""
    return found_in_log(search, by=by, at=at)[: SHORT + 1].count() <= SHORT


@operation
def start_audit_file(*, search: AuditSearch, by: Actor, at: datetime) -> Task:
    """Queue the making of the workbook; the task's page tells how far it is and has the file for a day.

    Raises Forbidden, TooManyTasks.
    """
    may_read_audit(by).or_refuse()
    return add_task(KIND, search.to_params(), by=by, at=at)


def make_audit_file(task: Task, by: Actor, at: datetime, pulse: Pulse) -> Outcome:
    """Write the workbook of `task` and keep it."""
    may_read_audit(by).or_refuse()
    search = AuditSearch.from_params(task.params)
    write = partial(_write, search=search, by=by, at=task.created_at)
    return made_by_worker(task, _export(search), write, by=by, at=at, pulse=pulse)


def _export(search: AuditSearch) -> Export:
    return Export(FILE_NAME, "audit", search.to_params())


def _write(
    target: IO[bytes],
    search: AuditSearch,
    *,
    by: Actor,
    at: datetime,
    is_reading: bool = False,
    told: Told | None = None,
) -> int:
    reading = opened(by, is_reading=is_reading)
    with reading():
        zone = ZoneInfo(portal_of(by.seller_id).time_zone)

    def found() -> Any:
        return found_in_log(search, by=by, at=at).order_by("-at", "-pk").values_list(*_NEEDED)

    with rows_of_one_moment(found, by, is_reading=is_reading) as moment:
        batches = cells_in_batches(moment, _cells, reading, told)
        return write_workbook(target, _("Audit log"), _columns(zone), batches, is_rtl=translation.get_language_bidi())


def _columns(zone: ZoneInfo) -> list[Column]:
    return [
        Column(_("Date"), moments(zone)),
        Column(_("Event"), texts),
        Column(_("Who"), texts),
        Column(_("On behalf of"), texts),
        Column(_("Way"), texts),
        Column(_("Address"), texts),
        Column(_("Account number"), wholes),
        Column(_("Account"), texts),
        Column(_("Reason"), texts),
        Column(_("Details"), texts),
    ]


def _cells(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    at, name, who, behalf, way, address, account, reason, data = (list(column) for column in zip(*rows, strict=True))
    known = Account.objects.in_bulk({*account, *filter(None, behalf)})

    def name_of(pk: int | None) -> str:
        return known[pk].name if pk in known else ""

    numbers = [known[pk].number if pk in known else None for pk in account]
    names, behalves = [name_of(pk) for pk in account], [name_of(pk) for pk in behalf]
    return [
        at,
        name,
        who,
        behalves,
        way,
        address,
        numbers,
        names,
        reason,
        [_told(json.loads(facts) if isinstance(facts, str) else facts) for facts in data],
    ]


def _told(data: Mapping[str, Any]) -> str:
    """Return the facts of an event as one text: what changed first, the rest behind it."""
    changes = [
        f"{name}: {_plain(before)} → {_plain(after)}" for name, (before, after) in data.get("changes", {}).items()
    ]
    return "; ".join([*changes, *(f"{name}: {_plain(value)}" for name, value in data.items() if name != "changes")])


def _plain(value: Any) -> str:
    if value is None or value == "":
        return "–"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


AUDIT_FILE = TaskKind(KIND, whole=make_audit_file)
