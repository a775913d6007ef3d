"""Set the rules of a price list: prices, what is hidden, and what may go below cost until a day (CAT-2)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import groupby
from typing import Any

from handsel.accounts.portal_settings import portal_of
from handsel.accounts.tree import own_currency
from handsel.catalog.holding import hold_at_cost
from handsel.catalog.models import PriceList
from handsel.catalog.offers import Figures, Line, figures_of, plans_at, range_of
from handsel.catalog.price_changes import EVERYTHING, LEAST_PERCENT, MOST_PERCENT, PRICING, Change, Target, Way
from handsel.catalog.price_lists import locked_list
from handsel.catalog.price_models import Level
from handsel.catalog.rule_rows import Rule, end_prices, end_rules, write_prices, write_shown
from handsel.catalog.rules import may_change_prices, may_sell_below_cost
from handsel.identity.actor import Actor
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Invalid
from handsel.timeline.record import record

LONGEST_LOSS = timedelta(days=366)
Key = tuple[int, int, str]


class PriceBelowCost(Conflict):
    """A price would lie below what the plan costs, or at nothing, without being meant to until a day."""

    code = "price_below_cost"


class NotOnTheList(Conflict):
    """A plan, product or category is none that this seller can sell."""

    code = "not_on_the_price_list"


class NothingToChange(Conflict):
    """Nothing was asked for that is not so already."""

    code = "no_price_to_change"


@dataclass(frozen=True)
class Book:
    """A locked price list in one currency, with what it asks for each plan."""

    price_list: PriceList
    currency: str
    lines: Mapping[int, Figures]
    at: datetime

    @cached_property
    def by_target(self) -> Mapping[Target, list[Figures]]:
        """The lines for which a rule could count, by what the rule would be for."""
        found: dict[Target, list[Figures]] = defaultdict(list)
        for line in self.lines.values():
            found[Level.PLAN, line.plan_id].append(line)
            found[Level.PRODUCT, line.product_id].append(line)
            found[Level.CATEGORY, line.category_id].append(line)
            if line.parent_id:
                found[Level.CATEGORY, line.parent_id].append(line)
            found[EVERYTHING].append(line)
        return found


@operation
def change_prices(
    *, price_list_id: int, currency: str | None, changes: Sequence[Change], version: int, by: Actor, at: datetime
) -> PriceList:
    """Change rules of a price list; later quotes follow them, orders that were placed keep their prices.

    Amounts are in `currency`, or in that in which each plan is bought. `version` is the one the person saw. All changes
    are made or none. Raises Forbidden, Invalid, NotOnTheList, NothingToChange, PriceBelowCost, PriceListChanged,
    PriceList.DoesNotExist.
    """
    may_change_prices(by).or_refuse()
    price_list = locked_list(price_list_id, version, by)
    apply_changes(price_list, currency, changes, by=by, at=at)
    return price_list


@step
def apply_changes(
    price_list: PriceList, currency: str | None, changes: Sequence[Change], *, by: Actor, at: datetime
) -> Sequence[Figures]:
    """Change the rules of a locked price list, and return the figures of what was touched as they are now.

    Raises Forbidden, Invalid, NotOnTheList, NothingToChange, PriceBelowCost.
    """
    if not changes:
        raise NothingToChange("Every price is so already; nothing was changed.")
    touched, after = write_changes(price_list, currency, changes, by=by, at=at)
    hold_at_cost(price_list, after)
    if any(change.way in PRICING for change in changes):
        _refuse_losses(price_list, currency, after, at)
    price_list.version += 1
    price_list.save(update_fields=["version"])
    _tell(price_list, changes, touched, after, by, at)
    return after


@step
def write_changes(
    price_list: PriceList, currency: str | None, changes: Sequence[Change], *, by: Actor, at: datetime
) -> tuple[Mapping[int, Figures], Sequence[Figures]]:
    """Write rules into a locked price list, losses too; return the figures of what was touched, as they were and are.

    As many statements for thousands of changes of the same manner as for one. Raises Forbidden, Invalid, NotOnTheList.
    """
    plans = plans_named(changes, by.seller_id)
    found = figures_of(by.seller_id, price_list.pk, currency, plan_ids=plans, at=at)
    book = Book(price_list, currency or own_currency(by.seller_id), {line.plan_id: line for line in found}, at)
    touched: dict[int, Figures] = {}
    for _manner, alike in groupby(changes, key=lambda change: (change.way, change.amount_minor != 0)):
        touched |= {line.plan_id: line for line in _write(book, list(alike), by)}
    asked: dict[str, Any] = {"plan_ids": list(touched), "at": at}
    if len(touched) == 1:  # with its names, which its event tells
        return touched, range_of(by.seller_id, price_list.pk, currency, **asked).lines
    return touched, figures_of(by.seller_id, price_list.pk, currency, **asked)


def plans_named(changes: Sequence[Change], seller_id: int) -> list[int] | None:
    """Return the plans whose prices `changes` could change; None is all of the seller's."""
    return plans_of([target for change in changes for target in change.targets], seller_id)


