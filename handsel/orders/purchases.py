"""Order at the reseller's own seller, for itself or for one of its customers, without going there (USR-6, API-1)."""

from collections.abc import Mapping
from datetime import datetime

from handsel.accounts.models import Account, Edge
from handsel.accounts.portal_models import Portal
from handsel.identity.actor import Actor
from handsel.identity.guests import Guest, VisitKind
from handsel.identity.roles import Right, Role
from handsel.kernel.database import call_scalar
from handsel.kernel.isolation import scoped
from handsel.kernel.operation import operation, step
from handsel.orders.models import Leg
from handsel.orders.placement import order_at_once
from handsel.orders.rules import may_buy_above
from handsel.timeline.origin import Origin
from handsel.visits.rules import NoParent


@operation
def order_at_parent(*, account_id: int | None, quantities: Mapping[int, int], by: Actor, at: datetime) -> Leg:
    """Order at the seller of the reseller of `by` in one go, as its buyer, and return the leg on which it buys.

    `account_id` is the customer or sub-reseller for whom it is, None for the reseller itself; the seller gets to know
    of it what the glass wall lets through. `quantities` says how many of each plan, by the plan's id. It is as if `by`
    had gone there and ordered: its approval, prices and funds count. The reseller's carts stay as they are.

    Raises Forbidden, Account.DoesNotExist, NoParent, CartIsEmpty, NotOffered naming each plan that is not sold to the
    reseller, Invalid for a quantity that is not between 1 and 100,000, OrderingStopped while the reseller, or anybody
    above it, is not active.
    """
    may_buy_above(by).or_refuse()
    edge = Edge.objects.filter(buyer_id=by.seller_id, ended_at__isnull=True).first()
    if edge is None:
        raise NoParent("There is no storefront above yours: nobody sells to you here.")
    there = _as_buyer(by, edge.seller_id, _known_above(account_id, by, at))
    with scoped(there.scope, author=there.signature):
        return order_at_once(edge, quantities, there, at)


@step
def _known_above(account_id: int | None, by: Actor, at: datetime) -> int | None:
    if account_id is None:
        return None
    account = Account.objects.sold_to_by(by.seller_id).get(pk=account_id, deleted_at__isnull=True)
    known: int = call_scalar("accounts_end_customer_above", account.pk, at)
    return known


def _as_buyer(by: Actor, parent_id: int, end_customer_id: int | None) -> Actor:
    """Return `by` as whoever visits the parent is there: a guest in the buyer's seat who may order."""
    home = Portal.objects.only("title").get(seller_id=by.seller_id).title
    return Actor(
        user_id=None,
        name=by.name,
        seller_id=parent_id,
        role=Role.BUYER,
        buyer_id=by.seller_id,
        origin=Origin(by.origin.way, by.origin.address, home),
        guest=Guest(None, VisitKind.WORKSPACE, frozenset({Right.SHOP}), end_customer_id),
    )
