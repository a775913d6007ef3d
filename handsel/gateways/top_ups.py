"""A buyer tops up its wallet by card: the one on file, or one that is typed on the gateway's page (FUN-7)."""

from datetime import datetime

from handsel.gateways.charging import ChargeWanted, card_to_charge, means_of, send_charge, write_charge
from handsel.gateways.forms import write_form
from handsel.gateways.models import CardForm, Charge
from handsel.gateways.rules import may_handle_card
from handsel.identity.actor import Actor
from handsel.identity.proof import proven
from handsel.kernel.operation import operation


def top_up(*, wanted: ChargeWanted, by: Actor, at: datetime) -> Charge:
    """Take an amount from the card on file and credit the wallet with it; the charge's state tells what came of it.

    The same `wanted.key` again returns the same charge and takes nothing more. Raises as `begin_top_up`.
    """
    return send_charge(begin_top_up(wanted=wanted, by=by, at=at), at=at)


@operation
@proven
def begin_top_up(*, wanted: ChargeWanted, by: Actor, at: datetime) -> Charge:
    """Write down that the card on file is to be charged for the wallet; nothing has moved yet.

    Raises ProofNeeded, Forbidden, NotForGuests, TradeEnded, NoGateway, NoCard, CardExpired, AmountNotPositive,
    AmountTooLarge, Invalid, NoWallet, KeyReused.
    """
    may_handle_card(by, wanted.buyer_id).or_refuse()
    means = means_of(wanted.buyer_id, by)
    return write_charge(wanted, means, card=card_to_charge(means, at), by=by, at=at)


@operation
@proven
def begin_top_up_form(*, wanted: ChargeWanted, saves_card: bool, by: Actor, at: datetime) -> CardForm:
    """Write down that the wallet is to be filled on the gateway's page, where a card is typed; it is opened next.

    Raises ProofNeeded, Forbidden, NotForGuests, TradeEnded, NoGateway, AmountNotPositive, AmountTooLarge, Invalid,
    NoWallet, KeyReused.
    """
    may_handle_card(by, wanted.buyer_id).or_refuse()
    means = means_of(wanted.buyer_id, by)
    charge = write_charge(wanted, means, card=None, by=by, at=at)
    first = CardForm.objects.select_related("gateway", "charge").filter(charge=charge).first()
    return first or write_form(means, charge=charge, saves_card=saves_card, by=by, at=at)
