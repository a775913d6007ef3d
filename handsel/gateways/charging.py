"""A charge of a card: written down, then asked of the gateway, then written down what came of it (FUN-7, BIL-3).

No transaction is open while the gateway is asked. `write_charge` is the intention and commits first; `send_charge`
asks; `record_payment` writes the answer, whoever brings it: the call itself, the browser's return, a webhook or the
worker. An answer that was lost leaves the charge UNKNOWN until the worker has found out (reconciling.py).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from handsel.accounts.models import Edge
from handsel.gateways.effects import book_refunds, take_effect
from handsel.gateways.interface import Gateway, GatewayFailed, NoAnswer, Payment
from handsel.gateways.models import Aim, Charge, Purpose, SavedCard, SellerGateway
from handsel.gateways.moves import OPEN, ChargeState, may_move, way_to
from handsel.gateways.outside import asking
from handsel.gateways.refusals import CardExpired, NoCard, NoGateway, TradeEnded
from handsel.identity.actor import Actor, system
from handsel.kernel import chance
from handsel.kernel.money import Money
from handsel.kernel.operation import operation, step
from handsel.ledger.posting import check_amount, check_key
from handsel.ledger.refusals import KeyReused, NoWallet
from handsel.timeline.record import record

SOON = timedelta(minutes=1)
"""After which the worker asks about a charge of which nothing was heard."""
HOLDER_CHECKS = 8
"""How often the worker asks whether a cardholder agreed who was led to the bank: for an hour and a half."""
NOT_SENT = "not_sent"
FAILED = "gateway_failed"
"""What `refusal` says where no bank said no: the gateway never heard of it, or could not do it."""


@dataclass(frozen=True)
class ChargeWanted:
    """What is to be taken. `key` is told by the caller once per wish: the same key twice charges once."""

    buyer_id: int
    amount: Money
    key: str
    purpose: Purpose = Purpose.TOP_UP
    order_number: str = ""


@dataclass(frozen=True)
class Means:
    """By what a buyer pays its seller with a card: over which edge, at which gateway, with which card."""

    edge: Edge
    gateway: SellerGateway
    card: SavedCard | None


@step
def means_of(buyer_id: int, by: Actor) -> Means:
    """Return by what a buyer pays by card. Raises TradeEnded, NoGateway."""
    edge = Edge.objects.filter(seller_id=by.seller_id, buyer_id=buyer_id, ended_at__isnull=True).first()
    if edge is None:
        raise TradeEnded(_("This account buys here no more."))
    gateway = SellerGateway.objects.filter(seller_id=by.seller_id, is_on=True).first()
    if gateway is None:
        raise NoGateway(_("Payments by card are not set up here."))
    return Means(edge, gateway, card_on_file(edge, gateway))


def card_on_file(edge: Edge, gateway: SellerGateway) -> SavedCard | None:
    """Return the card that an edge can be charged by."""
    return SavedCard.objects.filter(
        seller_id=edge.seller_id, edge=edge, gateway=gateway, removed_at__isnull=True
    ).first()


def card_to_charge(means: Means, at: datetime) -> SavedCard:
    """Return the card on file. Raises NoCard, CardExpired."""
    card = means.card
    if card is None:
        raise NoCard(_("There is no card on file. Save one first."))
    if (card.expiry_year, card.expiry_month) < (at.year, at.month):
        raise CardExpired(
            _("The card that ends in %(digits)s has expired. Replace it first.") % {"digits": card.last_four}
        )
    return card


@step
def write_charge(wanted: ChargeWanted, means: Means, *, by: Actor, at: datetime, card: SavedCard | None) -> Charge:
    """Write down that `wanted` will be asked of the gateway; the same key again returns the first charge.

    Without a `card` it is paid on a hosted form.

    Raises AmountNotPositive, AmountTooLarge, Invalid, NoWallet, KeyReused.
    """
    check_amount(wanted.amount)
    check_key(wanted.key)
    if wanted.amount.currency != means.edge.currency:
        raise NoWallet(_("This account has no wallet in %(currency)s.") % {"currency": wanted.amount.currency})
    first = Charge.objects.select_related("gateway", "card").filter(seller_id=by.seller_id, key=wanted.key).first()
    if first:
        return _same(first, wanted)
    charge = Charge.objects.create(
        seller_id=by.seller_id, buyer_id=wanted.buyer_id, edge=means.edge, gateway=means.gateway, card=card,
        purpose=wanted.purpose, order_number=wanted.order_number,
        aim=Aim.AUTHORISE if wanted.purpose == Purpose.ORDER else "",
        key=wanted.key, sent_key=f"charge-{chance.secret()}",
        amount_minor=wanted.amount.minor, currency=wanted.amount.currency,
        started_at=at, started_by_name=by.name, changed_at=at, check_at=at + SOON if card else None,
    )  # fmt: skip
    record("charge.started", subject=charge, account_id=charge.buyer_id, by=by, at=at, **_facts(charge))
    return charge


def send_charge(charge: Charge, *, at: datetime) -> Charge:
    """Ask the gateway for the money of a charge on a card, and write down what it said; a charge that moved stays.

    A top-up is taken at once, an order's amount only reserved. Never raises because of the gateway: the state tells.
    """
    if charge.state != ChargeState.STARTED or charge.card is None:
        return charge
    by, card = system(charge.seller_id), charge.card
    with asking(charge.gateway) as client:
        try:
            seen = client.authorise(
                card.token, charge.amount, key=charge.sent_key, capture=charge.purpose == Purpose.TOP_UP
            )
        except NoAnswer:
            return move_charge(charge_id=charge.pk, state=ChargeState.UNKNOWN, by=by, at=at)
        except GatewayFailed:
            return move_charge(charge_id=charge.pk, state=ChargeState.REFUSED, refusal=FAILED, by=by, at=at)
        return record_payment(charge_id=charge.pk, seen=seen, by=by, at=at)


def capture_charge(charge: Charge, amount: Money, *, at: datetime) -> Charge:
    """Take what was authorised, all or less of it. A lost answer leaves the charge UNKNOWN; asking again is safe.

    Raises GatewayFailed when it cannot be taken: the charge stays authorised, to be voided or tried again.
    """
    return _ask_on(charge, "capture", amount, at)


def void_charge(charge: Charge, *, at: datetime) -> Charge:
    """Let go what was authorised, or what no cardholder is to agree to any more.

    A lost answer leaves the charge UNKNOWN, to be asked again. Raises GatewayFailed.
    """
    return _ask_on(charge, "void", None, at)


def _ask_on(charge: Charge, deed: str, amount: Money | None, at: datetime) -> Charge:
    if charge.state != ChargeState.AUTHORISED and (amount or charge.state != ChargeState.NEEDS_HOLDER):
        return charge
    by, key = system(charge.seller_id), f"{charge.sent_key}-{deed}"
    with asking(charge.gateway) as client:
        try:
            if amount is None:
                seen = client.void(charge.reference, key=key)
            else:
                seen = client.capture(charge.reference, amount, key=key)
        except NoAnswer:
            return move_charge(charge_id=charge.pk, state=ChargeState.UNKNOWN, by=by, at=at)
        return record_payment(charge_id=charge.pk, seen=seen, by=by, at=at)


def look_up(client: Gateway, charge: Charge) -> Payment | None:
    """Ask how a charge stands; by its card where the reference was lost. Raises NoAnswer, GatewayFailed."""
    card = None if charge.reference else charge.card
    return client.look_up(charge.sent_key, charge.reference, card_token=card.token if card else "")


def learn_charge(charge: Charge, *, at: datetime) -> Charge:
    """Ask the gateway how a charge stands and write it down. Raises NoAnswer, GatewayFailed."""
    with asking(charge.gateway) as client:
        seen = look_up(client, charge)
        if seen is None:
            return charge
        return record_payment(charge_id=charge.pk, seen=seen, by=system(charge.seller_id), at=at)


@operation
def record_payment(*, charge_id: int, seen: Payment, by: Actor, at: datetime) -> Charge:
    """Write down how a payment stands at the gateway, and do what follows from it: once, however often it is told.

    Raises Charge.DoesNotExist, GatewayFailed when it is another payment than the one that was asked for.
    """
    charge = Charge.objects.select_for_update(no_key=True).get(pk=charge_id, seller_id=by.seller_id)
    is_ours = (seen.key, seen.amount) == (charge.sent_key, charge.amount)
    if not is_ours or not 0 <= seen.refunded_minor <= seen.captured_minor <= charge.amount_minor:
        raise GatewayFailed("the gateway tells of another payment")
    charge.reference = charge.reference or seen.reference
    charge.captured_minor = max(charge.captured_minor, seen.captured_minor)
    charge.refunded_minor = max(charge.refunded_minor, seen.refunded_minor)
    moves = way_to(charge.state, seen)
    if moves or seen.refusal:
        charge.refusal = seen.refusal[:60]
    book_refunds(charge, by=by, at=at)  # before a dispute takes the rest
    for state in moves:
        _move(charge, state, by, at)
    _save(charge, at, has_moved=bool(moves))
    return charge


@operation
def move_charge(*, charge_id: int, state: ChargeState, by: Actor, at: datetime, refusal: str = "") -> Charge:
    """Write down what became of a charge that the gateway told nothing of; where it moved meanwhile, nothing.

    Raises Charge.DoesNotExist.
    """
    charge = Charge.objects.select_for_update(no_key=True).get(pk=charge_id, seller_id=by.seller_id)
    if may_move(charge.state, state):
        charge.refusal = refusal
        _move(charge, state, by, at)
        _save(charge, at, has_moved=True)
    return charge


def _move(charge: Charge, state: ChargeState, by: Actor, at: datetime) -> None:
    charge.state = state
    charge.version += 1
    charge.changed_at = at
    take_effect(charge, by=by, at=at)
    book_refunds(charge, by=by, at=at)
    record("charge.changed", subject=charge, account_id=charge.buyer_id, by=by, at=at, **_facts(charge))


def _save(charge: Charge, at: datetime, *, has_moved: bool) -> None:
    charge.check_at = _next_check(charge, at, has_moved=has_moved)
    charge.checks = charge.checks if charge.check_at else 0
    charge.save(
        update_fields=[
            "reference", "captured_minor", "refunded_minor", "refusal", "state", "version", "changed_at", "receipt",
            "disputes", "is_disputed", "check_at", "checks", "aim",
        ]
    )  # fmt: skip


def _next_check(charge: Charge, at: datetime, *, has_moved: bool) -> datetime | None:
    """Return when the worker sees to a charge: while its answer is out, and while an order wants it taken or let go."""
    if charge.state in OPEN:
        return charge.check_at or at + SOON
    if charge.state in {ChargeState.AUTHORISED, ChargeState.NEEDS_HOLDER} and charge.aim in {Aim.CAPTURE, Aim.VOID}:
        return at if has_moved or charge.check_at is None else charge.check_at
    if charge.state == ChargeState.NEEDS_HOLDER and not has_moved and charge.checks < HOLDER_CHECKS:
        return charge.check_at
    return None


def _same(first: Charge, wanted: ChargeWanted) -> Charge:
    told = (wanted.buyer_id, wanted.amount, wanted.purpose, wanted.order_number)
    if (first.buyer_id, first.amount, first.purpose, first.order_number) != told:
        raise KeyReused("This key stands for another payment; make a new key for a new one.")
    return first


def _facts(charge: Charge) -> dict[str, Any]:
    names = ("state", "purpose", "amount_minor", "currency", "refusal", "order_number")
    return {name: str(value) if name == "state" else value for name in names for value in [getattr(charge, name)]}
