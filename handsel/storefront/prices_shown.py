"""Prices as they stand on the shelf: with tax or without, as the portal has it (CAT-4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from handsel.accounts.portal_models import PriceTax
from handsel.accounts.portal_settings import OpenPortal
from handsel.catalog.offers import Offer
from handsel.kernel.money import Money
from handsel.storefront.shoppers import Shopper
from handsel.tax.models import Treatment
from handsel.tax.quoting import Owed


@dataclass(frozen=True)
class LinePrices:
    """What a unit costs in a line of a cart and what the line comes to, each with what is said of its tax."""

    unit: Money
    unit_note: str
    total: Money
    total_note: str


@dataclass(frozen=True)
class ShownPrices:
    """What a unit of each plan costs whoever looks; `owed` is the tax, by plan and net."""

    owed: Mapping[tuple[int, int], Owed]
    is_gross: bool

    def amount(self, offer: Offer) -> Money:
        """Return the price of one unit as it is shown."""
        return self.sum_of(offer.unit, self._owed(offer))

    def sum_of(self, net: Money, owed: Owed | None) -> Money:
        """Return what something comes to on which `owed` is the tax, as it is shown."""
        return Money(owed.gross_minor, net.currency) if owed and self.is_gross else net

    def note(self, offer: Offer) -> str:
        """Return what stands beside it; nothing where the seller has not set up tax, or charges none on it."""
        return self._note(offer, is_gross=self.is_gross)

    def in_line(self, offer: Offer, quantity: int, owed: Owed | None) -> "LinePrices":
        """Return how `quantity` of it stand in a cart, on which `owed` is the tax.

        Tax is rounded on the line. Where a unit with tax, so many times, comes to something else, the unit stands
        without it.
        """
        unit, total = self.amount(offer), self.sum_of(offer.unit * quantity, owed)
        if unit * quantity == total:
            return LinePrices(unit, self.note(offer), total, "")
        return LinePrices(offer.unit, self._note(offer, is_gross=False), total, self.note(offer))

    def _note(self, offer: Offer, *, is_gross: bool) -> str:
        owed = self._owed(offer)
        if owed is None or owed.treatment not in {Treatment.DOMESTIC, Treatment.DESTINATION}:
            return ""
        return _("incl. tax") if is_gross else _("plus tax")

    def _owed(self, offer: Offer) -> Owed | None:
        return self.owed.get((offer.plan_id, offer.unit_minor))


def prices_shown(
    shopper: Shopper, portal: OpenPortal, offers: Iterable[Offer], nets: Iterable[tuple[int, int]] = ()
) -> ShownPrices:
    """Return how the prices of `offers` stand at the portal for whoever looks at them.

    What is owed on other `nets` of plans is told with them. One query for all.
    """
    lines = list(dict.fromkeys([*((offer.plan_id, offer.unit_minor) for offer in offers), *nets]))
    owed = dict(zip(lines, shopper.tax_on(lines), strict=True))
    return ShownPrices(owed, is_gross=_is_gross(shopper, portal, owed))


@dataclass(frozen=True)
class ShownSum:
    """What something comes to that is being chosen, and what is said of the tax on it."""

    amount: Money
    note: str


def sum_shown(shopper: Shopper, prices: ShownPrices, chosen: Sequence[tuple[Offer, int]]) -> ShownSum:
    """Return the sum of what is chosen, with tax or without, as `prices` stand; each line is rounded as in the cart."""
    first = chosen[0][0]
    lines = [(offer.plan_id, offer.unit_minor * quantity) for offer, quantity in chosen]
    net = sum(net for _plan_id, net in lines)
    tax = sum(one.tax_minor for one in shopper.tax_on(lines)) if prices.is_gross else 0
    return ShownSum(Money(net + tax, first.currency), prices.note(first))


def _is_gross(shopper: Shopper, portal: OpenPortal, owed: Mapping[tuple[int, int], Owed]) -> bool:
    if portal.price_tax == PriceTax.BY_BUYER and any(one.tax_minor for one in owed.values()):
        return not shopper.is_company
    return portal.price_tax == PriceTax.WITH
