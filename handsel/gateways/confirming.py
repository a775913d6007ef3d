"""A cardholder agrees at the bank to a charge that needs it, as 3-D Secure asks for it (BIL-3, ORD-4).

Nothing is reserved before. Who comes back, a webhook or the worker brings the answer, as for every other charge; an
order that waits for it goes on by itself.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from handsel.gateways.charging import record_payment
from handsel.gateways.interface import GatewayFailed, NoAnswer
from handsel.gateways.models import Aim, Charge
from handsel.gateways.moves import ChargeState
from handsel.gateways.outside import asking
from handsel.gateways.refusals import ChargeMoved
from handsel.gateways.rules import may_handle_card
from handsel.identity.actor import Actor, system
from handsel.kernel.operation import operation
from handsel.kernel.refusal import YES, Verdict

FIRST_ASKED = timedelta(minutes=2)
"""When the worker asks for the first time whether the cardholder agreed, in case nobody comes back from the bank."""


def may_confirm(by: Actor, charge: Charge) -> Verdict:
    """Go to the bank and agree to a charge: whoever sees to the card, while the charge waits for it and is wanted."""
    allowed = may_handle_card(by, charge.buyer_id)
    if not allowed:
        return allowed
    if charge.state != ChargeState.NEEDS_HOLDER or charge.aim == Aim.VOID or charge.card_id is None:
        return Verdict(_("There is nothing to confirm any more."), ChargeMoved)
    return YES


@operation
def begin_confirmation(*, charge_id: int, by: Actor, at: datetime) -> Charge:
    """Write down that the cardholder is led to the bank, and have the worker ask what came of it; nothing has moved.

    Raises Forbidden, NotForGuests, ChargeMoved, Charge.DoesNotExist.
    """
    found = Charge.objects.select_for_update(of=("self",), no_key=True).select_related("gateway", "card")
    charge = found.get(pk=charge_id, seller_id=by.seller_id)
    may_confirm(by, charge).or_refuse()
    charge.check_at, charge.checks = at + FIRST_ASKED, 0
    charge.save(update_fields=["check_at", "checks"])
    return charge


def banks_page(charge: Charge, return_url: str, *, at: datetime) -> str:
    """Return the bank's page of a charge, which leads back to `return_url`; empty when nothing is to be said.

    What the gateway tells meanwhile is written down. Raises GatewayFailed, also when the answer was lost.
    """
    card = charge.card
    if card is None:
        return ""
    with asking(charge.gateway) as client:
        try:
            page = client.confirm(charge.reference, card_token=card.token, return_url=return_url)
        except NoAnswer as error:
            raise GatewayFailed(str(error)) from error
        if not page.url:
            record_payment(charge_id=charge.pk, seen=page.payment, by=system(charge.seller_id), at=at)
        return page.url
