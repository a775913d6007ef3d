"""The columns of the lists of accounts, which a person chooses and orders (ACC-11)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from handsel.identity.models import Seat
from handsel.segments.sorting import SORTS
from handsel.segments.values import Words
from handsel.subscriptions.run_rate import run_rates_of_buyers

Row = dict[str, Any]

ALWAYS = ("id", "number", "kind", "name", "status")
"""What every row has, whichever columns are chosen."""


@dataclass(frozen=True)
class Column:
    """A column: `needs` are the columns of the database it is made from, `export` its value in a workbook."""

    name: str
    label: Words
    needs: tuple[str, ...] = ()
    is_standard: bool = False
    is_amount: bool = False
    sort_key: str | None = None
    export: Callable[[Row], Any] = lambda row: row


def _column(name: str, label: Words, *needs: str, is_standard: bool = False, is_amount: bool = False) -> Column:
    sort_key = name if name in SORTS else None
    return Column(name, label, needs, is_standard, is_amount, sort_key, lambda row: row[name])


_COLUMNS = (
    _column("name", _("Name"), "name", is_standard=True),
    _column("phone", _("Phone"), "phone", is_standard=True),
    _column("city", _("City"), "city", is_standard=True),
    _column("email", _("E-mail"), "email", is_standard=True),
    _column("run_rate", _("Monthly run rate"), is_standard=True, is_amount=True),
    _column("access", _("Storefront"), is_standard=True),
    _column("number", _("Number"), "number"),
    _column("country", _("Country"), "country"),
    _column("status", _("Status"), "status"),
    _column("joined", _("Joined"), "joined_at"),
)

COLUMNS: Mapping[str, Column] = {column.name: column for column in _COLUMNS}
STANDARD: tuple[str, ...] = tuple(column.name for column in _COLUMNS if column.is_standard)


def chosen(names: Sequence[str]) -> tuple[str, ...]:
    """Return those of `names` that are columns, each once, the name first; the standard ones where none is left."""
    known = tuple(dict.fromkeys(name for name in names if name in COLUMNS and name != "name"))
    return ("name", *known) if known else STANDARD


def rows_of(rows: Sequence[Any], columns: Sequence[str], seller_id: int) -> list[Row]:
    """Return a dict for each account of `rows`: ALWAYS, and each of `columns` by its name.

    The number of queries depends on the columns, never on the rows.
    """
    ids = [account.pk for account in rows]
    shown = [{name: getattr(account, name) for name in ALWAYS} | _own(account, columns) for account in rows]
    if "run_rate" in columns:
        rates = run_rates_of_buyers(seller_id, ids)
        shown = [row | {"run_rate": rates.get(row["id"])} for row in shown]
    if "access" in columns:
        seats = Seat.objects.filter(seller_id=seller_id, buyer__in=ids).order_by().values_list("buyer")
        counts = dict(seats.annotate(n=Count("pk")))
        shown = [row | {"access": counts.get(row["id"], 0)} for row in shown]
    return shown


def _own(account: Any, columns: Sequence[str]) -> Row:
    return {name: getattr(account, COLUMNS[name].needs[0]) for name in columns if COLUMNS[name].needs}
