"""A price list page by page, as it is looked through and as it is picked from (CAT-2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from handsel.accounts.folding import fold
from handsel.catalog.models import PriceList
from handsel.catalog.offers import Line, PlanSold
from handsel.kernel.database import call_function

P = TypeVar("P", bound=PlanSold)

NARROWED = ("own", "loss", "hidden", "sold")
COUNTED = 200
"""Up to so many plans are counted; beyond that it is told that there are more."""


@dataclass(frozen=True)
class Narrowed:
    """Which plans of a price list are looked at; empty is all."""

    text: str = ""
    category_id: int | None = None
    only: str = ""


@dataclass(frozen=True)
class Listed(Generic[P]):
    """Lines of a price list. `total` plans were found; `is_more`: there are more than that."""

    lines: Sequence[P]
    total: int
    is_more: bool


def lines_on(
    price_list: PriceList,
    currency: str | None,
    narrowed: Narrowed,
    *,
    limit: int | None = None,
    offset: int = 0,
    tried: Decimal | None = None,
    at: datetime,
) -> Listed[Line]:
    """Return the lines of a page, or without a `limit` all; none, and a total of 0, beyond the last page.

    No more plans are priced than are looked at. Raises ValueError for a narrowing that there is not.
    """
    if narrowed.only and narrowed.only not in NARROWED:
        raise ValueError(narrowed.only)
    rows = _rows_on(price_list, currency, narrowed, at, tried, limit, offset)
    return _listed([_line(row) for row in rows], rows)


def plans_on(
    price_list: PriceList, currency: str | None, narrowed: Narrowed, *, limit: int, offset: int, at: datetime
) -> Listed[PlanSold]:
    """Return a page as `lines_on` does, with what has no price for want of an exchange rate in its place.

    Such a plan is no Line. Narrowed to `unpriced`, nothing else is found.
    """
    wanted = replace(narrowed, only=narrowed.only or "every")
    rows = _rows_on(price_list, currency, wanted, at, None, limit, offset)
    return _listed([_line(row) if row["unit_minor"] is not None else _unpriced(row) for row in rows], rows)


def _rows_on(price_list: PriceList, currency: str | None, narrowed: Narrowed, *how: Any) -> list[dict[str, Any]]:
    at, tried, limit, offset = how
    return call_function(
        "catalog_page", price_list.seller_id, price_list.pk, currency, at, tried, fold(narrowed.text).split(),
        narrowed.category_id, narrowed.only, limit, offset, COUNTED,
    )  # fmt: skip


def _listed(lines: Sequence[P], rows: Sequence[Mapping[str, Any]]) -> Listed[P]:
    return Listed(lines, rows[0]["total"], rows[0]["is_more"]) if rows else Listed([], 0, is_more=False)


def _line(row: Mapping[str, Any]) -> Line:
    return Line(**{name: row[name] for name in Line.__dataclass_fields__})


def _unpriced(row: Mapping[str, Any]) -> PlanSold:
    return PlanSold(**{name: row[name] for name in PlanSold.__dataclass_fields__})
