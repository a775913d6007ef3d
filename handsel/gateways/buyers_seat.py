"""A reseller's staff pays its parent as that one's buyer: narrowed to the own account there, and to paying (FUN-7)."""

from dataclasses import replace

from django.db import transaction

from handsel.gateways.connecting import gateway_on
from handsel.gateways.models import CardForm, Charge
from handsel.identity.actor import Actor
from handsel.identity.guests import NotForGuests
from handsel.identity.rights import needs
from handsel.identity.roles import Right, Role
from handsel.kernel.isolation import reading_paused, scoped
from handsel.kernel.refusal import Refusal
from handsel.visits.from_home import as_buyer_above


def in_buyers_seat(by: Actor, parent_id: int, home: str) -> Actor:
    """Return `by` as the parent sees them: somebody of its buyer, by name and without a user there.

    Only who moves money at home pays there. `home` is what their own portal is called. Raises Forbidden, NotForGuests.
    """
    if by.guest is not None or by.buyer_id is not None:
        raise NotForGuests("You are a guest here. Only the account's own people pay for it.")
    needs(by, Right.MONEY, "pay the provider").or_refuse()
    return replace(as_buyer_above(by, parent_id, Role.BILLING, home=home), proved_at=by.proved_at)


def takes_card_of(by: Actor, parent_id: int, home: str) -> bool:
    """Whether `by` can pay the parent by card: it takes cards, and they move money at home."""
    try:
        seat = in_buyers_seat(by, parent_id, home)
    except Refusal:
        return False
    with reading_paused(), transaction.atomic(), scoped(seat.scope):
        return gateway_on(parent_id) is not None


def charge_there(pk: int, seat: Actor) -> Charge:
    """Return a charge as the buyer's seat sees it, with what is needed to ask about it. Raises Charge.DoesNotExist."""
    with reading_paused(), transaction.atomic(), scoped(seat.scope):
        return Charge.objects.select_related("gateway", "card").get(pk=pk, buyer_id=seat.buyer_id)


def form_there(pk: int, seat: Actor) -> CardForm:
    """Return a visit to the gateway's page in the same way. Raises CardForm.DoesNotExist."""
    with reading_paused(), transaction.atomic(), scoped(seat.scope):
        return CardForm.objects.select_related("gateway", "charge").get(pk=pk, buyer_id=seat.buyer_id)
