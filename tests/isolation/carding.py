"""Cards on file, charges and visits to the gateway's page for the world of the probes, without asking any gateway."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.test import override_settings

from handsel.accounts.models import Edge, Kind
from handsel.gateways.charging import ChargeWanted, record_payment
from handsel.gateways.connecting import connect_gateway
from handsel.gateways.forms import begin_card_form, record_form
from handsel.gateways.interface import Card, FormSeen, FormState, Payment, PaymentState
from handsel.gateways.top_ups import begin_top_up, begin_top_up_form
from handsel.identity.actor import Actor, system
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money


def give_cards(owner: Actor, numbers: Sequence[int], at: datetime) -> None:
    """Connect a gateway for the reseller of `owner`; sub-resellers and customers of these `numbers` pay by card."""
    with override_settings(HANDSEL_TEST_GATEWAY_URL="http://localhost:9"):
        connect_gateway(kind="test", by=owner, at=at)
    with transaction.atomic(), scoped(owner.scope):
        edges = Edge.objects.filter(seller_id=owner.seller_id, ended_at__isnull=True)
        payers = edges.filter(Q(buyer__kind=Kind.RESELLER) | Q(buyer__number__in=numbers))
        buyers = list(payers.values_list("buyer_id", "currency"))
    for buyer, currency in buyers:
        _give(owner, buyer, currency, at)


def _give(owner: Actor, buyer: int, currency: str, at: datetime) -> None:
    by = system(owner.seller_id)
    form = begin_card_form(buyer_id=buyer, by=owner, at=at)
    card = Card(f"card_{buyer}", "Visa", "4242", 12, 2040)
    record_form(form_id=form.pk, seen=FormSeen(FormState.DONE, card), by=by, at=at)
    wanted = ChargeWanted(buyer, Money(700, currency), f"paid-{buyer}")
    charge = begin_top_up(wanted=wanted, by=owner, at=at)
    seen = Payment(charge.sent_key, f"pa_{buyer}", PaymentState.CAPTURED, charge.amount, charge.amount.minor)
    record_payment(charge_id=charge.pk, seen=seen, by=by, at=at)
    typed = ChargeWanted(buyer, Money(800, currency), f"typed-{buyer}")
    begin_top_up_form(wanted=typed, saves_card=True, by=owner, at=at)
