"""How a customer or sub-reseller pays, which its seller decides (ORD-4, ACC-20, BIL-3)."""

from datetime import datetime

from handsel.accounts.models import Account, Edge
from handsel.accounts.paying_models import PaymentMethod, WaysToPay
from handsel.accounts.rules import may_manage_accounts
from handsel.identity.actor import Actor
from handsel.identity.guests import closed_to_guests
from handsel.identity.proof import proven
from handsel.kernel.database import call_scalar
from handsel.kernel.operation import operation
from handsel.kernel.prepared import Prepared
from handsel.kernel.refusal import Invalid
from handsel.timeline.record import record

NOT_BY_CARD = "Payments by card are not set up here; set up a gateway first, or choose another method."
EVERYTHING = [*PaymentMethod.values]
"""What a reseller offers that has changed nothing."""

WAYS = Prepared(lambda seller_id: WaysToPay.objects.filter(seller_id=seller_id))


class MethodNotOffered(Invalid):
    """The seller does not offer this way to pay to buyers of this kind."""

    code = "method_not_offered"


@operation
@closed_to_guests
@proven
def set_payment_method(*, account_id: int, method: str, by: Actor, at: datetime) -> Edge:
    """Decide how a customer or sub-reseller pays from now on; orders that are placed keep what they were placed with.

    While a sub-reseller pays by credit card, every order of its customers needs its approval. What it chose for each
    customer stays as it is, and holds again after the change back. Twice is once, also where it is no longer offered.

    Raises ProofNeeded, Forbidden, Account.DoesNotExist, Invalid for a method that is none, MethodNotOffered.
    """
    may_manage_accounts(by).or_refuse()
    account = Account.objects.sold_to_by(by.seller_id).only("kind", "seller_id").get(pk=account_id)
    edge = Edge.objects.select_for_update(no_key=True).get(
        seller_id=by.seller_id, buyer_id=account_id, ended_at__isnull=True
    )
    if edge.payment_method != method:
        refuse_not_offered(method, by.seller_id, to_resellers=account.is_reseller, field="method")
        before, edge.payment_method = edge.payment_method, method
        edge.save(update_fields=["payment_method"])
        record(
            "payment_method.changed",
            subject=edge, account_id=account_id, by=by, at=at, before=before, method=method,
        )  # fmt: skip
    return edge


def ways_to_pay(seller_id: int) -> WaysToPay:
    """Return what a seller offers and tells; one that has changed nothing offers everything and tells nothing."""
    found = WAYS.first(seller_id)
    return found or WaysToPay(seller_id=seller_id, to_customers=EVERYTHING, to_resellers=EVERYTHING)


def methods_for(account: Account) -> list[PaymentMethod]:
    """Return how `account` can pay."""
    return methods_offered(account.seller_id, to_resellers=account.is_reseller)


def methods_offered(seller_id: int, *, to_resellers: bool) -> list[PaymentMethod]:
    """Return what a seller offers to its customers or its sub-resellers; to customers cards where it has a gateway."""
    ways = ways_to_pay(seller_id)
    offered = ways.to_resellers if to_resellers else ways.to_customers
    by_card = to_resellers or call_scalar("gateways_take_cards", seller_id)
    return [method for method in PaymentMethod if method in offered and (by_card or method != PaymentMethod.CARD)]


def is_offered_at_all(method: str, seller_id: int) -> bool:
    """Whether a seller offers `method` to any of its buyers, so that money can have come in by it."""
    ways = ways_to_pay(seller_id)
    return method in {*ways.to_customers, *ways.to_resellers}


def refuse_not_offered(method: str, seller_id: int, *, to_resellers: bool, field: str) -> None:
    """Let pass what the seller offers. Raises Invalid for what is no method, MethodNotOffered."""
    if method not in PaymentMethod.values:
        raise Invalid(fields={field: "Choose a payment method from the list."})
    offered = methods_offered(seller_id, to_resellers=to_resellers)
    if method in offered:
        return
    ways = ways_to_pay(seller_id)
    if method == PaymentMethod.CARD and method in (ways.to_resellers if to_resellers else ways.to_customers):
        raise MethodNotOffered(fields={field: NOT_BY_CARD})
    buyers = "sub-resellers" if to_resellers else "customers"
    named = PaymentMethod(method).label
    said = f"{named} is not offered to {buyers}. Choose another method, or offer it in Settings › Payment methods."
    raise MethodNotOffered(fields={field: said})
