"""Order at the reseller's own seller, for itself or for one of its customers, without going there (USR-6, API-1)."""

from collections.abc import Sequence
from datetime import datetime

from handsel.accounts.appearing import known_or_added
from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account
from handsel.identity.actor import Actor
from handsel.identity.guests import Guest, VisitKind
from handsel.identity.roles import Right, Role
from handsel.kernel.database import call_scalar
from handsel.kernel.isolation import scoped
from handsel.kernel.operation import operation, step
from handsel.orders.models import Leg
from handsel.orders.particulars import Told
from handsel.orders.placement import order_at_once
from handsel.orders.wanted import LineWanted
from handsel.visits.from_home import as_buyer_above, edge_above
from handsel.visits.newcomers import BOUGHT_FOR
from handsel.visits.rules import may_buy_above


@operation
def order_at_parent(
    *,
    account_id: int | None,
    lines: Sequence[LineWanted],
    by: Actor,
    at: datetime,
    newcomer: AccountDetails | None = None,
    told: Told | None = None,
) -> Leg:
    """Order at the seller of the reseller of `by` in one go, as its buyer, and return the leg on which it buys.

    `account_id` is the customer or sub-reseller for whom it is, None for the reseller itself; the seller gets to know
    of it what the glass wall lets through. `newcomer` is a customer that is new: it is added, or found by its e-mail
    address or number. It is as if `by`
    had gone there and ordered: its approval, prices and funds count. The reseller's carts stay as they are. `told` is
    what the reseller says about it as the buyer, with its own sites there.

    Raises Forbidden, Account.DoesNotExist, NoParent, CartIsEmpty, NotOffered naming each plan that is not sold to the
    reseller, Invalid for a quantity that is not between 1 and 100,000 or with what is wrong with the newcomer,
    QuantityOutsideLimits, AddonAlone, AddonOfAnother, OptionMissing, OptionWrong, SiteNotFound, SiteArchived,
    OrderingStopped while the reseller, or anybody above it, is not active.
    """
    may_buy_above(by).or_refuse()
    edge = edge_above(by, "There is no storefront above yours: nobody sells to you here.")
    if newcomer is not None:
        account_id = known_or_added(newcomer, BOUGHT_FOR, by=by, at=at).account.pk
    guest = Guest(None, VisitKind.WORKSPACE, frozenset({Right.SHOP}), _known_above(account_id, by, at))
    there = as_buyer_above(by, edge.seller_id, Role.BUYER, guest=guest)
    with scoped(there.scope, author=there.signature):
        return order_at_once(edge, lines, there, at, told)


@step
def _known_above(account_id: int | None, by: Actor, at: datetime) -> int | None:
    if account_id is None:
        return None
    account = Account.objects.sold_to_by(by.seller_id).get(pk=account_id, deleted_at__isnull=True)
    known: int = call_scalar("accounts_end_customer_above", account.pk, at)
    return known
