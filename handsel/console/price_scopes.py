"""Which plans a change of prices is about: those asked for, or all of their product or category (CAT-3)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from handsel.catalog.models import PriceList
from handsel.catalog.offers import Figures, Line, range_of
from handsel.catalog.pages import Listed, Narrowed, lines_on
from handsel.catalog.price_rules import plans_of
from handsel.console.price_changes_asked import MOST_NAMED, looked_at, targets_of
from handsel.console.prices import currency_of

WIDER = frozenset({"product", "category"})


def concerned(
    price_list: PriceList, params: Mapping[str, Any], lines: Sequence[Figures], *, at: datetime
) -> Listed[Line]:
    """Return the first plans that the scope in `params` reaches from `lines`, and how many there are."""
    scope, currency = params.get("scope"), currency_of(price_list.seller_id, str(params.get("currency") or ""))
    if scope == "all":
        return lines_on(price_list, currency, Narrowed(), limit=MOST_NAMED, offset=0, at=at)
    if scope not in WIDER:
        return looked_at(price_list, params, lines, at=at)
    plans = plans_of(targets_of(str(scope), lines), price_list.seller_id)
    found = range_of(price_list.seller_id, price_list.pk, currency, plan_ids=plans, at=at).lines
    return Listed(found[:MOST_NAMED], len(found), is_more=False)
