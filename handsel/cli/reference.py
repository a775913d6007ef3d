"""The reference in docs/reference, read off the program, so that it cannot differ from it."""

import ast
import importlib
import inspect
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any

from django.db import connection

from handsel.deliveries.moves import MOVES as DELIVERY_MOVES
from handsel.deliveries.refund_moves import MOVES as REFUND_MOVES
from handsel.gateways.moves import MOVES
from handsel.identity.actor import Actor
from handsel.identity.roles import BUYERS, RIGHTS, Right, Role
from handsel.jobs.consequences import READERS
from handsel.kernel.refusal import Refusal, Verdict
from handsel.orders.moves import MOVES as ORDER_MOVES
from handsel.orders.status import SITUATIONS

PACKAGE = Path(__file__).resolve().parent.parent
NOTE = "<!-- Made by `handsel docs`; not to be edited. -->"
PYTHON_EVENT = re.compile(r"\brecord(?:_all)?\(")
SQL_EVENT = re.compile(r"(?:_record|_tell)\([^;']*?'(\w+\.\w+)'", re.DOTALL)


def pages() -> dict[str, str]:
    """Return the text of each page by its file name in docs/reference."""
    texts = {
        "orders.md": _orders(),
        "charges.md": _charges(),
        "deliveries.md": _deliveries(),
        "refunds.md": _life("The life of a refund", "Where a refund can go on one edge.", REFUND_MOVES, "waiting"),
        "permissions.md": _permissions(),
        "events.md": _events(),
        "refusals.md": _refusals(),
        "openapi.json": _openapi(),
    }
    return {name: text for name, text in texts.items() if text}


def _orders() -> str:
    rows = [
        (
            row.name,
            _axis(row.payment),
            _axis(row.approval),
            _axis(row.fulfilment),
            row.status,
            row.queue.slug,
            row.colour,
        )
        for row in SITUATIONS
    ]
    head = ("Situation", "Payment", "Approval", "Fulfilment", "Status", "Queue", "Colour")
    moves = [(before, after, deed) for before, to in ORDER_MOVES.items() for after, deed in to.items()]
    drawn = "\n".join(f"    {before} --> {after} : {deed}" for before, after, deed in moves)
    lead = (
        "How a leg of an order goes on.\n\n"
        f"```mermaid\nstateDiagram-v2\n    [*] --> incomplete\n{drawn}\n```\n\n"
        "Every combination of the three axes is in exactly one row."
    )
    return _page("What users see of an order", lead, head, rows)


def _charges() -> str:
    return _life("The life of a charge", "Where a charge of a card can go.", MOVES, "started")


def _deliveries() -> str:
    return _life("The life of a delivery", "Where the delivery of one line can go.", DELIVERY_MOVES, "waiting")


def _life(title: str, lead: str, table: Mapping[Any, Collection[Any]], first: str) -> str:
    drawn = "\n".join(f"    {before} --> {after}" for before, moves in table.items() for after in sorted(moves))
    rows = [
        (str(before.label), ", ".join(str(after.label) for after in sorted(moves)) or "–")
        for before, moves in table.items()
    ]
    lead = f"{lead}\n\n```mermaid\nstateDiagram-v2\n    [*] --> {first}\n{drawn}\n```"
    return _page(title, lead, ("State", "Goes to"), rows)


def _axis(values: frozenset[str]) -> str:
    return ", ".join(sorted(str(value).replace("_", " ") for value in values))


def _permissions() -> str:
    rights = [
        (str(right.label), *("yes" if right in RIGHTS[role] else "no" for role in Role), f"`{right}`")
        for right in Right
    ]
    rows = [
        (f"`{rule.__name__}`", _rights(rule), *(_answer(rule, role) for role in Role), _first_line(rule))
        for rule in sorted(_rules(), key=lambda rule: rule.__name__)
    ]
    roles = tuple(str(role.label) for role in Role)
    lead = (
        "What each role may do. All staff look at everything of their reseller; an account manager who is narrowed to "
        "own accounts looks at those alone."
    )
    told = (
        "Which right each rule asks for. Yes and no are decided by the role alone; … depends on what it is asked "
        "about. Every face asks these rules."
    )
    return (
        _page("Who may do what", lead, ("Right", *roles, "Name"), rights)
        + f"\n## The rules\n\n{told}\n\n"
        + _table(("Rule", "Right", *roles, "In words"), rows)
    )


def _rules() -> Iterator[Callable[..., Verdict]]:
    for path in sorted(PACKAGE.glob("*/rules.py")):
        module = _module(path)
        for name, found in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("may_") and found.__module__ == module.__name__:
                yield found


