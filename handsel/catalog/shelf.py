"""What is sold, found by words and category and read page by page: no more is priced than is looked at (CAT-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handsel.accounts.folding import fold
from handsel.kernel.database import call_function

COUNTED = 100
"""Up to so many products a shelf counts what it holds; beyond that it tells that there are more."""


@dataclass(frozen=True)
class Market:
    """Who looks at the shelf: a buyer, or else visitors of a seller, who see its default list in `currency`."""

    seller_id: int | None = None
    buyer_id: int | None = None
    currency: str | None = None


@dataclass(frozen=True)
class Sought:
    """What is looked for: words, the name of a category or of one above it, a kind; empty fields mean all.

    Words stand in name, number, category and the names of plans; where it `is_described`, in the description too.
    """

    text: str = ""
    category: str = ""
    kind: str = ""
    is_described: bool = False


@dataclass(frozen=True)
class Found:
    """The plans of a page of products. `total` products were found; `is_more`: there are more than that."""

    plan_ids: Sequence[int]
    total: int
    is_more: bool


def found_on_shelf(market: Market, sought: Sought, *, limit: int, offset: int = 0, at: datetime) -> Found:
    """Return the plans, add-ons too, of the products from `offset` on that are sold, in the order of the shop."""
    (row,) = call_function(
        "catalog_shelf", market.seller_id, market.buyer_id, market.currency, fold(sought.text).split(),
        sought.category, sought.kind, sought.is_described, limit, offset, COUNTED, at,
    )  # fmt: skip
    return Found(row["plans"], row["total"], row["is_more"])


def categories_on_shelf(market: Market, *, at: datetime) -> list[tuple[str, int | None]]:
    """Return the categories in which something is sold; with how many products, where there are few in all."""
    rows = call_function("catalog_shelves", market.seller_id, market.buyer_id, market.currency, COUNTED, at)
    return [(row["category"], row["products"]) for row in rows]
