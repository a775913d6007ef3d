"""What stands in the columns of a list when it is written as a workbook (ACC-13)."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from handsel.accounts.models import Status
from handsel.accounts.paying_models import PaymentMethod
from handsel.reports.workbook import Column
from handsel.reports.workbook_cells import Cells, Encode, currencies, texts, typed, words
from handsel.segments import columns as listed
from handsel.segments.columns import ALWAYS, COLUMNS
from handsel.segments.vocabulary import countries

Values = Sequence[Any]


def sheet_columns(names: Sequence[str], zone: ZoneInfo) -> list[Column]:
    """Return the columns of the sheet for `names` of the list: an amount takes two, the figure and its currency."""
    columns = []
    plain, special = typed(zone), _special()
    for name in names:
        column = COLUMNS[name]
        columns.append(Column(str(column.label), special.get(name, plain)))
        if column.is_amount:
            columns.append(Column(_("%s: currency") % column.label, currencies))
    return columns


def _special() -> Mapping[str, Encode]:
    """Return how columns are written whose values are not what a reader reads."""
    return {
        "status": words({value: _(str(label)) for value, label in Status.choices}),
        "payment_method": words({value: _(str(label)) for value, label in PaymentMethod.choices}),
        "country": words(dict(countries(get_language() or "en"))),
        "access": _yes_where_any,
        "tags": _joined,
    }


def _yes_where_any(values: Sequence[int | None]) -> Cells:
    yes, no = _("Yes"), _("No")
    return texts([yes if value else no for value in values])


def _joined(values: Sequence[Sequence[str]]) -> Cells:
    return texts([", ".join(value) for value in values])


def needs_of(names: Sequence[str]) -> tuple[str, ...]:
    """Return the paths from an account to all that the columns `names` are made of."""
    own = [need for name in names for need in COLUMNS[name].needs]
    return tuple(dict.fromkeys([*own, *(ALWAYS if _others(names) else ())]))


def _others(names: Sequence[str]) -> list[str]:
    """Return the columns that are made of more than the account and its figures."""
    return [name for name in names if COLUMNS[name].value is None]


def cells_of(rows: Sequence[tuple[Any, ...]], names: Sequence[str], seller_id: int) -> list[Values]:
    """Return the values of each column of the sheet. `rows` have what needs_of() says, in its order.

    The number of queries depends on the columns, never on the rows.
    """
    found: Mapping[str, Values] = dict(zip(needs_of(names), zip(*rows, strict=True), strict=True))
    others = _looked_up(found, _others(names), seller_id)
    cells: list[Values] = []
    for name in names:
        column = COLUMNS[name]
        values = others[name] if name in others else _made(column, found)
        cells += [values] * (2 if column.is_amount else 1)
    return cells


def _made(column: listed.Column, found: Mapping[str, Values]) -> Values:
    if column.is_plain or column.value is None:
        return found[column.needs[0]]
    # Many rows have the same: each is worked out once.
    parts = list(zip(*(found[need] for need in column.needs), strict=True))
    made = {part: column.value(dict(zip(column.needs, part, strict=True)).__getitem__) for part in set(parts)}
    return [made[part] for part in parts]


def _looked_up(found: Mapping[str, Values], names: Sequence[str], seller_id: int) -> Mapping[str, Values]:
    """Return the columns that come from the edge or the tags of each account."""
    if not names:
        return {}
    accounts = [
        dict(zip(ALWAYS, values, strict=True)) for values in zip(*(found[need] for need in ALWAYS), strict=True)
    ]
    rows = listed.rows_of(accounts, names, seller_id)
    return {name: [row[name] for row in rows] for name in names}