def _answer(rule: Callable[..., Verdict], role: Role) -> str:
    """Return what `rule` says to `role` before it has looked at anything but who asks; … when it has to look."""
    unseen = [_Unseen()] * (len(inspect.signature(rule).parameters) - 1)
    try:
        with _rows_unseen():
            return "yes" if rule(_somebody(role), *unseen) else "no"
    except _LookedAtError:
        return "…"


def _rights(rule: Callable[..., Verdict]) -> str:
    """Return the names of the rights that `rule` asks for, as far as it can be seen from who asks."""
    unseen = [_Unseen()] * (len(inspect.signature(rule).parameters) - 1)
    asked: list[Right] = []
    for role in Role:
        with suppress(_LookedAtError), _rows_unseen():
            rule(_Asking(asked, **vars(_somebody(role))), *unseen)
    return ", ".join(f"`{right}`" for right in Right if right in asked)


class _Asking(Actor):
    """Somebody who notes which rights a rule asks for."""

    def __init__(self, asked: list[Right], **who: Any) -> None:
        super().__init__(**who)
        object.__setattr__(self, "asked", asked)

    def has(self, right: Right) -> bool:
        self.asked.append(right)  # type: ignore[attr-defined]  # set past the frozen fields
        return super().has(right)


@contextmanager
def _rows_unseen() -> Iterator[None]:
    def look() -> None:
        raise _LookedAtError

    connection.close()
    connect = connection.connect
    connection.connect = look  # type: ignore[method-assign]  # so that a rule which asks the database is found out
    try:
        yield
    finally:
        connection.connect = connect  # type: ignore[method-assign]


class _LookedAtError(Exception):
    pass


class _Unseen:
    """Stands for what a rule is asked about, and tells when the rule looks at it."""

    def __getattribute__(self, name: str) -> object:
        raise _LookedAtError

    def __eq__(self, other: object) -> bool:
        raise _LookedAtError

    def __hash__(self) -> int:
        raise _LookedAtError


def _somebody(role: Role) -> Actor:
    return Actor(user_id=1, name="", seller_id=1, role=role, buyer_id=2 if role in BUYERS else None)


def _events() -> str:
    readers: dict[str, list[str]] = {}
    for reader in READERS:
        for event in reader.effects:
            readers.setdefault(event, []).append(reader.name)
    rows = [(f"`{name}`", ", ".join(sorted(readers.get(name, [])))) for name in sorted(_event_names())]
    return _page(
        "Events on the timeline", "What is recorded, and who acts on it after commit.", ("Event", "Readers"), rows
    )


def _event_names() -> set[str]:
    found: set[str] = set()
    for text in filter(PYTHON_EVENT.search, (path.read_text() for path in PACKAGE.rglob("*.py"))):
        for node in ast.walk(ast.parse(text)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            if node.func.id in {"record", "record_all"}:
                names = [part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)]
                found |= {str(name) for name in names if "." in str(name)}
    for path in PACKAGE.rglob("sql/*.sql"):
        found |= set(SQL_EVENT.findall(path.read_text()))
    return found


def _refusals() -> str:
    for path in sorted(PACKAGE.rglob("*.py")):
        if "Refusal" in path.read_text() and not {"migrations", "cli"} & set(path.parts):
            _module(path)
    kinds = sorted(_below(Refusal), key=lambda kind: (kind.code, kind.status, kind.__module__))
    rows = [(f"`{kind.code}`", str(kind.status), _first_line(kind)) for kind in kinds if kind.__module__ != __name__]
    return _page("Refusals", "How the program says no: codes that stay.", ("Code", "HTTP status", "Meaning"), rows)


def _below(kind: type[Refusal]) -> set[type[Refusal]]:
    return {kind}.union(*(_below(child) for child in kind.__subclasses__()))


def _openapi() -> str:
    module = importlib.import_module("handsel.api.urls")
    api = getattr(module, "api", None)
    return json.dumps(api.get_openapi_schema(), indent=2, sort_keys=True, default=str) + "\n" if api else ""


def _module(path: Path) -> ModuleType:
    return importlib.import_module(".".join(("handsel", *path.relative_to(PACKAGE).with_suffix("").parts)))


def _first_line(documented: object) -> str:
    return (inspect.getdoc(documented) or "").split("\n", 1)[0]


def _page(title: str, lead: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    return f"{NOTE}\n\n# {title}\n\n{lead}\n\n{_table(head, rows)}"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
