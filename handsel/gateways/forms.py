"""A visit to the gateway's own page, where a card is typed that Handsel never sees (ACC-20, FUN-7)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from handsel.gateways.cards import keep_card
from handsel.gateways.charging import Means, means_of, move_charge, record_payment
from handsel.gateways.interface import FormSeen, FormState, FormWanted, GatewayFailed, NoAnswer
from handsel.gateways.models import CardForm, Charge
from handsel.gateways.moves import ChargeState
from handsel.gateways.outside import asking
from handsel.gateways.rules import may_handle_card
from handsel.identity.actor import Actor, system
from handsel.identity.proof import proven
from handsel.kernel import chance
from handsel.kernel.operation import operation, step
from handsel.timeline.record import record

FIRST_ASKED = timedelta(minutes=2)
"""When the worker asks for the first time what came of a form, in case nobody comes back from it."""
LASTS = timedelta(hours=25)
"""After which a form of which the gateway knows nothing is over."""


@dataclass(frozen=True)
class Ways:
    """Where a browser comes back to, where webhooks go, what the buyer reads on the page, in what language."""

    return_url: str
    webhook_url: str
    description: str
    language: str


@step
def write_form(means: Means, *, charge: Charge | None, saves_card: bool, by: Actor, at: datetime) -> CardForm:
    """Write down that a page of the gateway will be opened."""
    form = CardForm.objects.create(
        seller_id=means.edge.seller_id, buyer_id=means.edge.buyer_id, edge=means.edge, gateway=means.gateway,
        charge=charge, saves_card=saves_card, sent_key=f"form-{chance.secret()}",
        opened_at=at, opened_by_name=by.name, check_at=at + FIRST_ASKED,
    )  # fmt: skip
    record("card.form_opened", subject=form, account_id=form.buyer_id, by=by, at=at)
    return form


@operation
@proven
def begin_card_form(*, buyer_id: int, by: Actor, at: datetime) -> CardForm:
    """Write down that a buyer's card is to be kept: its own people type it, or staff with the buyer on the telephone.

    Raises ProofNeeded, Forbidden, NotForGuests, TradeEnded, NoGateway.
    """
    may_handle_card(by, buyer_id).or_refuse()
    return write_form(means_of(buyer_id, by), charge=None, saves_card=True, by=by, at=at)


def open_form(form: CardForm, ways: Ways, *, at: datetime) -> CardForm:
    """Have the gateway open the page of a form and return it with its address; twice is the same page.

    What was opened is not asked for again: in another language it would be another wish.
    Raises GatewayFailed, also when the answer was lost: the page can be opened again.
    """
    if form.url:
        return form
    charge = form.charge
    wanted = FormWanted(
        # One key for both, so that a payment on the page is found by its charge.
        key=charge.sent_key if charge else form.sent_key,
        return_url=ways.return_url,
        webhook_url=ways.webhook_url,
        description=ways.description,
        language=ways.language,
        amount=charge.amount if charge else None,
        saves_card=form.saves_card,
    )
    with asking(form.gateway) as client:
        try:
            hosted = client.start_form(wanted)
        except NoAnswer as error:
            raise GatewayFailed(str(error)) from error
        return note_form(form_id=form.pk, reference=hosted.reference, url=hosted.url, by=system(form.seller_id), at=at)


@operation
def note_form(*, form_id: int, reference: str, url: str, by: Actor, at: datetime) -> CardForm:
    """Note what the gateway calls a form and where it is. Raises CardForm.DoesNotExist."""
    form = CardForm.objects.select_for_update(no_key=True).get(pk=form_id, seller_id=by.seller_id)
    form.reference, form.url, form.check_at = reference, url, at + FIRST_ASKED
    form.save(update_fields=["reference", "url", "check_at"])
    return form


def learn_form(form: CardForm, *, at: datetime) -> CardForm:
    """Ask the gateway what came of a form and write it down. Raises NoAnswer, GatewayFailed."""
    if form.state != CardForm.State.OPEN:
        return form
    by = system(form.seller_id)
    if not form.reference:
        # Whether it was opened is unknown, and nobody was sent there.
        is_over = at - form.opened_at > LASTS
        return record_form(form_id=form.pk, seen=FormSeen(FormState.EXPIRED), by=by, at=at) if is_over else form
    with asking(form.gateway) as client:
        seen = client.look_up_form(form.reference)
        form = record_form(form_id=form.pk, seen=seen, by=by, at=at)
        if form.charge_id is not None and seen.payment is not None:
            record_payment(charge_id=form.charge_id, seen=seen.payment, by=by, at=at)
        elif form.charge_id is not None and seen.state == FormState.EXPIRED:
            move_charge(charge_id=form.charge_id, state=ChargeState.ABANDONED, by=by, at=at)
        return form


@operation
def record_form(*, form_id: int, seen: FormSeen, by: Actor, at: datetime) -> CardForm:
    """Write down what came of a form: the card is on file from now on. However often it is told, it happens once.

    Raises CardForm.DoesNotExist.
    """
    form = (
        CardForm.objects.select_for_update(no_key=True)
        .select_related("edge", "gateway")
        .get(pk=form_id, seller_id=by.seller_id)
    )
    if seen.card is not None and form.card_id is None and form.saves_card:
        form.card = keep_card(form, seen.card, at=at)
        if form.charge_id is not None:
            Charge.objects.filter(pk=form.charge_id, seller_id=by.seller_id, card=None).update(card=form.card)
    if seen.state != FormState.OPEN and form.state == CardForm.State.OPEN:
        form.state, form.check_at = CardForm.State(seen.state.value), None
    form.save(update_fields=["card", "state", "check_at"])
    return form
