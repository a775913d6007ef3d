"""A gateway's webhook: believed only when it is signed and fresh, heard once, and then looked up (FUN-7)."""

import logging
from collections.abc import Collection, Mapping
from datetime import datetime

from handsel.gateways.charging import learn_charge
from handsel.gateways.forms import learn_form
from handsel.gateways.heard_models import HeardNotice
from handsel.gateways.interface import GatewayFailed, NoAnswer, Notice
from handsel.gateways.models import CardForm, CardRefund, Charge, SellerGateway
from handsel.gateways.outside import asking
from handsel.gateways.refunding import send_refund
from handsel.identity.actor import Actor, system
from handsel.kernel.operation import operation

log = logging.getLogger(__name__)

HEARD, HEARD_BEFORE, UNKNOWN = "heard", "heard_before", "unknown_payment"
"""What a believed webhook is answered; the last two change nothing."""

Told = Charge | CardForm | CardRefund

OVER: Mapping[type[Told], Collection[str]] = {
    Charge: (),
    CardForm: (CardForm.State.DONE, CardForm.State.EXPIRED),
    CardRefund: (CardRefund.State.REFUSED,),
}
"""The states after which nothing more is learned; a refund that was done may still come back."""


def hear_webhook(gateway: SellerGateway, body: bytes, headers: Mapping[str, str], *, at: datetime) -> str:
    """Hear a webhook and look up what it is about; return HEARD, HEARD_BEFORE or UNKNOWN.

    When the gateway cannot be asked now, the worker asks it. Raises SignatureWrong, NoticeTooOld, NoticeUnreadable.
    """
    with asking(gateway) as client:
        notice = client.read_webhook(body, headers, at=at)
        said, about = note_webhook(gateway_id=gateway.pk, notice=notice, by=system(gateway.seller_id), at=at)
        for told in about:
            try:
                learn(told, at=at)
            except (NoAnswer, GatewayFailed) as error:
                log.warning("gateway %s could not be asked about %s: %s", gateway.pk, told, error)
        return said


def learn(told: Told, *, at: datetime) -> None:
    """Ask the gateway how something stands and write it down. Raises NoAnswer, GatewayFailed."""
    match told:
        case CardForm():
            learn_form(told, at=at)
        case CardRefund():
            send_refund(told, at=at)
        case Charge():
            learn_charge(told, at=at)


@operation
def note_webhook(*, gateway_id: int, notice: Notice, by: Actor, at: datetime) -> tuple[str, list[Told]]:
    """Write down that a webhook was heard, and have the worker ask about what it names; return that.

    Raises SellerGateway.DoesNotExist.
    """
    gateway = SellerGateway.objects.get(pk=gateway_id, seller_id=by.seller_id)
    heard = HeardNotice(
        seller_id=by.seller_id, gateway=gateway, event_id=notice.event_id, kind=notice.kind[:60], heard_at=at
    )
    known = HeardNotice.objects.filter(seller_id=by.seller_id, gateway=gateway, event_id=notice.event_id)
    if known.exists():
        return HEARD_BEFORE, []
    # Two of the same at once are both heard: whatever follows happens once anyway.
    HeardNotice.objects.bulk_create([heard], ignore_conflicts=True)
    about = _about(gateway, notice)
    for told in about:
        own = type(told).objects.filter(pk=told.pk, seller_id=by.seller_id)
        own.exclude(state__in=OVER[type(told)]).update(check_at=at)
    return (HEARD if about else UNKNOWN), about


def _about(gateway: SellerGateway, notice: Notice) -> list[Told]:
    key = notice.key
    own = {"seller_id": gateway.seller_id, "gateway": gateway, "sent_key": key}
    paid = Charge.objects.select_related("gateway", "card").filter(seller_id=gateway.seller_id, gateway=gateway)
    charges = list(paid.filter(sent_key=key))
    if not charges and notice.reference:
        charges = list(paid.filter(reference=notice.reference))
    forms = CardForm.objects.select_related("gateway", "charge")
    refunds = CardRefund.objects.select_related("charge__gateway").filter(
        seller_id=gateway.seller_id, charge__gateway=gateway, sent_key=key
    )
    of_charge = forms.filter(seller_id=gateway.seller_id, charge__in=charges)
    return [*forms.filter(**own), *of_charge, *charges, *refunds]
