"""The rows of the lists of accounts, written here and not in a template: fifty of them take a millisecond (ACC-11)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache, reduce
from html import escape
from operator import add
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from handsel.accounts.models import PaymentMethod, Status
from handsel.console.routes import address
from handsel.kernel.money import Money
from handsel.segments.columns import Column
from handsel.web.templatetags.dates import day
from handsel.web.templatetags.design import avatar, badge, icon, number
from handsel.web.templatetags.money import money
from handsel.web.templatetags.names import country_name

Row = Mapping[str, Any]
Cell = Callable[[Any, Row], SafeString | str]

TONES = {Status.INACTIVE: "grey", Status.SUSPENDED: "red", Status.ACTIVE: "green"}

MOST_TAGS = 3
"""How many tags stand under a name; the others are counted, and told where the pointer rests."""

NOTHING = SafeString('<span class="text-muted" aria-hidden="true">–</span>')

ROW = (
    '<tr tabindex="-1" aria-selected="false" data-number="{number}" data-name="{name}" data-is="{state}">'
    '<td class="is-tick"><label class="hs-tick"><input class="form-check-input" type="checkbox" value="{number}" '
    'tabindex="-1"><span class="visually-hidden">{select}</span></label></td>'
    '<th scope="row"><span class="hs-person">{avatar}<span>'
    '<span class="hs-name-line"><a class="hs-name" href="{href}">{name}</a>{badge}</span>'
    "<small>{note}</small>{tags}</span></span></th>{cells}"
    '<td class="is-action"><button type="button" class="hs-icon-button" popovertarget="row-menu" aria-haspopup="menu" '
    'aria-expanded="false" aria-label="{actions}">{dots}</button></td></tr>'
)


def table_rows(rows: Iterable[Row], columns: Sequence[Column]) -> SafeString:
    """Return `rows` as lines of a table with `columns` in their order, the name always first."""
    words = _Words(columns)
    return SafeString("".join([_row(row, words) for row in rows]))


def safe(value: object) -> str:
    """Return `value` as it may stand in HTML: what is HTML already as it is, all else escaped."""
    return value if isinstance(value, SafeString) else escape(str(value))


class _Words:
    """What is the same in every row, looked up once."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.places = [_Place(column) for column in columns if column.name != "name"]
        self.shown = {column.name for column in columns}
        self.select = _("Select %s")
        self.actions = _("Actions for %s")
        self.dots = icon("dots-vertical")
        self.badges = {str(value): badge(TONES[value], _(value.label)) for value in Status}
        self.archived = badge("black", _("Archived"))
        self.deleted = badge("red", _("Deleted"))


class _Place:
    """A column as its cells need it."""

    def __init__(self, column: Column) -> None:
        self.name = column.name
        css = f"is-{column.name} {'is-amount' if column.is_amount else 'is-quiet'}"
        self.begin = format_html('<td class="{}" data-label="{}">', css, column.label)
        self.cell = CELLS.get(column.name, plain)


def _row(row: Row, words: _Words) -> str:
    """Write one line; `format_html()` would do the same at three times the price."""
    name, number_ = row["name"], row["number"]
    cells = [f"{place.begin}{safe(place.cell(row[place.name], row))}</td>" for place in words.places]
    return ROW.format(
        number=number_,
        name=safe(name),
        state=_state(row),
        select=safe(words.select % name),
        avatar=_avatar(name),
        href=address("account", number_),
        badge=_badge(row, words),
        note=safe(_note(row)),
        tags=tag_chips(row["tag_names"]) if row["tag_names"] and "tags" not in words.shown else "",
        cells="".join(cells),
        actions=safe(words.actions % name),
        dots=words.dots,
    )


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return reduce(add, parts, SafeString())


_avatar = lru_cache(maxsize=4096)(avatar)


def _state(row: Row) -> str:
    """Return the words by which the menu of the row knows what can be done with it."""
    shelf = "deleted" if row["deleted_at"] else "archived" if row["archived_at"] else "listed"
    return f"{row['kind']} {row['status']} {shelf}"


def _badge(row: Row, words: _Words) -> SafeString | str:
    if row["deleted_at"]:
        return words.deleted
    if row["archived_at"]:
        return words.archived
    return words.badges[row["status"]] if row["status"] != Status.ACTIVE and "status" not in words.shown else ""


def _note(row: Row) -> str:
    contact = row["contact_name"]
    return f"{row['number']} · {contact}" if contact and contact != row["name"] else str(row["number"])


# Cells by their column; whatever has none here is written by its kind.


def plain(value: Any, row: Row) -> SafeString | str:  # noqa: ARG001 - the form of all
    """Write `value` as its kind is written everywhere."""
    if value is None or value in ("", (), []):
        return NOTHING
    for kind, written in KINDS:
        if isinstance(value, kind):
            return written(value)
    return SafeString(f"<bdi>{safe(value)}</bdi>")


def tag_chips(names: Sequence[str]) -> SafeString:
    """Write the first tags as chips, and how many more there are."""
    if not names:
        return SafeString()
    chips = _joined(format_html('<span class="hs-tag">{}</span>', name) for name in names[:MOST_TAGS])
    rest = names[MOST_TAGS:]
    if rest:
        chips += format_html('<span class="hs-tag" title="{}">+{}</span>', ", ".join(rest), len(rest))
    return format_html('<span class="hs-tags">{}</span>', chips)


def _access(value: Any, row: Row) -> SafeString | str:  # noqa: ARG001 - the form of all
    if not value:
        return NOTHING + format_html('<span class="visually-hidden">{}</span>', _("No access"))
    tick = icon("circle-check")
    return format_html('<span class="hs-yes">{} {}</span>', tick, "" if value is True else number(value))


def _yes() -> SafeString:
    return format_html('<span class="hs-yes">{}<span class="visually-hidden">{}</span></span>', icon("check"), _("Yes"))


def _status(value: Any, row: Row) -> SafeString | str:  # noqa: ARG001 - the form of all
    return badge(TONES[value], _(Status(value).label))


def _country(value: Any, row: Row) -> SafeString | str:  # noqa: ARG001 - the form of all
    return country_name(value) if value else NOTHING


def _payment(value: Any, row: Row) -> SafeString | str:  # noqa: ARG001 - the form of all
    return _(PaymentMethod(value).label) if value else NOTHING


def _digits(value: Any, row: Row) -> SafeString | str:  # noqa: ARG001 - the form of all
    return SafeString(f'<bdi class="hs-number">{safe(value)}</bdi>')


KINDS: Sequence[tuple[Any, Callable[[Any], SafeString | str]]] = (
    (Money, money),
    (bool, lambda value: _yes() if value else NOTHING),
    (int, number),
    ((date, datetime), day),
    ((list, tuple), tag_chips),
)
"""How values are written: the first kind that fits."""

CELLS: Mapping[str, Cell] = {
    "access": _access,
    "status": _status,
    "country": _country,
    "number": _digits,
    "payment_method": _payment,
}
