"""Every operation records what it does on the timeline, or says here why it does not (OPS-2).

What an operation records is read off its code: from its own names to those of the functions that it calls, and to the
functions of the database that it names. So a new operation that is silent is found without anybody calling it.
"""

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from functools import cache
from types import CodeType, FunctionType
from typing import Any

import pytest

import handsel
from handsel.cli.reference import PACKAGE, SQL_EVENT, _event_names
from handsel.kernel.operation import OPERATIONS
from handsel.timeline.groups import NOUNS, group_of
from handsel.timeline.record import record, record_all

pytestmark = pytest.mark.covers("OPS-2")

SILENT = {
    # What changes nothing but how one person sees their lists, or what nobody but the program keeps.
    "handsel.identity.layouts.keep_layout": "columns of one's own list",
    "handsel.identity.key_use.note_key_used": "when a key was used last: the page of the key tells it",
    "handsel.identity.sessions._note_seen": "when a device was used last: its person sees it",
    "handsel.identity.sessions._remove_expired": "log-ins that are over anyway",
    "handsel.mail.delivery.record_outcome": "what became of a mail: the Mailbox tells it",
    "handsel.signups.reminding.ask_for_reminders": "a visitor's tick: it stands with the cart, with its time and words",
    "handsel.signups.reminding.stop_reminders": "that a visitor is reminded no more: the address is forgotten with it",
    "handsel.signups.carts.keep_contact": "what a visitor types of themselves; the timeline could not forget it",
    **dict.fromkeys(
        ("handsel.signups.carts.change_visitor_line", "handsel.signups.carts.remove_visitor_line"),
        "what a visitor puts in and takes out again: the cart says it; its start and its end are told",
    ),
    "handsel.catalog.price_file_tasks.ask_to_look": "queues a look: nothing is changed",
    "handsel.catalog.price_file_tasks.save_looked": "queues a save: the change is told when it is made",
    "handsel.catalog.rehearsing.rehearse": "what a change would do: it is taken back",
    "handsel.catalog.price_files.try_prices": "what a price that somebody is typing would be: nothing is changed",
    # What passes between the program and a gateway: what came of it is told.
    "handsel.gateways.connecting.note_test": "how a test of the gateway went: the settings show it",
    "handsel.gateways.forms.note_form": "where the gateway's page is, which was told when it was asked for",
    "handsel.gateways.cards.note_forgotten": "the gateway forgot a card: its removal was told",
    "handsel.gateways.hearing.note_webhook": "that a webhook was heard: what follows from it is told",
    "handsel.gateways.confirming.begin_confirmation": "that somebody goes to the bank: what came of it is told",
    "handsel.gateways.reconciling.put_off": "when the gateway is asked next",
    "handsel.tax.numbers.take_up_check": "a number that is about to be looked up: the answer is told",
    # Steps of long work: what was asked for is told by what is done, account by account.
    "handsel.tasks.running.advance": "a slice of work: its changes are told one by one",
    "handsel.tasks.running.note_progress": "how far long work is: its page tells it",
    "handsel.tasks.running.finish": "the end of long work: its page tells it",
    "handsel.tasks.running.give_up": "the failure of long work: its page tells it",
    "handsel.tasks.running.forget_file": "a file of which the day is over",
    "handsel.tasks.asking.cancel_task": "work that is called off: its page tells it; what was done is told",
    "handsel.bulk.starting.start_bulk": "queues work: each change is told when it is made",
    "handsel.bulk.undoing.undo_bulk": "queues work: each change is told when it is made",
    "handsel.reports.list_files.start_list_file": "queues a file: the export is told when it is made",
    "handsel.reports.order_files.start_order_file": "queues a file: the export is told when it is made",
    "handsel.reports.cart_files.start_cart_file": "queues a file: the export is told when it is made",
    "handsel.reports.price_list_files.start_price_list_file": "the same",
    "handsel.reports.audit_file.start_audit_file": "queues a file: the export is told when it is made",
    # Files on their way in: nothing is in the books before they are carried out, which is told.
    "handsel.accounts.importing.uploads._begin": "a file that was uploaded and changes nothing yet",
    "handsel.accounts.importing.uploads._take_again": "a file that is read again and changes nothing yet",
    "handsel.accounts.importing.uploads.keep_look": "what was found in a file",
    "handsel.accounts.importing.uploads.discard_import": "a file that changed nothing",
    "handsel.accounts.importing.checking.start_check": "a dry run",
    "handsel.accounts.importing.checking.check_batch": "a dry run",
    "handsel.accounts.importing.checking.end_check": "a dry run",
    "handsel.accounts.importing.running.start_run": "queues the import, which is told as import.carried_out",
    "handsel.accounts.importing.running.resume_work": "queues the rest of an import, which is told",
    "handsel.accounts.importing.carrying.begin_import": "begins an import, which is told as import.carried_out",
    "handsel.accounts.importing.keeping.forget_import": "a file that is kept no longer; its import stays told",
    "handsel.accounts.importing.undoing.start_undo": "queues the undo, which is told as import.undone",
}
"""Operation -> why it records nothing."""

