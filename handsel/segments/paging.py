"""Pages of accounts in the orders that their lists can be sorted by (ACC-11)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, QuerySet

from handsel.kernel import keyset
from handsel.kernel.keyset import PAGE_SIZE, KeysetPage, Order, Total, Whole, total_of
from handsel.segments.sorting import SORTS, STANDARD, sort_of

__all__ = ["PAGE_SIZE", "KeysetPage", "Total", "in_order", "keyset_page", "total_of"]


def keyset_page(
    found: QuerySet[Any, Any],
    sort: str,
    params: Mapping[str, str],
    size: int = PAGE_SIZE,
    whole: Whole = lambda: None,
) -> KeysetPage[Any]:
    """Return the page of `found`, which is accounts or their values(), that `params` ask for, sorted by `sort`."""
    sort = sort if sort.removeprefix("-") in SORTS else STANDARD
    return keyset.keyset_page(found, _order(sort), params, size, whole)


def in_order(found: QuerySet[Any, Any], sort: str) -> QuerySet[Any, Any]:
    """Return `found` in the order of `sort`."""
    return _order(sort).of(found)


def _order(sort: str) -> Order:
    by = sort_of(sort)
    return Order(sort, (by.value, F(by.key)), falls=sort.startswith("-"), among=by.among)
