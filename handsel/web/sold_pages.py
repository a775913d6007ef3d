"""Pages of what is sold, for whoever looks at a shelf (CAT-1)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from handsel.catalog.shelf import Market, Sought, found_on_shelf
from handsel.web.tables import Page, page_number

Row = TypeVar("Row")


def page_of_sold(
    market: Market,
    sought: Sought,
    params: Mapping[str, str],
    size: int,
    show: Callable[[Sequence[int]], Sequence[Row]],
    *,
    at: datetime,
) -> Page[Row]:
    """Return the page of products that `params["page"]` names, as `show` makes them of plans; the first beyond all."""
    number = page_number(params.get("page", ""))
    found = found_on_shelf(market, sought, limit=size, offset=(number - 1) * size, at=at)
    if not found.plan_ids and number > 1:
        return page_of_sold(market, sought, {}, size, show, at=at)
    rows = show(found.plan_ids) if found.plan_ids else []
    has_next = found.is_more or number * size < found.total
    return Page(rows, number, size, found.total, found.is_more, has_next)
