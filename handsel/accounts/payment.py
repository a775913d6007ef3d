"""How a customer or sub-reseller pays, which its seller decides (ORD-4, ACC-20)."""

from datetime import datetime

from handsel.accounts.models import Account, Edge, PaymentMethod
from handsel.accounts.rules import may_manage_accounts
from handsel.identity.actor import Actor
from handsel.identity.guests import closed_to_guests
from handsel.identity.proof import proven
from handsel.kernel.database import call_scalar
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Invalid
from handsel.timeline.record import record

NOT_BY_CARD = "Payments by card are not set up here; set up a gateway first, or choose another method."


@operation
@closed_to_guests
@proven
def set_payment_method(*, account_id: int, method: str, by: Actor, at: datetime) -> Edge:
    """Decide how a customer or sub-reseller pays from now on; orders that are placed keep what they were placed with.

    While a sub-reseller pays by credit card, every order of its customers needs its approval. What it chose for each
    customer stays as it is, and holds again after the change back. Twice is once.

    Raises ProofNeeded, Forbidden, Account.DoesNotExist, Invalid for a method that is none or that customers cannot use.
    """
    may_manage_accounts(by).or_refuse()
    account = Account.objects.sold_to_by(by.seller_id).only("kind", "seller_id").get(pk=account_id)
    if method not in methods_for(account):
        said = NOT_BY_CARD if method == PaymentMethod.CARD else "Choose a payment method from the list."
        raise Invalid(fields={"method": said})
    edge = Edge.objects.select_for_update(no_key=True).get(
        seller_id=by.seller_id, buyer_id=account_id, ended_at__isnull=True
    )
    if edge.payment_method != method:
        before, edge.payment_method = edge.payment_method, method
        edge.save(update_fields=["payment_method"])
        record(
            "payment_method.changed",
            subject=edge, account_id=account_id, by=by, at=at, before=before, method=method,
        )  # fmt: skip
    return edge


def methods_for(account: Account) -> list[PaymentMethod]:
    """Return how `account` can pay: a customer by card where its seller has a gateway."""
    by_card = account.is_reseller or call_scalar("gateways_take_cards", account.seller_id)
    return [method for method in PaymentMethod if by_card or method != PaymentMethod.CARD]
