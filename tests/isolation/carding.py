"""Cards on file, charges and visits to the gateway's page for the world of the probes, without asking any gateway."""

from datetime import datetime

from django.db import transaction
from django.test import override_settings

from handsel.accounts.models import Account, Edge
from handsel.gateways.charging import ChargeWanted, record_payment
from handsel.gateways.connecting import connect_gateway
from handsel.gateways.forms import begin_card_form, record_form
from handsel.gateways.interface import Card, FormSeen, FormState, Payment, PaymentState
from handsel.gateways.top_ups import begin_top_up, begin_top_up_form
from handsel.identity.actor import Actor, system
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money


def give_cards(owner: Actor, at: datetime) -> None:
    """Connect a gateway for the reseller of `owner`; each of its buyers saves a card and pays with it."""
    with override_settings(HANDSEL_TEST_GATEWAY_URL="http://localhost:9"):
        connect_gateway(kind="test", by=owner, at=at)
    with transaction.atomic(), scoped(owner.scope):
        edges = Edge.objects.filter(seller_id=owner.seller_id, ended_at__isnull=True)
        buyers = list(edges.filter(buyer__in=Account.objects.listed()).values_list("buyer_id", "currency"))
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
