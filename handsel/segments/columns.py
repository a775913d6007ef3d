"""The columns of the lists of accounts, which a person chooses and orders (ACC-11)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from handsel.accounts.models import Account, Edge
from handsel.accounts.tag_models import Tagging
from handsel.catalog.models import PriceList
from handsel.kernel.money import Money
from handsel.segments.sorting import SORTS
from handsel.segments.values import Words

Row = dict[str, Any]
Source = Callable[[str], Any]
"""Gives the value of a column of the database, by its path."""

ALWAYS = ("id", "number", "kind", "name", "status")
"""What every row has, whichever columns are chosen."""


@dataclass(frozen=True)
class Column:
    """A column of the list. `needs` are the paths from an account to what it is made of.

    `value` makes it of these; None where it comes from the account's edge or tags. One that `is_plain` has but one need
    and is its value as it is. `export` takes it from a row.
    """

    name: str
    label: Words
    needs: tuple[str, ...] = ()
    value: Callable[[Source], Any] | None = None
    is_standard: bool = False
    is_amount: bool = False
    is_plain: bool = False

    @property
    def sort_key(self) -> str | None:
        return self.name if self.name in SORTS else None

    @property
    def export(self) -> Callable[[Row], Any]:
        return lambda row: row[self.name]


def _own(name: str, label: Words, need: str = "", *, is_standard: bool = False) -> Column:
    path = need or name
    return Column(name, label, (path,), lambda source: source(path), is_standard, is_plain=True)


def _amount(name: str, label: Words, need: str, *, is_standard: bool = False) -> Column:
    def value(source: Source) -> Money | None:
        minor = source(need)
        return None if minor is None else Money(minor, source("figures__currency"))

    return Column(name, label, (need, "figures__currency"), value, is_standard, is_amount=True)


def _manager(source: Source) -> str:
    return f"{source('manager__first_name') or ''} {source('manager__last_name') or ''}".strip()


_COLUMNS = (
    _own("name", _("Name"), is_standard=True),
    _own("phone", _("Phone"), is_standard=True),
    _own("city", _("City"), is_standard=True),
    _own("email", _("E-mail"), is_standard=True),
    _amount("run_rate", _("Monthly run rate"), "figures__run_rate_minor", is_standard=True),
    _own("access", _("Storefront"), "figures__users_count", is_standard=True),
    _own("number", _("Number")),
    _own("contact", _("Contact name"), "contact_name"),
    _own("status", _("Status")),
    Column("tags", _("Tags")),
    Column("manager", _("Account manager"), ("manager__first_name", "manager__last_name"), _manager),
    _own("address", _("Address")),
    _own("postcode", _("Postcode")),
    _own("state", _("State or province")),
    _own("country", _("Country")),
    _own("tax_number", _("Tax number")),
    _own("external_number", _("External number")),
    _own("joined", _("Joined"), "joined_at"),
    Column("balance", _("Balance"), is_amount=True),
    _own("orders_count", _("Orders"), "figures__orders_count"),
    _amount("orders_total", _("Orders total"), "figures__orders_minor"),
    _own("last_order", _("Last order"), "figures__last_order_at"),
    _own("running", _("Running"), "figures__running_count"),
    Column("payment_method", _("Payment method")),
    Column("price_list", _("Price list")),
    Column("currency", _("Currency"), ("figures__currency",), lambda source: source("figures__currency")),
)

COLUMNS: Mapping[str, Column] = {column.name: column for column in _COLUMNS}
STANDARD: tuple[str, ...] = tuple(column.name for column in _COLUMNS if column.is_standard)
_OF_EDGE = frozenset({"balance", "payment_method", "price_list"})


def chosen(names: Iterable[str]) -> tuple[str, ...]:
    """Return those of `names` that are columns, each once, the name first; the standard ones where none is left."""
    known = tuple(dict.fromkeys(name for name in names if name in COLUMNS and name != "name"))
    return ("name", *known) if known else STANDARD


def needs_of(columns: Iterable[str]) -> tuple[str, ...]:
    """Return the paths from an account to all that `columns`, and every row, are made of."""
    return tuple(dict.fromkeys((*ALWAYS, *(need for name in columns for need in COLUMNS[name].needs))))


def rows_of(rows: Sequence[Any], columns: Sequence[str], seller_id: int) -> list[Row]:
    """Return a dict for each account of `rows`: ALWAYS, and each of `columns` by its name.

    `rows` are accounts, or what values() gives of them: with all of needs_of(columns) there is nothing more to look up
    but terms and tags. The number of queries depends on the columns, never on the rows.
    """
    ids = [_id(row) for row in rows]
    sources = _sources(rows, ids, needs_of(columns))
    own = {name: COLUMNS[name].value for name in columns}
    shown = [
        {name: source(name) for name in ALWAYS} | {name: make(source) for name, make in own.items() if make}
        for source in sources
    ]
    if _OF_EDGE & set(columns):
        terms = _terms(ids, seller_id)
        shown = [
            row | {name: terms.get(row["id"], {}).get(name) for name in columns if name in _OF_EDGE} for row in shown
        ]
    if "tags" in columns:
        tags = _tags(ids, seller_id)
        shown = [row | {"tags": tags.get(row["id"], [])} for row in shown]
    return shown


def _id(row: Any) -> int:
    return int(row["id"] if isinstance(row, dict) else row.pk)


def _sources(rows: Sequence[Any], ids: list[int], needs: tuple[str, ...]) -> list[Source]:
    first = rows[0] if rows else None
    if isinstance(first, dict) and all(need in first for need in needs):
        return [row.__getitem__ for row in rows]
    if first is not None and not isinstance(first, dict | Account) and all(hasattr(first, need) for need in needs[1:]):
        return [_attributes(row) for row in rows]
    found = {row["id"]: row for row in Account.objects.filter(pk__in=ids).order_by().values(*needs)}
    return [found[pk].__getitem__ for pk in ids]


def _attributes(row: Any) -> Source:
    return lambda name: getattr(row, "pk" if name == "id" else name)


def _terms(ids: list[int], seller_id: int) -> dict[int, Row]:
    edges = Edge.objects.filter(seller_id=seller_id, buyer__in=ids, ended_at__isnull=True)
    found = edges.values("buyer_id", "payment_method", "currency", "price_list__name", minor=F("wallet__balance_minor"))
    default = PriceList.objects.filter(seller_id=seller_id, is_default=True).values_list("name", flat=True).first()
    return {
        edge["buyer_id"]: {
            "balance": Money(edge["minor"] or 0, edge["currency"]),
            "payment_method": edge["payment_method"],
            "price_list": edge["price_list__name"] or default,
        }
        for edge in found
    }


def _tags(ids: list[int], seller_id: int) -> dict[int, list[str]]:
    found = Tagging.objects.filter(seller_id=seller_id, account__in=ids).order_by("tag__key")
    tags: dict[int, list[str]] = {}
    for account_id, name in found.values_list("account_id", "tag__name"):
        tags.setdefault(account_id, []).append(name)
    return tags
