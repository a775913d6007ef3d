"""New customers on the way: of who buys at the parent for one, and of the parent that records one (ACC-21)."""

from dataclasses import dataclass
from datetime import datetime

from handsel.accounts.appearing import Appeared, known_or_added
from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account
from handsel.accounts.portal_settings import portal_of
from handsel.accounts.rules import may_manage_accounts
from handsel.identity.actor import Actor
from handsel.identity.guests import Guest, VisitKind, closed_to_guests
from handsel.identity.models import Seat
from handsel.identity.roles import Right, Role
from handsel.kernel.database import call_scalar
from handsel.kernel.isolation import Scope, scoped
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Forbidden
from handsel.timeline.origin import Origin
from handsel.visits.models import SupportConsent, Visit
from handsel.visits.rules import NotLetIn, may_help_children, rights_as_helper
from handsel.visits.staying import record_visit, stay_of

BOUGHT_FOR, BY_PROVIDER = "bought_for", "by_provider"


class VisitOver(Conflict):
    """The visit is over, or it is none in which one buys for customers."""

    code = "visit_over"


@dataclass(frozen=True)
class Newcomer:
    """Whom one goes on to buy for, and the visit in which one does."""

    visit: Visit
    name: str
    was_known: bool


@operation
def buy_for_newcomer(*, visit_id: int, details: AccountDetails, by: Actor, at: datetime) -> Newcomer:
    """Go on at the parent for a customer that is new at home, or known there by its e-mail address or number.

    The customer stands in the own list from then on; the parent gets to know of it what the glass wall lets through.
    The visit ends, and one for that customer begins, no longer than the first. `by` is the parent's portal.

    Raises VisitOver, Forbidden, Invalid with what is wrong by field.
    """
    stay = stay_of(visit_id, at=at)
    visit = Visit.objects.select_for_update(of=("self",)).filter(pk=visit_id, ended_at=None).first()
    if stay is None or visit is None or stay.kind != VisitKind.WORKSPACE:
        raise VisitOver("Your visit is over. Come again from your own console.")
    if Right.SHOP not in stay.rights:
        raise Forbidden("You only look here.")
    appeared, reference = _appear_at_home(visit, details, by.origin, at)
    visit.ended_at = at
    visit.save(update_fields=["ended_at"])
    record_visit("visit.ended", visit, by=by, at=at)
    names = ("seller_id", "kind", "home_id", "home_title", "user_id", "person", "buyer_id", "destination", "came_from",
             "expires_at")  # fmt: skip
    kept = {name: getattr(visit, name) for name in names}
    fresh = Visit.objects.create(**kept, end_customer_id=reference, began_at=at)
    record_visit("visit.began", fresh, by=by, at=at)
    return Newcomer(fresh, str(appeared.account.name), appeared.was_known)


@operation
@closed_to_guests
def record_for_child(*, reseller_id: int, details: AccountDetails, by: Actor, at: datetime) -> Account:
    """Record a customer for a sub-reseller that has let its provider in to work there; return the sub-reseller.

    It is as if `by` had gone there and done it: what the child's role for its provider lets do counts, and its
    timeline names who it was. Whether the customer was known there already is not told.

    Raises Forbidden, NotForGuests, Account.DoesNotExist, NotLetIn without support access, Invalid with what is wrong by
    field.
    """
    may_help_children(by).or_refuse()
    may_manage_accounts(by).or_refuse()
    child = Account.objects.sold_to_by(by.seller_id).resellers().get(pk=reseller_id)
    home = portal_of(by.seller_id).title
    with scoped(Scope((child.pk,)), author=by.signature):
        there = _helper_at(child.pk, home, by, at)
    if there is None:
        raise NotLetIn(f"{child.name} has not given you support access.")
    with scoped(there.scope, author=there.signature):
        known_or_added(details, BY_PROVIDER, by=there, at=at)
    return child


def asked_at(reseller_id: int) -> frozenset[str]:
    """Return what a reseller, the own one or one just below, demands of new customers; nothing else of it is read."""
    with scoped(Scope((reseller_id,))):
        return portal_of(reseller_id).mandatory_fields


@step
def _appear_at_home(visit: Visit, details: AccountDetails, origin: Origin, at: datetime) -> tuple[Appeared, int]:
    """Let the customer appear at the home of `visit`, and return how its seller refers to it."""
    with scoped(Scope((visit.home_id,))):
        seats = Seat.objects.filter(seller_id=visit.home_id, user_id=visit.user_id, buyer_id=None)
        seat = seats.first()
    if seat is None:
        raise VisitOver("Your visit is over. Come again from your own console.")
    person = Actor(
        visit.user_id, visit.person, visit.home_id, Role(seat.role), own_accounts_only=seat.own_accounts_only,
        origin=origin,
    )  # fmt: skip
    with scoped(person.scope, author=person.signature):
        appeared = known_or_added(details, BOUGHT_FOR, by=person, at=at)
        return appeared, int(call_scalar("accounts_end_customer_above", appeared.account.pk, at))


def _helper_at(child_id: int, home: str, by: Actor, at: datetime) -> Actor | None:
    """Return `by` as the child lets its provider in now; None where it does not."""
    consent = SupportConsent.objects.filter(seller_id=child_id, ended_at=None, until__gt=at).first()
    if consent is None:
        return None
    guest = Guest(None, VisitKind.SUPPORT, rights_as_helper(Role(by.role)) if by.role else frozenset())
    origin = Origin(by.origin.way, by.origin.address, home, consent.given_by_name)
    return Actor(None, by.name, child_id, Role(consent.role), origin=origin, guest=guest)
