"""Which orders of their buyers programs ask for, in a list or as a file (ORD-5, API-1)."""

from datetime import date

from ninja import Schema
from pydantic import Field

from handsel.accounts.paying_models import PaymentMethod
from handsel.api.paging import CursorWanted
from handsel.api.shapes.parts import Text
from handsel.orders.models import PlacedBy
from handsel.orders.searching import QUEUES, OrderSearch
from handsel.orders.status import ASKED

SLUGS = sorted({queue.slug for queue in QUEUES})
NAMES = [row.name for row in ASKED]


class OrdersAsked(Schema):
    """What is looked for in the orders."""

    q: Text = Field("", max_length=100, description="Text to search for; empty finds everything.")
    queue: str = Field("", pattern=f"^({'|'.join(SLUGS)})?$", description=f"One of {', '.join(SLUGS)}; empty is all.")
    situation: str = Field("", pattern=f"^({'|'.join(NAMES)})?$", description="The status as a stable word.")
    payment_method: str = Field("", pattern=f"^({'|'.join(PaymentMethod.values)})?$", description="How the buyer pays.")
    placed_by: str = Field("", pattern=f"^({'|'.join(PlacedBy.values)})?$", description="Which side placed it.")
    since: date | None = Field(None, description="First day, in UTC.", ge=date(1970, 1, 1))
    until: date | None = Field(None, description="Last day, in UTC.", lt=date(9999, 1, 1))
    buyer: int | None = Field(None, description="Number of a customer or sub-reseller.")

    @property
    def search(self) -> OrderSearch:
        return OrderSearch(
            text=self.q.strip(),
            queue=self.queue,
            situation=self.situation,
            method=self.payment_method,
            placed_by=self.placed_by,
            since=self.since,
            until=self.until,
        )


class OrdersWanted(OrdersAsked, CursorWanted):
    """Which page of the orders that are found."""
