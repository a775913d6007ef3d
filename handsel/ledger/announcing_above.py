"""A reseller announces a bank transfer to its own seller, without going to that one's storefront (FUN-7, API-1)."""

from collections.abc import Sequence
from datetime import date, datetime

from handsel.accounts.how_to_pay import HowToPay, how_to_pay
from handsel.accounts.models import Account
from handsel.accounts.portal_settings import portal_of, today_of
from handsel.identity.actor import Actor
from handsel.identity.guests import Guest, VisitKind
from handsel.identity.roles import Right, Role
from handsel.kernel.isolation import scoped
from handsel.kernel.operation import operation
from handsel.ledger.announcement_models import Announcement
from handsel.ledger.announcing import Announced, alike_announced, announced_once, withdrawn
from handsel.ledger.models import Receipt
from handsel.ledger.rules import may_announce_above
from handsel.visits.from_home import as_buyer_above, edge_above


@operation
def announce_above(*, announced: Announced, by: Actor, at: datetime) -> Announcement:
    """Tell the seller of the reseller of `by` that a bank transfer is on its way; it is no money yet.

    The same `announced.key` again returns the first announcement. Raises Forbidden, NoParent, AmountNotPositive,
    AmountTooLarge, DateAhead, DateTooOld, Invalid, NoWallet, WayNotOffered, TooManyOpen, KeyReused.
    """
    there = _as_buyer(by)
    with scoped(there.scope, author=there.signature):
        return announced_once(by.seller_id, announced, there, at)


@operation
def withdraw_above(*, announcement_id: int, by: Actor, at: datetime) -> Announcement:
    """Take back what the reseller announced to its seller, before that one has answered.

    Raises Forbidden, NoParent, Announcement.DoesNotExist, NotWaiting.
    """
    there = _as_buyer(by)
    with scoped(there.scope, author=there.signature):
        return withdrawn(announcement_id, there, at)


def how_to_pay_above(by: Actor, languages: Sequence[str]) -> HowToPay:
    """Return how the reseller of `by` pays its own seller, in that one's words. Raises Forbidden, NoParent."""
    there = _as_buyer(by)
    with scoped(there.scope):
        return how_to_pay(Account.objects.get(pk=by.seller_id), portal_of(there.seller_id), languages=languages)


def today_above(by: Actor, at: datetime) -> date:
    """Return which day it is for the own seller. Raises Forbidden, NoParent."""
    there = _as_buyer(by)
    with scoped(there.scope):
        return today_of(there.seller_id, at)


def alike_above(announced: Announced, by: Actor) -> Announcement | Receipt | None:
    """Return what the own seller may know of the same transfer already. Raises Forbidden, NoParent."""
    there = _as_buyer(by)
    with scoped(there.scope):
        return alike_announced(by.seller_id, announced, there)


def _as_buyer(by: Actor) -> Actor:
    """Return `by` as whoever visits the parent is there: a guest in the buyer's seat who may pay."""
    may_announce_above(by).or_refuse()
    edge = edge_above(by, "There is nobody to announce a payment to: nobody sells to you here.")
    guest = Guest(None, VisitKind.WORKSPACE, frozenset({Right.PAY}))
    return as_buyer_above(by, edge.seller_id, Role.BILLING, guest=guest)
