"""The cart's other side: what the buyer says about it, until when it is kept, who changed it last (ORD-9, ORD-18)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from handsel.orders.cart_rule_models import KEEP_DAYS, CartRules
from handsel.orders.models import Order
from handsel.orders.particulars import Told, address_now
from handsel.orders.particulars_models import Particulars, Reached
from handsel.storefront.counter import Counter
from handsel.web.particulars_form import ParticularsForm, SeenPlace, places_now


@dataclass(frozen=True)
class SeenDraft:
    """What is kept of a cart besides its lines."""

    found: Particulars
    keep_days: int

    @property
    def kept_until(self) -> datetime:
        """When it is thrown away, if nobody changes it before."""
        return self.found.changed_at + timedelta(days=self.keep_days)

    @property
    def changed_by(self) -> str:
        """Who of the seller's people changed it last; empty where it was the buyer."""
        return self.found.changed_by_name if self.found.is_changed_by_seller else ""

    @property
    def is_new_here(self) -> bool:
        """Whether the buyer has not come to the checkout with it yet."""
        return self.found.reached == Reached.CART


def draft_of(counter: Counter, cart: Order | None) -> SeenDraft | None:
    """Return what is kept of the buyer's `cart`; None while nothing is."""
    found = Particulars.objects.filter(order=cart, buyer_id=counter.buyer_id).first() if cart else None
    if found is None:
        return None
    rules = CartRules.objects.filter(seller_id=counter.seller_id).first()
    return SeenDraft(found, rules.keep_days if rules else KEEP_DAYS)


def particulars_form(counter: Counter, cart: Order, data: Mapping[str, Any] | None = None) -> ParticularsForm:
    """Return the form of what the buyer says about its cart, with what was typed or else what it says now."""
    return ParticularsForm(
        data,
        book=counter.addresses.order_by("pk"),
        sites=counter.sites.filter(archived_at__isnull=True).order_by("code"),
        told=_told(cart),
        usual=lambda role: address_now(role, seller_id=counter.seller_id, buyer_id=counter.buyer_id),
    )


def places_of(counter: Counter, cart: Order) -> list[SeenPlace]:
    """Return where the buyer's cart goes, and its bill, if it is ordered as it is."""
    return places_now(_told(cart), seller_id=counter.seller_id, buyer_id=counter.buyer_id)


def _told(cart: Order) -> Told:
    found = Particulars.objects.filter(order=cart).first()
    return Told.of(found) if found else Told()
