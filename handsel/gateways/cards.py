"""The card on file of a buyer: kept by the gateway, known here by token, brand and last digits (ACC-20)."""

from datetime import datetime

from handsel.gateways.interface import Card, GatewayFailed
from handsel.gateways.models import CardForm, SavedCard
from handsel.gateways.outside import asking
from handsel.gateways.rules import may_handle_card
from handsel.identity.actor import Actor, system
from handsel.identity.proof import proven
from handsel.kernel.operation import operation, step
from handsel.timeline.record import record


def card_of(seller_id: int, buyer_id: int) -> SavedCard | None:
    """Return the card on file of a buyer, where the gateway that keeps it is the one in use."""
    cards = SavedCard.objects.filter(seller_id=seller_id, buyer_id=buyer_id, removed_at__isnull=True)
    return cards.filter(edge__ended_at__isnull=True, gateway__is_on=True).first()


@step
def keep_card(form: CardForm, card: Card, *, at: datetime) -> SavedCard:
    """Keep the card that was typed on `form`, in the place of the one before; the same card again is the same."""
    first = SavedCard.objects.filter(
        seller_id=form.seller_id, gateway=form.gateway, edge=form.edge, token=card.token
    ).first()
    if first:
        return first
    by = system(form.seller_id)
    before = SavedCard.objects.filter(seller_id=form.seller_id, edge=form.edge, removed_at__isnull=True)
    replaced = before.update(removed_at=at, forget_at=at)
    saved = SavedCard.objects.create(
        seller_id=form.seller_id, buyer_id=form.buyer_id, edge=form.edge, gateway=form.gateway,
        token=card.token, brand=card.brand[:30], last_four=card.last_four,
        expiry_month=card.expiry_month, expiry_year=card.expiry_year,
        saved_at=at, saved_by_name=form.opened_by_name,
    )  # fmt: skip
    record(
        "card.saved",
        subject=saved, account_id=form.buyer_id, by=by, at=at, card=str(saved), replaces=bool(replaced),
        person=form.opened_by_name,
    )  # fmt: skip
    return saved


@operation
@proven
def remove_card(*, buyer_id: int, by: Actor, at: datetime) -> SavedCard:
    """Take the card off file: it is charged no more, and the gateway forgets it. Refunds to it still go.

    Raises ProofNeeded, Forbidden, NotForGuests, SavedCard.DoesNotExist when there is none.
    """
    may_handle_card(by, buyer_id).or_refuse()
    card = SavedCard.objects.select_for_update(of=("self",), no_key=True).get(
        seller_id=by.seller_id, buyer_id=buyer_id, removed_at__isnull=True, edge__ended_at__isnull=True
    )
    card.removed_at = card.forget_at = at
    card.save(update_fields=["removed_at", "forget_at"])
    record("card.removed", subject=card, account_id=buyer_id, by=by, at=at, card=str(card))
    return card


def forget_card(card: SavedCard, *, at: datetime) -> None:
    """Have the gateway forget a card that is on file no more. Raises NoAnswer, GatewayFailed."""
    with asking(card.gateway) as client:
        try:
            client.forget_card(card.token)
        except GatewayFailed:
            # Without credentials that it knows there is nothing more to do about it.
            note_forgotten(card_id=card.pk, by=system(card.seller_id), at=at)
            raise
        note_forgotten(card_id=card.pk, by=system(card.seller_id), at=at)


@operation
def note_forgotten(*, card_id: int, by: Actor, at: datetime) -> None:  # noqa: ARG001 - operations say when
    """Note that the gateway was told to forget a card. Raises nothing."""
    SavedCard.objects.filter(pk=card_id, seller_id=by.seller_id).update(forget_at=None)
