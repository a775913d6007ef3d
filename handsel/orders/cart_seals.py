"""A mark of what lies in a cart and what it costs: whoever orders has seen exactly that, or orders nothing (ORD-9)."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handsel.catalog.offers import Offer, offers_to
from handsel.kernel.refusal import Conflict
from handsel.orders.cart_rule_models import ManualPrice
from handsel.orders.line_models import AnyLine, Line
from handsel.orders.manual_prices import PricesByHand, at_price
from handsel.orders.models import Order
from handsel.tax.quoting import Owed, tax_on


class CartChanged(Conflict):
    """What lies in the cart, or a price or tax of it, is not what was seen."""

    code = "cart_changed"


@dataclass(frozen=True)
class PricedLine:
    """One line at today's price, or at the one that was set `by_hand`; without an `offer` it is not sold."""

    line: AnyLine
    offer: Offer | None
    by_hand: ManualPrice | None

    @property
    def net(self) -> tuple[int, int]:
        """Its plan, and what all of it costs without tax in minor units; of what is sold only."""
        return self.line.plan_id, self.offer.unit_minor * self.line.quantity if self.offer else 0


@dataclass(frozen=True)
class Quoted:
    """One line with what is asked for it now; without an `offer` it is not sold."""

    line: AnyLine
    offer: Offer | None
    owed: Owed | None


@dataclass(frozen=True)
class Seal:
    """What was seen: a `mark` that stands for all lines, prices and taxes, and what it comes to, tax included."""

    mark: str
    gross_minor: int

    @classmethod
    def on(cls, lines: Iterable[Quoted]) -> "Seal":
        """Return the seal on `lines`, whatever their order."""
        quoted = sorted(lines, key=lambda one: int(one.line.pk))
        told = [(one.line.plan_id, one.line.quantity, one.line.options, one.offer, one.owed) for one in quoted]
        gross = sum(one.owed.gross_minor for one in quoted if one.owed)
        return cls(hashlib.sha256(repr(told).encode()).hexdigest()[:16], gross)


def seal_of(cart: Order, *, at: datetime) -> Seal:
    """Return the seal on what lies in a buyer's cart now, in a fixed number of queries."""
    lines = list(Line.objects.filter(order=cart))
    offers = offers_to(cart.buyer_id, sorted({line.plan_id for line in lines}), at=at)
    return sealed(cart, lines, offers, at=at)


def sealed(cart: Order, lines: Sequence[Line], offers: Sequence[Offer], *, at: datetime) -> Seal:
    """Return the same of `lines`, which are all of the cart, where what is offered of them is known already."""
    priced = priced_lines(cart, lines, offers, at=at)
    sold = [one for one in priced if one.offer]
    taxes = tax_on(cart.buyer_id, [one.net for one in sold], at=at)
    owed = {one.line.pk: tax for one, tax in zip(sold, taxes, strict=True)}
    return Seal.on([Quoted(one.line, one.offer, owed.get(one.line.pk)) for one in priced])


def priced_lines(
    cart: Order | None, lines: Iterable[AnyLine], offers: Iterable[Offer], *, at: datetime
) -> list[PricedLine]:
    """Return `lines` of a cart, or of one that was never begun, each at its price."""
    listed = {offer.plan_id: offer for offer in offers}
    by_hand = PricesByHand(*([cart] if cart else []), at=at)
    prices = [(line, by_hand.of(line)) for line in lines]
    return [PricedLine(line, at_price(listed.get(line.plan_id), price), price) for line, price in prices]
