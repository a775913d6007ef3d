"""Hand somebody on to another portal: a token that works once, for a minute, at one place (USR-6, safety P1, P2)."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from handsel.accounts.models import Account
from handsel.accounts.portal_settings import OpenPortal
from handsel.identity.actor import Actor
from handsel.identity.guests import VisitKind
from handsel.identity.links import LinkSpent, digest_of
from handsel.identity.proof import proven
from handsel.kernel import chance
from handsel.kernel.database import call_function, call_scalar
from handsel.kernel.operation import operation, step
from handsel.timeline.record import record
from handsel.visits.models import Destination, HandOff, Visit
from handsel.visits.rules import NoParent, NotLetIn, may_buy_above, may_help_children, may_visit_parent
from handsel.visits.staying import record_visit

LASTS = timedelta(seconds=60)
STAYS = timedelta(hours=4)
"""How long a visit is at most; then one comes again."""

AT_PARENT = (Destination.SERVICES, Destination.SUBSCRIPTIONS, Destination.ASSETS)


@dataclass(frozen=True)
class Onward:
    """Where to go with which secret: it belongs into the body of a POST to that portal, and nowhere else."""

    portal: OpenPortal
    secret: str


@dataclass(frozen=True)
class Arrival:
    """Who stands at the door of a portal: the person, the portal they come from and, for a buyer, for which account."""

    kind: VisitKind
    person: str
    title: str
    account: str


def portal_above(seller_id: int) -> OpenPortal | None:
    """Return the portal of the reseller's parent; None above the operator."""
    return _portal("visits_portal_above", seller_id)


def portal_below(child_id: int) -> OpenPortal | None:
    """Return the portal of a sub-reseller; None where `child_id` is none."""
    return _portal("visits_portal_below", child_id)


def _portal(function: str, account_id: int) -> OpenPortal | None:
    row = call_scalar(function, account_id)
    return OpenPortal.from_row(json.loads(row) if isinstance(row, str) else row) if row else None


@operation
def hand_to_parent(*, account_id: int, destination: Destination, came_from: str, by: Actor, at: datetime) -> Onward:
    """Hand `by` on to the parent's storefront, in the buyer's seat, for the customer or sub-reseller `account_id`.

    `came_from` is the address that leads back. Raises Forbidden, Account.DoesNotExist, NoParent.
    """
    may_visit_parent(by).or_refuse()
    account = Account.objects.sold_to_by(by.seller_id).get(pk=account_id, deleted_at__isnull=True)
    return _to_parent(Destination(destination), account.pk, came_from, by, at)


@operation
def hand_to_parent_to_buy(*, came_from: str, by: Actor, at: datetime) -> Onward:
    """Hand `by` on to the shop of the parent, to buy there for the own reseller itself.

    `came_from` is the address that leads back. Raises Forbidden, NoParent.
    """
    may_visit_parent(by).or_refuse()
    may_buy_above(by).or_refuse()
    return _to_parent(Destination.SHOP, by.seller_id, came_from, by, at)


@operation
@proven
def hand_to_child(*, account_id: int, came_from: str, by: Actor, at: datetime) -> Onward:
    """Hand `by` on to the console of the sub-reseller `account_id`, which must have given support access.

    There nobody asks for another proof of who it is, so a fresh one is needed here.

    Raises ProofNeeded, Forbidden, Account.DoesNotExist, NotLetIn.
    """
    may_help_children(by).or_refuse()
    account = Account.objects.sold_to_by(by.seller_id).resellers().get(pk=account_id, deleted_at__isnull=True)
    portal = portal_below(account.pk)
    if portal is None or not call_function("visits_consent_of", account.pk, at):
        raise NotLetIn(f"{account.name} has not given you support access. Ask for it.")
    return _made(VisitKind.SUPPORT, Destination.CONSOLE, portal, account.pk, came_from, by, at)


@step
def _to_parent(destination: Destination, account_id: int, came_from: str, by: Actor, at: datetime) -> Onward:
    portal = portal_above(by.seller_id)
    if portal is None:
        raise NoParent("There is no storefront above yours: nobody sells to you here.")
    return _made(VisitKind.WORKSPACE, destination, portal, account_id, came_from, by, at)


def _made(
    purpose: VisitKind,
    destination: Destination,
    portal: OpenPortal,
    account_id: int,
    came_from: str,
    by: Actor,
    at: datetime,
) -> Onward:
    secret = chance.secret()
    made = HandOff.objects.create(
        seller_id=by.seller_id,
        digest=digest_of(secret),
        purpose=purpose,
        destination=destination,
        target_id=portal.seller_id,
        user_id=by.user_id or 0,  # the rules let people only through
        account_id=account_id,
        came_from=came_from[:500],
        made_at=at,
        expires_at=at + LASTS,
    )
    record(
        "hand_off.made",
        subject=made,
        account_id=account_id,
        by=by,
        at=at,
        purpose=purpose,
        portal=portal.title,
        destination=destination,
    )
    return Onward(portal, secret)


def arrival_with(secret: str, *, at: datetime) -> Arrival | None:
    """Return who would come in with `secret` at the portal of the open scope; None when it does not work (any more)."""
    found = next(iter(call_function("visits_peek", digest_of(secret), at)), None)
    if found is None:
        return None
    return Arrival(VisitKind(found["purpose"]), found["person"], found["title"], found["account"] or "")


@operation
def begin_visit(*, secret: str, by: Actor, at: datetime) -> Visit:
    """Use the token up and let its person in, for a few hours at most; return the visit.

    `by` is the portal's own actor, with from where it is asked. Raises LinkSpent for a token that was used, is too old,
    was made for another portal, or whose person has no right to it any more: the answer does not tell which.
    """
    visit_id = call_scalar("visits_spend", digest_of(secret), STAYS, at)
    if visit_id is None:
        raise LinkSpent("This way in was used or has expired. Go back and open it again.")
    visit = Visit.objects.select_related("consent").get(pk=visit_id)
    record_visit("visit.began", visit, by=by, at=at)
    return visit
