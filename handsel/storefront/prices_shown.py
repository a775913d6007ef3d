"""Prices as they stand on the shelf: with tax or without, as the portal has it (CAT-4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from handsel.accounts.portal_models import PriceTax
from handsel.accounts.portal_settings import OpenPortal
from handsel.catalog.offers import Offer
from handsel.kernel.clock import now
from handsel.kernel.money import Money
from handsel.storefront.counter import Counter
from handsel.tax.models import Treatment
from handsel.tax.quoting import Owed, tax_on


@dataclass(frozen=True)
class ShownPrices:
    """What a unit of each plan costs this buyer, with the tax on it by plan; nothing is known before the log-in."""

    owed: Mapping[int, Owed]
    is_gross: bool

    def amount(self, offer: Offer) -> Money:
        """Return the price of one unit as it is shown."""
        owed = self.owed.get(offer.plan_id)
        return Money(owed.gross_minor, offer.currency) if owed and self.is_gross else offer.unit

    def note(self, offer: Offer) -> str:
        """Return what stands beside it; nothing where the seller has not set up tax, or charges none on it."""
        owed = self.owed.get(offer.plan_id)
        if owed is None or owed.treatment not in {Treatment.DOMESTIC, Treatment.DESTINATION}:
            return ""
        return _("incl. tax") if self.is_gross else _("plus tax")


def prices_shown(counter: Counter | None, portal: OpenPortal, offers: Iterable[Offer]) -> ShownPrices:
    """Return how the prices of `offers` stand at the portal for the buyer at the counter. One query for all."""
    if counter is None:
        return ShownPrices({}, is_gross=False)
    lines = [(offer.plan_id, offer.unit_minor) for offer in offers]
    owed = dict(zip((plan_id for plan_id, _net in lines), tax_on(counter.buyer_id, lines, at=now()), strict=True))
    return ShownPrices(owed, is_gross=_is_gross(counter, portal, owed))


def _is_gross(counter: Counter, portal: OpenPortal, owed: Mapping[int, Owed]) -> bool:
    if portal.price_tax == PriceTax.BY_BUYER and any(one.tax_minor for one in owed.values()):
        return not counter.account.company_name
    return portal.price_tax == PriceTax.WITH
