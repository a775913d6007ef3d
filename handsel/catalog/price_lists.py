"""A seller's price lists: from its cost to its buyers' price (CAT-2)."""

from datetime import datetime
from decimal import Decimal

from handsel.catalog.models import PriceList
from handsel.catalog.rules import may_change_prices
from handsel.identity.actor import Actor
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Conflict, Invalid
from handsel.timeline.record import record

MAX_MARKUP_PERCENT = 10_000


class PriceListChanged(Conflict):
    """Somebody else changed the price list meanwhile."""

    code = "price_list_changed"


@operation
def set_markup(*, price_list_id: int, markup_percent: Decimal, version: int, by: Actor, at: datetime) -> PriceList:
    """Change the markup of a price list; every later quote follows it, orders that were placed keep their prices.

    `version` is the one the person saw. Raises Forbidden, Invalid for a markup under 0 or over 10,000 percent,
    PriceListChanged, PriceList.DoesNotExist.
    """
    may_change_prices(by).or_refuse()
    if not 0 <= markup_percent <= MAX_MARKUP_PERCENT:
        raise Invalid(fields={"markup_percent": "Enter a markup between 0 and 10,000 percent."})
    price_list = PriceList.objects.select_for_update().get(pk=price_list_id, seller_id=by.seller_id)
    if price_list.version != version:
        raise PriceListChanged(f"{price_list.name} was set to {price_list.markup_percent} % meanwhile; look again.")
    before = price_list.markup_percent
    price_list.markup_percent, price_list.version = markup_percent, version + 1
    price_list.save(update_fields=["markup_percent", "version"])
    record(
        "price_list.changed",
        subject=price_list,
        account_id=by.seller_id,
        by=by,
        at=at,
        before=str(before),
        after=str(markup_percent),
    )
    return price_list
