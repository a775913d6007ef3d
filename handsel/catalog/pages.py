"""A price list page by page, as it is looked through and as it is picked from (CAT-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from handsel.catalog.models import PriceList
from handsel.catalog.offers import Line
from handsel.kernel.database import call_function

NARROWED = ("own", "loss", "hidden", "sold")
MOST_AT_ONCE = 50_000


@dataclass(frozen=True)
class Narrowed:
    """Which plans of a price list are looked at; empty is all."""

    text: str = ""
    category_id: int | None = None
    only: str = ""


def lines_on(
    price_list: PriceList,
    currency: str | None,
    narrowed: Narrowed,
    *,
    limit: int = MOST_AT_ONCE,
    offset: int = 0,
    tried: Decimal | None = None,
    at: datetime,
) -> tuple[Sequence[Line], int]:
    """Return the lines of a page, and how many there are in all; 0 beyond the last page.

    Raises ValueError for a narrowing that there is not.
    """
    if narrowed.only and narrowed.only not in NARROWED:
        raise ValueError(narrowed.only)
    words = narrowed.text.lower().split()
    rows = call_function(
        "catalog_page", price_list.seller_id, price_list.pk, currency, at, tried, words, narrowed.category_id,
        narrowed.only, limit, offset,
    )  # fmt: skip
    total = rows[0]["total"] if rows else 0
    return [Line(**{name: value for name, value in row.items() if name != "total"}) for row in rows], total
