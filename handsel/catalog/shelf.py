"""What is sold, found by words and category and read page by page: no more is priced than is looked at (CAT-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handsel.accounts.folding import fold
from handsel.kernel.database import call_function

BELOW = " › "
"""Between the name of a category and that of the one above it; no name has it."""
LONGEST_PATH = 2 * 60 + len(BELOW)
"""The path of a category has two names at most, of 60 characters each."""

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
    """What is looked for: words, the path of a category, with those below it, a kind; empty fields mean all.

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


@dataclass(frozen=True)
class Category:
    """A part of the range: `path` tells it apart, `count` has the products of those `below` it too.

    There is no count where there are too many to count.
    """

    name: str
    path: str
    count: int | None
    below: Sequence["Category"] = ()

    @property
    def paths(self) -> list[str]:
        """Its own path, and those of what stands below it."""
        return [self.path, *(one.path for one in self.below)]


def categories_on_shelf(market: Market, *, at: datetime) -> list[Category]:
    """Return the categories in which something is sold, each with those below it, in the order of the shop.

    Those of one path are one, whoever supplies what stands in them.
    """
    rows = call_function("catalog_shelves", market.seller_id, market.buyer_id, market.currency, COUNTED, at)
    own: dict[str, int | None] = {}
    below: dict[str, list[Category]] = {}
    for row in rows:
        top, _mark, name = row["category"].partition(BELOW)
        below.setdefault(top, [])
        if name:
            below[top].append(Category(name, row["category"], row["products"]))
        else:
            own[top] = row["products"]
    return [
        Category(top, top, _sum([own.get(top, 0), *(one.count for one in parts)]), parts)
        for top, parts in below.items()
    ]


def _sum(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None
