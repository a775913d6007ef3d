"""A price that is set by hand, as the API takes it (ORD-10)."""

from decimal import Decimal

from pydantic import Field

from handsel.api.shapes.parts import AmountIn, Input, PriceIn, Text
from handsel.orders.manual_prices import Wanted

WAYS = ("unit_price", "discount", "discount_percent")


class ByHandIn(Input):
    """A price that you set by hand, if any: one of the three."""

    unit_price: PriceIn | None = Field(
        None, description="What a unit costs, without tax; below your cost, or nothing, where your role may go there."
    )
    discount_percent: Decimal | None = Field(None, description="So many percent off the usual price.")
    discount: AmountIn | None = Field(None, description="So much off each unit.")
    price_is_meant: bool = Field(default=False, description="Confirms a price of zero or below your cost; for owners.")
    price_reason: Text = Field("", description="Why; the buyer reads it. Needed with a price set by hand.")

    @property
    def by_hand(self) -> Wanted | None:
        if self.unit_price is None and self.discount is None and self.discount_percent is None:
            return None
        price, off = (given.money if given else None for given in (self.unit_price, self.discount))
        return Wanted(
            self.price_reason, percent=self.discount_percent, off=off, price=price, is_meant=self.price_is_meant
        )

    def place_of_price(self, field: str) -> str:
        """Return where stands what the domain names `field` of a price by hand; any other stays as it is."""
        if field == "value":
            return next((way for way in WAYS if getattr(self, way) is not None), WAYS[0])
        return f"price_{field}" if field in {"reason", "is_meant"} else field
