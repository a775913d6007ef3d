"""The prices of an order that our own people set by hand: by whom, when and why; for no other tier (ORD-10)."""

from collections.abc import Sequence
from dataclasses import dataclass

from handsel.console.desk import Desk
from handsel.kernel.money import Money
from handsel.orders.cart_rule_models import ManualPrice
from handsel.orders.models import Leg


@dataclass(frozen=True)
class HandPrice:
    """One price set by hand, for the product that it was asked for."""

    found: ManualPrice
    product: str

    @property
    def unit(self) -> Money:
        return Money(self.found.unit_minor, self.found.currency)

    @property
    def usual(self) -> Money:
        """What the price list said then."""
        return Money(self.found.list_unit_minor, self.found.currency)


def hand_prices(desk: Desk, sale: Leg | None) -> Sequence[HandPrice]:
    """Return those at which the lines of our sale were ordered."""
    if sale is None:
        return []
    found = ManualPrice.objects.filter(seller_id=desk.seller_id, order_id=sale.order_id)
    by_line = {price.line_id: price for price in found}
    lines = sale.lines.filter(line_id__in=by_line).order_by("pk") if by_line else []
    priced = [(by_line[line.line_id], line) for line in lines]
    return [HandPrice(price, line.product) for price, line in priced if price.unit_minor == line.unit_minor]
