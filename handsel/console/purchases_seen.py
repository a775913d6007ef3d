"""What a reseller buys at its own seller, in lines: for whom, how it stands, what it costs (ORD-1, ORD-11)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from handsel.accounts.end_customers import own_customers_behind
from handsel.accounts.models import Account
from handsel.console.desk import Desk
from handsel.console.shortages import waiting_for_us
from handsel.kernel.keyset import KeysetPage
from handsel.kernel.money import Money
from handsel.orders.models import Leg
from handsel.orders.searching import bought_page
from handsel.orders.status import situation


@dataclass(frozen=True)
class SeenPurchase:
    """One purchase; `customer` is for which customer of ours it is, None for ourselves. `is_held_up` by our wallet."""

    leg: Leg
    customer: Account | None
    is_held_up: bool

    @property
    def total(self) -> Money:
        return Money(self.leg.gross_minor, self.leg.currency)

    @property
    def colour(self) -> str:
        return situation(self.leg).colour

    @property
    def status(self) -> str:
        return purchase_status(self.leg, is_held_up=self.is_held_up)


def purchase_status(leg: Leg, *, is_held_up: bool) -> str:
    """Return how our purchase stands; only where we are short ourselves does it name the funds."""
    found = situation(leg)
    return _("In progress") if found.name == "locked" and not is_held_up else found.status


def purchase_page(desk: Desk, text: str, params: Mapping[str, str]) -> KeysetPage[SeenPurchase]:
    """Return the page of purchases with `text` in them that `params` ask for, in a fixed number of queries."""
    page = bought_page(desk.purchases, text, params, buyer_id=desk.seller_id)
    named = own_customers_behind((leg.end_customer_id for leg in page.rows), buyer_id=desk.seller_id)
    sales = desk.sales.filter(order_id__in=[leg.order_id for leg in page.rows]).prefetch_related("buyer")
    buyers = {sale.order_id: sale.buyer for sale in sales}
    held_up = set(waiting_for_us(desk).filter(pk__in=[leg.pk for leg in page.rows]).values_list("pk", flat=True))

    def seen(leg: Leg) -> SeenPurchase:
        customer = buyers.get(leg.order_id) or named.get(leg.end_customer_id or 0)
        return SeenPurchase(leg, customer, is_held_up=leg.pk in held_up)

    return page.shown_as(seen)
