"""What the buyer says about an order besides its lines, saved at once while the cart is open (ORD-17, ORD-18)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Self

from django.utils.translation import gettext as _

from handsel.accounts.record_models import Address, AddressRole
from handsel.accounts.sites import open_site
from handsel.accounts.terms import last_terms
from handsel.identity.actor import Actor
from handsel.kernel.database import call_scalar
from handsel.kernel.operation import operation, step
from handsel.kernel.prepared import Prepared
from handsel.kernel.refusal import Conflict, Invalid
from handsel.orders.chosen_method import check_method
from handsel.orders.models import Order
from handsel.orders.particulars_models import MAX_NOTE, MAX_PO_NUMBER, Particulars, Reached
from handsel.orders.rules import may_place
from handsel.timeline.record import record

_STEPS = list(Reached)

PARTICULARS = Prepared(lambda order_id: Particulars.objects.filter(order_id=order_id))


class TermsNotAccepted(Conflict):
    """The terms that hold now were not accepted."""

    code = "terms_not_accepted"


@dataclass(frozen=True)
class Told:
    """What a buyer says about an order. A `site_id` is one of the buyer's sites, the addresses are of its book.

    Without a choice the default address of the book counts, and without one the account's own.
    """

    po_number: str = ""
    note: str = ""
    site_id: int | None = None
    delivery_address_id: int | None = None
    billing_address_id: int | None = None

    @classmethod
    def of(cls, found: Particulars) -> Self:
        """Return what `found` says now."""
        return cls(**{name: getattr(found, name) for name in asdict(cls())})

    def tidied(self) -> Self:
        """Return the same without needless blanks."""
        return replace(self, po_number=" ".join(self.po_number.split()), note=self.note.strip())


@operation
def save_particulars(
    *,
    order_id: int,
    changes: Mapping[str, Any],
    by: Actor,
    at: datetime,
    reached: Reached = Reached.CART,
    payment_method: str | None = None,
) -> Particulars:
    """Save some of what the buyer says about its cart, and how far they came; fields of Told that are left out stay.

    `payment_method` is how the seller's people mean it to be paid. Raises Forbidden, Order.DoesNotExist,
    StatusConflict when it was placed, SiteNotFound, SiteArchived, MethodNotOffered, Invalid with what is wrong.
    """
    order = Order.objects.select_for_update(no_key=True).get(pk=order_id)
    may_place(by, order).or_refuse()
    found = particulars_of(order, by, at)
    told = replace(Told.of(found), **changes).tidied()
    refuse_faults(told, order.buyer_id, changes)
    is_further = _STEPS.index(reached) > _STEPS.index(Reached(found.reached))
    method = found.payment_method if payment_method is None else payment_method
    if (told, method) == (Told.of(found), found.payment_method) and not is_further:
        return found
    if method != found.payment_method:
        check_method(method, order.buyer_id, by)
        found.payment_method = method
    for name, value in asdict(told).items():
        setattr(found, name, value)
    if is_further:
        found.reached = reached
        name = "cart.step_reached"
        record(name, subject=order, account_id=order.buyer_id, by=by, at=at, number=order.number, step=reached)
    _sign(found, by, at)
    found.save()
    return found


@step
def particulars_of(order: Order, by: Actor, at: datetime) -> Particulars:
    """Return the particulars of an order; one from before they were kept has empty ones."""
    kept = PARTICULARS.first(order.pk)
    if kept is not None:
        return kept
    found, _ = Particulars.objects.get_or_create(
        seller_id=order.seller_id,
        order=order,
        defaults={"buyer_id": order.buyer_id, "changed_at": at, "changed_by_name": by.name},
    )
    return found


def address_now(role: AddressRole, chosen: int | None = None, *, seller_id: int, buyer_id: int) -> dict[str, str]:
    """Return the address for `role` as it would stand on an order that the buyer places now, by its parts.

    `chosen` is the one of the buyer's book that was chosen for it; without one, it is that of the usual.
    """
    found: str = call_scalar("orders_address_now", seller_id, buyer_id, chosen, role)
    return dict(json.loads(found))


@step
def note_change(order: Order, by: Actor, at: datetime) -> None:
    """Note that what lies in a cart changed, and by whom: reminders wait anew, and a buyer sees who did it."""
    call_scalar("orders_note_change", order.pk, by.buyer_id is None, by.name, at)


def _sign(found: Particulars, by: Actor, at: datetime) -> None:
    found.changed_at, found.changed_by_name = at, by.name
    found.is_changed_by_seller = by.buyer_id is None
    found.reminders_sent, found.reminded_at = 0, None


@step
def fix_particulars(order: Order, by: Actor, at: datetime, *, changes: Mapping[str, Any]) -> None:
    """Fix what the buyer says about an order that is placed now, with the addresses as they read at this moment.

    `changes` is what was said last, by field of Told. Raises SiteNotFound, SiteArchived, Invalid.
    """
    found = particulars_of(order, by, at)
    told = replace(Told.of(found), **changes).tidied()
    refuse_faults(told, order.buyer_id, asdict(told))
    call_scalar("orders_fix_particulars", order.pk, *asdict(told).values())


@step
def accept_terms(order: Order, version: int | None, by: Actor, at: datetime) -> None:
    """Keep which terms somebody of the buyer's own accepted; where the seller has none there is nothing to accept.

    Raises TermsNotAccepted when it is not the version that holds now.
    """
    holds = last_terms(order.seller_id) if by.buyer_id is not None else None
    if holds is None or not (holds.text or holds.url):
        return
    if version is None:
        raise TermsNotAccepted(fields={"terms": _("Accept the terms to order.")})
    if version != holds.version:
        said = _("The terms have changed: version %(version)s holds now. Read and accept it to order.") % {
            "version": holds.version
        }
        raise TermsNotAccepted(fields={"terms": said})
    found = particulars_of(order, by, at)
    found.terms_version, found.terms_accepted_at, found.terms_accepted_by = holds.version, at, by.name
    found.save(update_fields=["terms_version", "terms_accepted_at", "terms_accepted_by"])


def refuse_faults(told: Told, buyer_id: int, names: Iterable[str]) -> None:
    """Raise SiteNotFound, SiteArchived or Invalid for what is wrong with the fields of `told` that `names` says."""
    asked = set(names)
    if told.site_id is not None and "site_id" in asked:
        open_site(told.site_id, account_id=buyer_id)
    faults: dict[str, str] = {}
    if len(told.po_number) > MAX_PO_NUMBER:
        faults["po_number"] = _("Enter at most %(most)s characters.") % {"most": MAX_PO_NUMBER}
    if len(told.note) > MAX_NOTE:
        faults["note"] = _("Enter at most %(most)s characters.") % {"most": MAX_NOTE}
    for name in asked & {"delivery_address_id", "billing_address_id"}:
        chosen = getattr(told, name)
        if chosen is not None and not Address.objects.filter(account_id=buyer_id, pk=chosen).exists():
            faults[name] = _("Choose an address of the account's own book.")
    if faults:
        raise Invalid(fields=faults)
