"""A seller's price lists: make, copy, rename, round, choose the default one, delete what nobody buys from (CAT-2)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from handsel.accounts.models import Edge
from handsel.catalog.holding import hold_all
from handsel.catalog.models import PriceList
from handsel.catalog.price_models import PlannedState, Rounding, RoundingWay, ScheduledChange
from handsel.catalog.rule_rows import copy_rules
from handsel.catalog.rules import may_change_prices
from handsel.identity.actor import Actor
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Invalid
from handsel.timeline.record import record

MAX_MARKUP_PERCENT = 10_000
MOST_LISTS = 200
LONGEST_NAME = 80


class PriceListChanged(Conflict):
    """Somebody else changed the price list meanwhile."""

    code = "price_list_changed"


class PriceListNameTaken(Conflict):
    """Another price list of this seller has this name."""

    code = "price_list_name_taken"


class PriceListInUse(Conflict):
    """Somebody buys from the price list, or it is the default one."""

    code = "price_list_in_use"


class PlannedChangeWaits(Conflict):
    """A change of the price list waits for its day, and buyers may have been told of it."""

    code = "planned_change_waits"


class TooManyPriceLists(Conflict):
    """The seller has as many price lists as it may."""

    code = "too_many_price_lists"


@operation
def set_markup(
    *, price_list_id: int, markup_percent: Decimal | None, version: int, by: Actor, at: datetime
) -> PriceList:
    """Change the markup of a price list on everything; later quotes follow it, orders placed keep their prices.

    None leaves everything without a rule of its own to the default list. `version` is the one the person saw. Raises
    Forbidden, Invalid for a markup under 0 or over 10,000 percent, PriceListChanged, PriceList.DoesNotExist.
    """
    may_change_prices(by).or_refuse()
    price_list: PriceList = locked_list(price_list_id, version, by)
    change_markup(price_list, markup_percent, by=by, at=at)
    return price_list


@step
def change_markup(price_list: PriceList, markup_percent: Decimal | None, *, by: Actor, at: datetime) -> None:
    """Set the markup of a locked list. Raises Invalid for one that is none, or for the default list without one."""
    check_markup(markup_percent)
    if markup_percent is None and price_list.is_default:
        raise Invalid(fields={"markup_percent": "The default price list needs a markup on everything."})
    before = price_list.markup_percent
    _save(price_list, markup_percent=markup_percent)
    hold_all(by.seller_id, [price_list.pk], at=at)
    told: dict[str, Any] = {"before": _told(before), "after": _told(markup_percent)}
    record("price_list.changed", subject=price_list, account_id=by.seller_id, by=by, at=at, **told)


@operation
def set_rounding(
    *, price_list_id: int, rounding: Rounding, way: RoundingWay, version: int, by: Actor, at: datetime
) -> PriceList:
    """Say onto which prices a list rounds. Fixed prices stay as they were written.

    Raises Forbidden, PriceListChanged, PriceList.DoesNotExist.
    """
    may_change_prices(by).or_refuse()
    price_list: PriceList = locked_list(price_list_id, version, by)
    change_rounding(price_list, rounding, way, by=by, at=at)
    return price_list


@step
def change_rounding(price_list: PriceList, rounding: Rounding, way: RoundingWay, *, by: Actor, at: datetime) -> None:
    """Set onto which prices a locked list rounds."""
    _save(price_list, rounding=rounding, rounding_way=way)
    told: dict[str, Any] = {"name": price_list.name, "rounding": str(rounding), "way": str(way)}
    record("price_list.rounded", subject=price_list, account_id=by.seller_id, by=by, at=at, **told)


@operation
def add_price_list(
    *, name: str, markup_percent: Decimal | None, copied_from: int | None = None, by: Actor, at: datetime
) -> PriceList:
    """Make another price list, with the rules of `copied_from` where that is given.

    Without a markup, everything it has no rule for is sold as the default list says. Raises Forbidden, Invalid,
    PriceListNameTaken, TooManyPriceLists, PriceList.DoesNotExist.
    """
    may_change_prices(by).or_refuse()
    check_markup(markup_percent)
    name = _checked_name(name, by)
    if PriceList.objects.filter(seller_id=by.seller_id).count() >= MOST_LISTS:
        raise TooManyPriceLists(f"You have {MOST_LISTS} price lists; delete one that nobody buys from.")
    model = PriceList.objects.get(pk=copied_from, seller_id=by.seller_id) if copied_from else None
    rounded = {"rounding": model.rounding, "rounding_way": model.rounding_way} if model else {}
    added = PriceList.objects.create(seller_id=by.seller_id, name=name, markup_percent=markup_percent, **rounded)
    if model:
        copy_rules(model, added)
    hold_all(by.seller_id, [added.pk], at=at)
    record("price_list.added", subject=added, account_id=by.seller_id, by=by, at=at, name=name)
    return added


@operation
def rename_price_list(*, price_list_id: int, name: str, by: Actor, at: datetime) -> PriceList:
    """Give a price list another name; its buyers never see it.

    Raises Forbidden, Invalid naming `name`, PriceListNameTaken, PriceList.DoesNotExist.
    """
    may_change_prices(by).or_refuse()
    price_list = PriceList.objects.select_for_update().get(pk=price_list_id, seller_id=by.seller_id)
    before, price_list.name = price_list.name, _checked_name(name, by, besides=price_list.pk)
    price_list.save(update_fields=["name"])
    told: dict[str, Any] = {"before": before, "after": price_list.name}
    record("price_list.renamed", subject=price_list, account_id=by.seller_id, by=by, at=at, **told)
    return price_list


@operation
def make_default(*, price_list_id: int, by: Actor, at: datetime) -> PriceList:
    """Sell from this list to everybody who has none of their own. It needs a markup on everything.

    Raises Forbidden, Invalid, PriceList.DoesNotExist.
    """
    may_change_prices(by).or_refuse()
    chosen: PriceList = change_default(price_list_id, by=by, at=at)
    return chosen


@step
def change_default(price_list_id: int, *, by: Actor, at: datetime) -> PriceList:
    """Do what `make_default` does, for whoever may. Raises Invalid, PriceList.DoesNotExist."""
    lists = {found.pk: found for found in PriceList.objects.select_for_update().filter(seller_id=by.seller_id)}
    chosen = lists.get(price_list_id)
    if chosen is None:
        raise PriceList.DoesNotExist
    if chosen.markup_percent is None:
        raise Invalid(fields={"markup_percent": "Give it a markup on everything first; the default list needs one."})
    before = next(found for found in lists.values() if found.is_default)
    if before != chosen:
        PriceList.objects.filter(pk=before.pk).update(is_default=False)
        PriceList.objects.filter(pk=chosen.pk).update(is_default=True)
        chosen.is_default = True
        told: dict[str, Any] = {"before": before.name, "after": chosen.name}
        record("price_list.made_default", subject=chosen, account_id=by.seller_id, by=by, at=at, **told)
    return chosen


@operation
def remove_price_list(*, price_list_id: int, by: Actor, at: datetime) -> str:
    """Delete a price list with its rules, and return its name. What was planned for it and is over keeps that name.

    Raises Forbidden, PriceListInUse, PlannedChangeWaits, PriceList.DoesNotExist.
    """
    may_change_prices(by).or_refuse()
    price_list = PriceList.objects.select_for_update().get(pk=price_list_id, seller_id=by.seller_id)
    if price_list.is_default:
        raise PriceListInUse("The default price list stays; make another one the default first.")
    if buyers := Edge.objects.filter(seller_id=by.seller_id, price_list=price_list).count():
        raise PriceListInUse(f"{buyers} of your buyers buy from {price_list.name}; give them another list first.")
    planned = ScheduledChange.objects.filter(seller_id=by.seller_id, price_list=price_list)
    if planned.filter(state=PlannedState.WAITING).exists():
        raise PlannedChangeWaits(f"A change of {price_list.name} waits for its day; call off the planned change first.")
    planned.update(about=price_list.name)
    record("price_list.removed", subject=price_list, account_id=by.seller_id, by=by, at=at, name=price_list.name)
    price_list.delete()
    return price_list.name


@step
def locked_list(price_list_id: int, version: int | None, by: Actor) -> PriceList:
    """Return a price list of one's own, locked; without a `version`, however it is by now.

    Raises PriceListChanged when it is not as the person saw it.
    """
    price_list = PriceList.objects.select_for_update().get(pk=price_list_id, seller_id=by.seller_id)
    if version is not None and price_list.version != version:
        now_at = f" It was set to {price_list.markup_percent} % meanwhile." if price_list.markup_percent else ""
        raise PriceListChanged(f"Somebody else changed {price_list.name}.{now_at} Look again.")
    return price_list


def check_markup(markup_percent: Decimal | None) -> None:
    """Raise Invalid for a markup on everything that is none."""
    if markup_percent is not None and not 0 <= markup_percent <= MAX_MARKUP_PERCENT:
        raise Invalid(fields={"markup_percent": "Enter a markup between 0 and 10,000 percent."})


def _save(price_list: PriceList, **values: Any) -> None:
    for name, value in values.items():
        setattr(price_list, name, value)
    price_list.version += 1
    price_list.save(update_fields=[*values, "version"])


def _checked_name(name: str, by: Actor, besides: int | None = None) -> str:
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise Invalid(fields={"name": f"Enter a name of at most {LONGEST_NAME} letters."})
    if PriceList.objects.filter(seller_id=by.seller_id, name=name).exclude(pk=besides or 0).exists():
        raise PriceListNameTaken(fields={"name": f"You have a price list {name} already; choose another name."})
    return name


def _told(markup: Decimal | None) -> str:
    return "–" if markup is None else str(markup)