_SQL_FUNCTION = re.compile(
    r"CREATE (?:OR REPLACE )?FUNCTION (\w+)\(.*?(?=CREATE (?:OR REPLACE )?FUNCTION|\Z)", re.DOTALL
)


def _modules() -> None:
    for found in pkgutil.walk_packages(handsel.__path__, "handsel."):
        if not {"migrations", "settings", "commands", "__main__"} & set(found.name.split(".")):
            importlib.import_module(found.name)


@cache
def _telling_sql() -> frozenset[str]:
    """Return the functions of the database that write on the timeline, by themselves or through another."""
    texts = {}
    for path in sorted(PACKAGE.rglob("sql/*.sql")):
        texts |= {name: text for text in _SQL_FUNCTION.finditer(path.read_text()) for name in [text[1]]}
    bodies = {name: found[0] for name, found in texts.items()}
    telling = {name for name, body in bodies.items() if SQL_EVENT.search(body) or "INTO timeline_event" in body}
    while True:
        more = {
            name
            for name, body in bodies.items()
            if name not in telling and any(re.search(rf"\b{one}\(", body) for one in telling)
        }
        if not more:
            return frozenset(telling)
        telling |= more


def _inner(function: Callable[..., Any]) -> FunctionType:
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    return function  # type: ignore[return-value]


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _called(function: FunctionType) -> Iterator[Any]:
    """Yield what `function` names: functions and classes of the house, methods of such classes, texts."""
    for code in _codes(function.__code__):
        for name in code.co_names:
            found = function.__globals__.get(name)
            if isinstance(found, type) and found.__module__.startswith("handsel."):
                yield from (part for part in vars(found).values() if callable(part))
            elif callable(found):
                yield found
        yield from (constant for constant in code.co_consts if isinstance(constant, str))


def tells(function: Callable[..., Any]) -> bool:
    """Whether `function` writes on the timeline, by itself or through what it calls."""
    seen: set[Any] = set()
    ahead: list[Any] = [function]
    ends = {_inner(record), _inner(record_all)}
    while ahead:
        found = ahead.pop()
        if isinstance(found, str):
            if found in _telling_sql():
                return True
            continue
        found = _inner(found)
        if found in ends:
            return True
        if isinstance(found, FunctionType) and found.__module__.startswith("handsel.") and found not in seen:
            seen.add(found)
            ahead.extend(_called(found))
    return False


@cache
def _operations() -> dict[str, Callable[..., Any]]:
    _modules()
    found = {f"{one.__module__}.{one.__qualname__}": one for one in OPERATIONS}
    return {name: one for name, one in found.items() if name.startswith("handsel.")}


def test_every_operation_records_what_it_does_or_has_a_reason():
    silent = {name for name, operation in _operations().items() if not tells(operation)}

    assert silent - SILENT.keys() == set(), "record an event, or say in SILENT why there is none"


def test_no_reason_is_left_of_an_operation_that_is_gone_or_speaks():
    assert {name for name in SILENT if name not in _operations() or tells(_operations()[name])} == set()


def test_a_silent_operation_would_be_found():
    def silent(*, by: object, at: object) -> None:
        """Do nothing that anybody learns of."""

    assert not tells(silent)
    assert tells(_operations()["handsel.ledger.funds.add_funds"])  # by itself
    assert tells(_operations()["handsel.orders.approval.retry_order"])  # through a function of the database


def test_every_event_belongs_to_one_group_of_the_audit_log():
    assert {name for name in _event_names() if group_of(name) is None} == set(), "name its noun in timeline/groups.py"
    nouns = [noun for nouns in NOUNS.values() for noun in nouns]
    assert len(nouns) == len(set(nouns))
