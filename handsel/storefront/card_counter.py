"""What of payments by card lies on the counter: the card, what it pays, who sees to it (ACC-20, FUN-7, ORD-4)."""

from dataclasses import dataclass

from django.db.models import QuerySet

from handsel.accounts.models import Edge
from handsel.accounts.paying_models import PaymentMethod
from handsel.gateways.cards import card_of
from handsel.gateways.connecting import gateway_on
from handsel.gateways.models import CardForm, Charge, SavedCard
from handsel.gateways.rules import may_handle_card
from handsel.identity.actor import Actor
from handsel.kernel.database import call_scalar
from handsel.kernel.refusal import Verdict


@dataclass(frozen=True)
class CardTerms:
    """How an order will be paid by card: by which one, and whether the seller must agree first."""

    card: SavedCard | None
    needs_approval: bool


class CardCounter:
    """The buyer's side of payments by card."""

    actor: Actor
    seller_id: int
    buyer_id: int

    @property
    def may_pay(self) -> Verdict:
        """Whether the person sees to the card and pays with it."""
        return may_handle_card(self.actor, self.buyer_id)

    @property
    def takes_cards(self) -> bool:
        """Whether the seller takes payments by card."""
        return gateway_on(self.seller_id) is not None

    @property
    def card(self) -> SavedCard | None:
        """The buyer's card on file."""
        return card_of(self.seller_id, self.buyer_id)

    @property
    def card_terms(self) -> CardTerms | None:
        """How the account's next order is paid by card; None where it pays otherwise."""
        edge = Edge.objects.filter(seller_id=self.seller_id, buyer_id=self.buyer_id, ended_at__isnull=True).first()
        if edge is None or edge.payment_method != PaymentMethod.CARD or not self.takes_cards:
            return None
        return CardTerms(self.card, bool(call_scalar("orders_wants_approval", self.buyer_id)))

    @property
    def charges(self) -> QuerySet[Charge]:
        """What was taken from the buyer's cards, or was to be."""
        charges = Charge.objects.select_related("gateway", "card", "receipt")
        return charges.filter(seller_id=self.seller_id, buyer_id=self.buyer_id)

    @property
    def card_forms(self) -> QuerySet[CardForm]:
        """The buyer's visits to the gateway's page."""
        forms = CardForm.objects.select_related("gateway", "charge", "card")
        return forms.filter(seller_id=self.seller_id, buyer_id=self.buyer_id)
