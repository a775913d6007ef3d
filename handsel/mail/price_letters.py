"""The letters about prices that will change, and about those that stay after all (CAT-3, MAI-1)."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from handsel.catalog.price_models import ScheduledChange
from handsel.catalog.telling import ANNOUNCED, CALLED_OFF
from handsel.kernel.money import Money
from handsel.mail.branding import Brand
from handsel.mail.kind import Kind
from handsel.mail.login_letters import Letter, Writer
from handsel.mail.price_kinds import PRICE_CHANGE_CANCELED, PRICES_CHANGE
from handsel.mail.recipients import people_of_buyer
from handsel.timeline.models import Event

SHOP_PAGE = "/"


def tell_of_new_prices(event: Event, brand: Brand, _: datetime) -> Iterator[Letter]:
    """To a buyer whose prices change: which, and from when on."""
    kept = ScheduledChange.objects.filter(pk=event.subject_id).first()
    if kept is None:
        return
    group = kept.told[event.data["group"]]
    prices = [
        {"name": price["name"], "plan": price["plan"]}
        | {name: _money(price[f"{name}_minor"], group["currency"]) for name in ("before", "after")}
        for price in group["prices"]
    ]
    yield from _letters(event, brand, {"prices": prices, "more": group["more"] or None})


def tell_of_old_prices(event: Event, brand: Brand, _: datetime) -> Iterator[Letter]:
    """To a buyer who was told of new prices: the change was canceled."""
    yield from _letters(event, brand, {})


def _letters(event: Event, brand: Brand, change: dict[str, Any]) -> Iterator[Letter]:
    told = {"day": date.fromisoformat(event.data["day"])} | change
    for to in people_of_buyer(event.account_id, brand):
        shop = {"url": brand.link(SHOP_PAGE) if to.user_id else None}
        yield Letter(to, {"change": told, "shop": shop}, buyer_id=event.account_id)


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)


ON_PRICES: Mapping[str, tuple[tuple[Kind, Writer], ...]] = {
    ANNOUNCED: ((PRICES_CHANGE, tell_of_new_prices),),
    CALLED_OFF: ((PRICE_CHANGE_CANCELED, tell_of_old_prices),),
}
