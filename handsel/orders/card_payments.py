"""How an order is paid where its buyer pays by card, in one word that programs and pages read (ORD-4, BIL-3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handsel.accounts.paying_models import PaymentMethod
from handsel.gateways.models import Aim, Charge, SavedCard
from handsel.gateways.moves import OPEN, ChargeState
from handsel.orders.models import Approval, Fulfilment, Leg, Payment


class CardStep(StrEnum):
    """Where the payment by card stands.

    FUNDS: the wallet pays, or has paid. WAITS: the card is charged once all have agreed. TO_CONFIRM: the bank wants the
    cardholder to agree. NOT_TAKEN: the order is settled, and the bank has not paid what it had reserved. OWED: it never
    did, and the buyer owes it.
    """

    FUNDS = "funds"
    WAITS = "waits"
    ASKED = "asked"
    RESERVED = "reserved"
    REFUSED = "refused"
    TO_CONFIRM = "to_confirm"
    NO_CARD = "no_card"
    HELD_UP = "held_up"
    TAKING = "taking"
    TAKEN = "taken"
    NOT_TAKEN = "not_taken"
    OWED = "owed"
    DISPUTED = "disputed"
    LET_GO = "let_go"


WAITS_FOR_BUYER = frozenset({CardStep.REFUSED, CardStep.TO_CONFIRM, CardStep.NO_CARD, CardStep.HELD_UP})
"""The buyer must do something: another card, money by another way, or the same card once more."""
MOVES_BY_ITSELF = frozenset({CardStep.ASKED, CardStep.RESERVED, CardStep.TAKING})
"""It is known in a moment."""


@dataclass(frozen=True)
class CardPayment:
    """The payment of one leg: where it stands, the card that pays or would, why a bank said no, what is to confirm."""

    step: CardStep
    card: SavedCard | None = None
    refusal: str = ""
    charge_id: int | None = None

    @property
    def waits_for_buyer(self) -> bool:
        return self.step in WAITS_FOR_BUYER

    @property
    def moves_by_itself(self) -> bool:
        return self.step in MOVES_BY_ITSELF


def card_payments(legs: Sequence[Leg], *, at: datetime) -> Mapping[int, CardPayment]:
    """Return how those of `legs` are paid whose payment method is the card, by the leg's id.

    Nothing is told of what its seller was not asked for yet, which costs nothing so far.
    Two queries, however many legs there are, and none where no leg is paid so.
    """
    by_card = [leg for leg in legs if leg.payment_method == PaymentMethod.CARD and leg.asked_at]
    if not by_card:
        return {}
    sellers, edges = {leg.seller_id for leg in by_card}, {leg.edge_id for leg in by_card}
    charges = Charge.objects.select_related("card").filter(
        seller__in=sellers, edge__in=edges, order_number__in={leg.number for leg in by_card}
    )
    last = {(charge.edge_id, charge.order_number): charge for charge in charges.order_by("pk")}
    on_file = SavedCard.objects.filter(seller__in=sellers, edge__in=edges, removed_at__isnull=True, gateway__is_on=True)
    cards = {card.edge_id: card for card in on_file if (card.expiry_year, card.expiry_month) >= (at.year, at.month)}
    return {leg.pk: _payment(leg, last.get((leg.edge_id, leg.number)), cards.get(leg.edge_id)) for leg in by_card}


def card_payment(leg: Leg, *, at: datetime) -> CardPayment | None:
    """Return how one leg is paid by card; None where its buyer pays otherwise."""
    return card_payments([leg], at=at).get(leg.pk)


def _payment(leg: Leg, charge: Charge | None, card: SavedCard | None) -> CardPayment:
    at_work = charge if charge and charge.aim == Aim.AUTHORISE else None
    if leg.settled_at:
        return _settled(charge if charge and charge.aim == Aim.CAPTURE else None)
    if leg.fulfilment == Fulfilment.CANCELED:
        return CardPayment(CardStep.LET_GO, charge.card if charge else card)
    if leg.payment == Payment.PAID:
        return CardPayment(CardStep.FUNDS)
    if leg.payment == Payment.ON_CARD:
        return _promised(leg, at_work, card)
    if at_work and not _is_under_way(at_work) and (card is None or at_work.card_id == card.pk):
        return _said_no(at_work)
    return CardPayment(CardStep.HELD_UP if card else CardStep.NO_CARD, card)


def _is_under_way(charge: Charge) -> bool:
    return charge.state in {*OPEN, ChargeState.AUTHORISED}


def _said_no(charge: Charge) -> CardPayment:
    if charge.state == ChargeState.NEEDS_HOLDER:
        return CardPayment(CardStep.TO_CONFIRM, charge.card, charge_id=charge.pk)
    return CardPayment(CardStep.REFUSED, charge.card, charge.refusal or "declined")


def _promised(leg: Leg, charge: Charge | None, card: SavedCard | None) -> CardPayment:
    if charge is None or leg.approval == Approval.PENDING:
        return CardPayment(CardStep.WAITS, card)
    return CardPayment(CardStep.RESERVED if charge.state == ChargeState.AUTHORISED else CardStep.ASKED, charge.card)


def _settled(charge: Charge | None) -> CardPayment:
    if charge is None:
        return CardPayment(CardStep.FUNDS)
    match ChargeState(charge.state):
        case ChargeState.AUTHORISED | ChargeState.UNKNOWN:
            step = CardStep.NOT_TAKEN if charge.refusal else CardStep.TAKING
        case ChargeState.VOIDED:
            step = CardStep.OWED
        case ChargeState.DISPUTED | ChargeState.CHARGED_BACK:
            step = CardStep.DISPUTED
        case _:
            step = CardStep.TAKEN
    return CardPayment(step, charge.card)
