"""A price list page by page, as it is looked through and as it is picked from (CAT-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from handsel.accounts.folding import fold
from handsel.catalog.models import PriceList
from handsel.catalog.offers import Line
from handsel.kernel.database import call_function

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
class Listed:
    """Lines of a price list. `total` plans were found; `is_more`: there are more than that."""

    lines: Sequence[Line]
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
) -> Listed:
    """Return the lines of a page, or without a `limit` all; none, and a total of 0, beyond the last page.

    No more plans are priced than are looked at. Raises ValueError for a narrowing that there is not.
    """
    if narrowed.only and narrowed.only not in NARROWED:
        raise ValueError(narrowed.only)
    words = fold(narrowed.text).split()
    rows = call_function(
        "catalog_page", price_list.seller_id, price_list.pk, currency, at, tried, words, narrowed.category_id,
        narrowed.only, limit, offset, COUNTED,
    )  # fmt: skip
    if not rows:
        return Listed([], 0, is_more=False)
    lines = [Line(**{name: row[name] for name in Line.__dataclass_fields__}) for row in rows]
    return Listed(lines, rows[0]["total"], rows[0]["is_more"])
