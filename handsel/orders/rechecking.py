"""What changed since an order was placed, looked at again before its seller accepts it (ORD-13).

Prices are fixed when an order is placed. What they would be today is told to whoever accepts it, once: the order can be
accepted as it was placed, by somebody who says that they have seen what changed, be canceled, or go back to its buyer
with the new price (`repricing`).
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from django.db.models import F

from handsel.accounts.terms import last_terms
from handsel.catalog.offers import Offer, offers_to
from handsel.kernel.money import Money
from handsel.kernel.prepared import Prepared
from handsel.kernel.refusal import Conflict
from handsel.orders.cart_rule_models import ManualPrice
from handsel.orders.left_carts import cart_rules_of
from handsel.orders.models import Leg, LegLine
from handsel.orders.particulars_models import Particulars
from handsel.tax.quoting import tax_on

LINES = Prepared(lambda leg_id: LegLine.objects.filter(leg_id=leg_id).order_by("pk"))
SAID = Prepared(lambda order_id, seller_id: Particulars.objects.filter(order_id=order_id, seller_id=seller_id))


class OrderChanged(Conflict):
    """Something is otherwise now than when the order was placed. `is_confirmed` says whether a person can accept it."""

    code = "order_changed"
    is_confirmed: ClassVar[bool] = True


class PlanNoLongerOffered(OrderChanged):
    """A product of the order is withdrawn, hidden from the buyer, or has no price any more."""

    code = "plan_no_longer_offered"
    is_confirmed = False


class PriceChanged(OrderChanged):
    """A product costs the buyer something else today."""

    code = "price_changed"


class TaxChanged(OrderChanged):
    """A product is taxed otherwise today."""

    code = "tax_changed"


class TermsChanged(OrderChanged):
    """The seller's terms have changed since the buyer accepted them."""

    code = "terms_changed"


class PricesExpired(OrderChanged):
    """The order is older than the seller's prices hold."""

    code = "prices_expired"


@dataclass(frozen=True)
class Change:
    """One thing that changed: what the refusal says, and the product that it is about, if any."""

    kind: type[OrderChanged]
    reason: str
    plan_id: int | None = None


def changes_since(leg: Leg, *, at: datetime) -> list[Change]:
    """Return what changed for the seller of `leg` since it was placed; what nobody can accept comes first.

    Only what this seller decides on its own edge is looked at: no tier reads of another's prices.
    """
    lines = LINES.all(leg.pk)
    offers = {offer.plan_id: offer for offer in offers_to(leg.buyer_id, sorted({one.plan_id for one in lines}), at=at)}
    offered = [line for line in lines if line.plan_id in offers]
    found = [_withdrawn(line) for line in lines if line.plan_id not in offers]
    found += _prices(leg, offered, offers)
    found += _taxes(leg, offered, at)
    return [*found, *_terms(leg), *_age(leg, at)]


def seal_of(changes: Sequence[Change]) -> str:
    """Return what stands for exactly these changes, for who accepts the order in spite of them; empty for none."""
    told = "\n".join(f"{change.kind.code} {change.reason}" for change in changes)
    return hashlib.sha256(told.encode()).hexdigest()[:20] if changes else ""


def refuse_changed(leg: Leg, confirmed: str, *, at: datetime) -> list[Change]:
    """Return what changed and was `confirmed` with its seal; raise the refusal of the first change that was not."""
    changes = changes_since(leg, at=at)
    if not changes:
        return []
    first = changes[0].kind
    if not first.is_confirmed or confirmed != seal_of(changes):
        raise first(" ".join(change.reason for change in changes if change.kind.is_confirmed == first.is_confirmed))
    return changes


def set_by_hand(leg: Leg) -> set[int]:
    """Return which lines of `leg` were placed at a price that somebody had set by hand."""
    found = ManualPrice.objects.filter(
        order_id=leg.order_id, seller_id=leg.seller_id, ends_at__gt=leg.placed_at,
        plan_id=F("line__plan_id"), quantity=F("line__quantity"),
    )  # fmt: skip
    return set(found.values_list("line_id", flat=True)) if leg.position == 0 else set()


def _withdrawn(line: LegLine) -> Change:
    said = f"{line.product} ({line.plan_name}) is not offered to this buyer any more."
    return Change(PlanNoLongerOffered, said, line.plan_id)


def _prices(leg: Leg, lines: Sequence[LegLine], offers: dict[int, Offer]) -> Iterator[Change]:
    others = [line for line in lines if offers[line.plan_id].unit != Money(line.unit_minor, line.currency)]
    fixed = set_by_hand(leg) if others else ()
    for line in others:
        if line.line_id not in fixed:
            today, was = offers[line.plan_id].unit, Money(line.unit_minor, line.currency)
            said = f"{line.product} ({line.plan_name}) cost {was} when it was ordered and costs {today} now."
            yield Change(PriceChanged, said, line.plan_id)


def _taxes(leg: Leg, lines: Sequence[LegLine], at: datetime) -> Iterator[Change]:
    owed = tax_on(leg.buyer_id, [(line.plan_id, line.net_minor) for line in lines], at=at)
    for line, today in zip(lines, owed, strict=True):
        if (line.tax_percent, line.tax_treatment) != (today.percent, today.treatment):
            was = f"{line.tax_percent.normalize():f} %"
            said = f"{line.product} was taxed at {was} ({line.get_tax_treatment_display().lower()}) when it was ordered"
            yield Change(TaxChanged, f"{said}; it is {today.percent_text} % ({today.treatment}) now.", line.plan_id)


def _terms(leg: Leg) -> Iterator[Change]:
    said = SAID.first(leg.order_id, leg.seller_id) if leg.position == 0 else None
    accepted = said and said.terms_version
    holds = last_terms(leg.seller_id) if accepted is not None else None
    if holds and holds.version != accepted:
        told = f"The buyer accepted version {accepted} of your terms; version {holds.version} holds now."
        yield Change(TermsChanged, told)


def _age(leg: Leg, at: datetime) -> Iterator[Change]:
    days = cart_rules_of(leg.seller_id).prices_hold_days
    if days is not None and (leg.repriced_at or leg.placed_at) < at - timedelta(days=days):
        yield Change(PricesExpired, f"The order was placed more than {days} days ago; so long your prices hold.")
