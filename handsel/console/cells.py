"""The rows of the lists of accounts, written in Python: fifty rows of a template would cost most of a page (ACC-11)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from handsel.accounts.models import Status
from handsel.accounts.paying_models import PaymentMethod
from handsel.console.routes import address_of
from handsel.kernel.money import Money
from handsel.segments.columns import Column
from handsel.web.templatetags.dates import day
from handsel.web.templatetags.design import avatar, badge, icon, number
from handsel.web.templatetags.money import money
from handsel.web.templatetags.names import country_name
from handsel.web.writing import Html, joined, written

Row = Mapping[str, Any]
Text = str
"""HTML, or text that is still to be escaped."""

Cell = Callable[[Any, Row], Text]

TONES = {Status.INACTIVE: "grey", Status.SUSPENDED: "red", Status.ACTIVE: "green"}

MOST_TAGS = 3
"""How many tags stand under a name; the others are counted, and told where the pointer rests."""

NOTHING = Html('<span class="text-muted" aria-hidden="true">–</span>')

END = Html("</td>")
MORE_TAGS = '<span class="hs-tag" title="%(names)s">+%(count)s</span>'
YES = '<span class="hs-yes">%(tick)s<span class="visually-hidden">%(words)s</span></span>'

ROW = (
    '<tr tabindex="-1" aria-selected="false" data-number="%(number)s" data-name="%(name)s" data-is="%(state)s">'
    '<td class="is-tick"><label class="hs-tick"><input class="form-check-input" type="checkbox" value="%(number)s" '
    'tabindex="-1"><span class="visually-hidden">%(select)s</span></label></td>'
    '<th scope="row"><span class="hs-person">%(avatar)s<span>'
    '<span class="hs-name-line"><a class="hs-name" href="%(href)s">%(name)s</a>%(badge)s</span>'
    "<small>%(note)s</small>%(tags)s</span></span></th>%(cells)s"
    '<td class="is-action"><button type="button" class="hs-icon-button" popovertarget="row-menu" aria-haspopup="menu" '
    'aria-expanded="false" aria-label="%(actions)s">%(dots)s</button></td></tr>'
)


def table_rows(rows: Iterable[Row], columns: Sequence[Column]) -> Html:
    """Return `rows` as lines of a table with `columns` in their order, the name always first."""
    words = _Words(columns)
    return joined([_row(row, words) for row in rows])


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
        self.begin = written('<td class="%(css)s" data-label="%(label)s">', css=css, label=column.label)
        self.cell = CELLS.get(column.name, plain)


def _row(row: Row, words: _Words) -> Html:
    name = row["name"]
    cells: list[object] = []
    for place in words.places:
        cells += (place.begin, place.cell(row[place.name], row), END)
    return written(
        ROW,
        number=row["number"],
        name=name,
        state=_state(row),
        select=words.select % name,
        avatar=_avatar(name),
        href=address_of("account", row["number"]),
        badge=_badge(row, words),
        note=_note(row),
        tags="" if "tags" in words.shown else tag_chips(row["tag_names"]),
        cells=joined(cells),
        actions=words.actions % name,
        dots=words.dots,
    )


_avatar = lru_cache(maxsize=4096)(avatar)


def _state(row: Row) -> str:
    """Return the words by which the menu of the row knows what can be done with it."""
    shelf = "deleted" if row["deleted_at"] else "archived" if row["archived_at"] else "listed"
    return f"{row['kind']} {row['status']} {shelf}"


def _badge(row: Row, words: _Words) -> Text:
    if row["deleted_at"]:
        return words.deleted
    if row["archived_at"]:
        return words.archived
    return words.badges[row["status"]] if row["status"] != Status.ACTIVE and "status" not in words.shown else ""


def _note(row: Row) -> str:
    contact = row["contact_name"]
    return f"{row['number']} · {contact}" if contact and contact != row["name"] else str(row["number"])


# Cells by their column; whatever has none here is written by its kind.


def plain(value: Any, row: Row) -> Text:  # noqa: ARG001 - the form of all
    """Write `value` as its kind is written everywhere."""
    if value is None or value in ("", (), []):
        return NOTHING
    for kind, write in KINDS:
        if isinstance(value, kind):
            return write(value)
    return written("<bdi>%(value)s</bdi>", value=value)


def tag_chips(names: Sequence[str]) -> Text:
    """Write the first tags as chips, and how many more there are."""
    if not names:
        return ""
    chips = [written('<span class="hs-tag">%(name)s</span>', name=name) for name in names[:MOST_TAGS]]
    rest = names[MOST_TAGS:]
    if rest:
        chips.append(written(MORE_TAGS, names=", ".join(rest), count=len(rest)))
    return written('<span class="hs-tags">%(chips)s</span>', chips=joined(chips))


def _access(value: Any, row: Row) -> Text:  # noqa: ARG001 - the form of all
    if not value:
        return joined([NOTHING, written('<span class="visually-hidden">%(words)s</span>', words=_("No access"))])
    count = "" if value is True else number(value)
    return written('<span class="hs-yes">%(tick)s %(count)s</span>', tick=icon("circle-check"), count=count)


def _yes() -> Html:
    return written(YES, tick=icon("check"), words=_("Yes"))


def _status(value: Any, row: Row) -> Text:  # noqa: ARG001 - the form of all
    return badge(TONES[value], _(Status(value).label))


def _country(value: Any, row: Row) -> Text:  # noqa: ARG001 - the form of all
    return country_name(value) if value else NOTHING


def _payment(value: Any, row: Row) -> Text:  # noqa: ARG001 - the form of all
    return _(PaymentMethod(value).label) if value else NOTHING


def _digits(value: Any, row: Row) -> Text:  # noqa: ARG001 - the form of all
    return written('<bdi class="hs-number">%(value)s</bdi>', value=value)


KINDS: Sequence[tuple[Any, Callable[[Any], Text]]] = (
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
