"""A customer's own people let each other in and out of its storefront (USR-1, USR-2, USR-4, SHO-1)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from handsel.identity.actor import Actor
from handsel.identity.deactivation import end_log_in, give_log_in_back
from handsel.identity.guests import closed_to_guests
from handsel.identity.models import Seat, User
from handsel.identity.people import Person, find_person_faults, let_in, send_link_again
from handsel.identity.places import count_places, seats_of
from handsel.identity.profiles import Profile, give_role, write_profile
from handsel.identity.proof import proven
from handsel.identity.roles import BUYERS, Role
from handsel.identity.rules import may_see_to_own_users
from handsel.kernel.database import call_function
from handsel.kernel.isolation import Scope, scoped
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Forbidden, Invalid
from handsel.timeline.record import record


class PlaceElsewhere(Conflict):
    """The log-in serves other places at this portal too, of which these people know nothing."""

    code = "place_elsewhere"


@dataclass(frozen=True)
class OwnUser:
    """Somebody who logs in for the account; `is_theirs_alone` unless the log-in serves other places too."""

    seat_id: int
    first_name: str
    last_name: str
    email: str
    language: str
    date_format: str
    role: str
    activated_at: datetime | None
    deactivated_at: datetime | None
    is_theirs_alone: bool

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def role_label(self) -> str:
        """What the role is called."""
        return str(Role(self.role).label)


def own_users(buyer_id: int) -> list[OwnUser]:
    """Return who logs in at the storefront for `buyer_id`, by name, for its own people to read."""
    return [OwnUser(**row) for row in call_function("identity_own_users", buyer_id)]


@operation
@closed_to_guests
@proven
def invite_own_user(*, person: Person, role: Role, by: Actor, at: datetime) -> User:
    """Give a person a log-in for the own account; a welcome mail with an activation link follows.

    A person known at this portal keeps name and password and gets one more seat. Where the portal has closed their
    log-in, nobody is let in and the answer is the same: only the portal's staff is told.

    Raises ProofNeeded, Forbidden, NotForGuests, Invalid with what is wrong by field.
    """
    may_see_to_own_users(by).or_refuse()
    with _at_the_seller(by):
        closed = _closed_log_in(person, by)
        if closed is None or role not in BUYERS or find_person_faults(person):
            return let_in(_account_of(by), person, role, by, at)
        record(
            "user.invited_in_vain", subject=closed, account_id=_account_of(by), by=by, at=at,
            role=role, invited_by=by.name,
        )  # fmt: skip
        return closed


@operation
@closed_to_guests
@proven
def change_own_user(*, seat_id: int, profile: Profile, role: Role, by: Actor, at: datetime) -> Seat:
    """Change name, language, date format and role of somebody of the own account; nobody changes their own role.

    Who has other places at the portal keeps name, language and date format: they are the same everywhere.

    Raises ProofNeeded, Forbidden, NotForGuests, Seat.DoesNotExist, PlaceElsewhere, Invalid by field.
    """
    may_see_to_own_users(by).or_refuse()
    with _at_the_seller(by):
        seat = _seat(seat_id, by)
        if role not in BUYERS:
            raise Invalid(fields={"role": _("Choose buyer, billing, or buyer and billing.")})
        if role != seat.role and seat.user_id == by.user_id:
            raise Forbidden(_("Nobody changes their own role. Ask a colleague."))
        changes = write_profile(seat.user, profile)
        if changes:
            _refuse_other_places(seat.user)
        return give_role(seat, role, changes, by=by, at=at)


@operation
@closed_to_guests
@proven
def deactivate_own_user(*, seat_id: int, by: Actor, at: datetime) -> User:
    """Take the log-in away from somebody of the own account, at once and on every device.

    Raises ProofNeeded, Forbidden, NotForGuests, Seat.DoesNotExist, PlaceElsewhere.
    """
    may_see_to_own_users(by).or_refuse()
    return _decide(end_log_in, seat_id, by, at)


@operation
@closed_to_guests
@proven
def activate_own_user(*, seat_id: int, by: Actor, at: datetime) -> User:
    """Let somebody of the own account who was deactivated log in again.

    Raises ProofNeeded, Forbidden, NotForGuests, Seat.DoesNotExist, PlaceElsewhere.
    """
    may_see_to_own_users(by).or_refuse()
    return _decide(give_log_in_back, seat_id, by, at)


@operation
@closed_to_guests
def resend_own_link(*, seat_id: int, by: Actor, at: datetime) -> User:
    """Send somebody of the own account the activation link once more; the older one stops working.

    Raises Forbidden, NotForGuests, Seat.DoesNotExist, AlreadyActive, Deactivated.
    """
    may_see_to_own_users(by).or_refuse()
    with _at_the_seller(by):
        seat = _seat(seat_id, by)
        return send_link_again(seat.user, seat, by, at)


@step
def _decide(decide: Callable[..., User], seat_id: int, by: Actor, at: datetime) -> User:
    with _at_the_seller(by):
        user = _seat(seat_id, by).user
        if user.pk == by.user_id:
            raise Forbidden(_("Nobody deactivates themselves. Ask a colleague."))
        _refuse_other_places(user)
        return decide(user, seats_of(user), by=by, at=at)


@contextmanager
def _at_the_seller(by: Actor) -> Iterator[None]:
    """See the people of the portal: a storefront session, which is narrowed to its account, does not.

    What is done meanwhile starts from a seat of that very account, or makes one there.
    """
    with scoped(Scope((by.seller_id,)), author=by.signature):
        yield


def _closed_log_in(person: Person, by: Actor) -> User | None:
    """Return whose address it is, if they were deactivated and have no place in the own account, where one sees it."""
    users = User.objects.filter(seller_id=by.seller_id, email=person.email.strip().lower())
    return users.filter(deactivated_at__isnull=False).exclude(seats__buyer_id=_account_of(by)).first()


def _account_of(by: Actor) -> int:
    assert by.buyer_id is not None, "only buyers have the right"
    return by.buyer_id


def _seat(seat_id: int, by: Actor) -> Seat:
    seats = Seat.objects.select_for_update().select_related("user")
    return seats.get(pk=seat_id, seller_id=by.seller_id, buyer_id=_account_of(by))


def _refuse_other_places(user: User) -> None:
    if count_places(user) > 1:
        raise PlaceElsewhere(
            _("%(name)s uses this log-in for other accounts too. Ask your provider to change it.") % {"name": user.name}
        )