def plans_of(targets: Sequence[Target], seller_id: int) -> list[int] | None:
    """Return the plans for which rules at `targets` could count; None is all of the seller's."""
    named: dict[int, set[int]] = defaultdict(set)
    for level, wanted in targets:
        named[level].add(wanted)
    if Level.ALL in named:
        return None
    of_others = (level for level in (Level.PRODUCT, Level.CATEGORY) if named[level])
    return sorted(named[Level.PLAN].union(*(plans_at(seller_id, level, list(named[level])) for level in of_others)))


@step
def _write(book: Book, changes: Sequence[Change], by: Actor) -> list[Figures]:
    """Write changes of one manner, and return what they touch."""
    touched: list[Figures] = []
    rules: dict[Key, Rule] = {}
    for change in changes:
        change.check()
        until = _until(change.loss_until, by, book.at)
        for target in change.targets:
            plans = book.by_target.get(target)
            if not plans:
                raise NotOnTheList("One of these is nothing that you can sell. Look at the list again.")
            touched += plans
            rule = _rule(book, change, target, plans[0], until)
            rules[rule.level, rule.target_id, rule.currency] = rule
    _save(book, changes[0].way, [target for change in changes for target in change.targets], rules)
    return touched


@step
def _save(book: Book, way: Way, targets: Collection[Target], rules: Mapping[Key, Rule]) -> None:
    if way in {Way.HIDE, Way.SHOW}:
        write_shown(book.price_list, rules.values())
    elif way == Way.CLEAR:
        end_rules(book.price_list, targets)
    else:
        currencies = {currency for _level, _target, currency in rules} | {book.currency}
        end_prices(book.price_list, targets, sorted(currencies))
        write_prices(book.price_list, rules.values())


def _rule(book: Book, change: Change, target: Target, line: Figures, until: datetime | None) -> Rule:
    level, target_id = target
    if change.way in {Way.HIDE, Way.SHOW}:
        return Rule(level, target_id, "", None, 0, None, change.way == Way.HIDE, until)
    percent, amount, fixed = _figures(change, line)
    currency = ""
    if amount or fixed is not None:
        currency = line.currency if level == Level.PLAN else book.currency
    return Rule(level, target_id, currency, percent, amount, fixed, None, until)


def _figures(change: Change, line: Figures) -> tuple[Decimal | None, int, int | None]:
    if change.way == Way.FIXED:
        return None, 0, change.fixed_minor
    if change.way == Way.MARKUP:
        return change.percent, change.amount_minor, None
    raised = change.percent if change.way == Way.RAISE else Decimal(0)
    factor = 1 + raised / Decimal(100)
    if line.fixed_minor is not None:
        return None, 0, max(0, _whole(line.fixed_minor * factor) + change.amount_minor)
    percent = ((1 + (line.markup_percent or Decimal(0)) / 100) * factor - 1) * 100
    percent = min(max(percent, LEAST_PERCENT), MOST_PERCENT).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return percent, _whole(line.amount_minor * factor) + change.amount_minor, None


def _whole(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_HALF_UP))


def _until(day: date | None, by: Actor, at: datetime) -> datetime | None:
    if day is None:
        return None
    may_sell_below_cost(by).or_refuse()
    zone = portal_of(by.seller_id).zone
    begins = at.astimezone(zone).date()
    if not begins <= day <= begins + LONGEST_LOSS:
        told = "Choose the day on which the price begins, or a later one within a year of it."
        raise Invalid(fields={"loss_until": told})
    return datetime.combine(day + timedelta(days=1), time.min, zone)


def _refuse_losses(price_list: PriceList, currency: str | None, lines: Sequence[Figures], at: datetime) -> None:
    losses = [line.plan_id for line in lines if line.is_loss and not (line.loss_until and line.loss_until > at)]
    if not losses:
        return
    first = range_of(price_list.seller_id, price_list.pk, currency, plan_ids=losses, at=at).lines[0]
    told = f"{first.product}, {first.plan} would be sold at {first.unit}, and it costs {first.converted}."
    if len(losses) > 1:
        told += f" So would {len(losses) - 1} more be sold below their cost."
    raise PriceBelowCost(fields={"loss_until": f"{told} An owner can mean that, until a day."})


@step
def _tell(
    price_list: PriceList,
    changes: Sequence[Change],
    touched: Mapping[int, Figures],
    after: Sequence[Figures],
    by: Actor,
    at: datetime,
) -> None:
    facts: dict[str, Any] = {
        "name": price_list.name,
        "ways": sorted({str(change.way) for change in changes}),
        "count": len(touched),
    }
    if len(after) == 1:
        (line,) = after
        was = touched[line.plan_id]
        assert isinstance(line, Line)
        facts |= {
            "plan": f"{line.product}, {line.plan}",
            "currency": line.currency,
            "before_minor": was.unit_minor,
            "after_minor": line.unit_minor,
        }
    record("price_list.rules_changed", subject=price_list, account_id=by.seller_id, by=by, at=at, **facts)
