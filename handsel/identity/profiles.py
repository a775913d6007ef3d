"""Who a person is and how they like to read: changed by themselves, or by staff for a storefront user (USR-1)."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from handsel.identity.actor import Actor
from handsel.identity.guests import closed_to_guests
from handsel.identity.models import Seat, User
from handsel.identity.people import Person, find_person_faults, first_seat
from handsel.identity.places import count_places, refuse_unless_all_seen, seats_of
from handsel.identity.proof import has_fresh_proof, proven
from handsel.identity.roles import BUYERS, Role
from handsel.identity.rules import could_let_in_and_out, may_invite_buyers
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Invalid
from handsel.timeline.record import record


@dataclass(frozen=True)
class Profile:
    """What can be changed of a person; the e-mail address is the log-in and stays. All four are mandatory."""

    first_name: str
    last_name: str
    language: str
    date_format: str


class OnlyPlace(Conflict):
    """It is the user's only place: taken out of it, the log-in would lead nowhere."""

    code = "only_place"


@operation
@closed_to_guests
def change_own_profile(*, profile: Profile, by: Actor, at: datetime) -> User:
    """Change the name, language and date format of who asks.

    Raises NotForGuests, User.DoesNotExist, Invalid by field.
    """
    user = User.objects.select_for_update().get(seller_id=by.seller_id, pk=by.user_id or 0)
    changes = write_profile(user, profile)
    if changes:
        _tell(user, first_seat(user).buyer_id, changes, by=by, at=at)
    return user


@operation
def change_storefront_user(*, seat_id: int, profile: Profile, role: Role, by: Actor, at: datetime) -> Seat:
    """Change a storefront user's name, language and date format, and the role at the customer of this place.

    The name is the same at all places of a person, so whoever changes it could have let them in at each. Another role
    is other access: it asks for a fresh proof, a name does not.

    Raises ProofNeeded, Forbidden, Seat.DoesNotExist, Invalid by field.
    """
    seat = Seat.objects.select_for_update().select_related("user").get(pk=seat_id, buyer__isnull=False)
    may_invite_buyers(by).or_refuse()
    if role not in BUYERS:
        raise Invalid(fields={"role": _("Choose buyer, billing, or buyer and billing.")})
    if role != seat.role:
        has_fresh_proof(by, at).or_refuse()
    changes = write_profile(seat.user, profile)
    if changes:
        seats = seats_of(seat.user)
        could_let_in_and_out(by, seats).or_refuse()
        refuse_unless_all_seen(by, seat.user, seats)
    return give_role(seat, role, changes, by=by, at=at)


@step
def give_role(seat: Seat, role: Role, changes: dict[str, list[str]], *, by: Actor, at: datetime) -> Seat:
    """Give the person of `seat` its `role`, and record that with the other `changes`."""
    if role != seat.role:
        changes["role"] = [seat.role, role.value]
        seat.role = role
        seat.save(update_fields=["role"])
    if changes:
        _tell(seat.user, seat.buyer_id, changes, by=by, at=at)
    return seat


@operation
@proven
def remove_storefront_user(*, seat_id: int, by: Actor, at: datetime) -> User:
    """Take a storefront user out of one customer; the log-in goes on at their other places.

    Raises ProofNeeded, Forbidden, Seat.DoesNotExist, OnlyPlace.
    """
    seat = Seat.objects.select_related("user").get(pk=seat_id, buyer__isnull=False)
    user = User.objects.select_for_update().get(pk=seat.user_id)
    may_invite_buyers(by).or_refuse()
    if count_places(user) < 2:  # noqa: PLR2004 - this one, and another
        raise OnlyPlace(_("%(name)s has no other place here. Deactivate the user instead.") % {"name": user.name})
    record("user.taken_out", subject=user, account_id=seat.buyer_id or by.seller_id, by=by, at=at, role=seat.role)
    seat.delete()
    return user


@step
def write_profile(user: User, profile: Profile) -> dict[str, list[str]]:
    """Save what differs and return it with its values before and after; names are kept out of the timeline."""
    faults = find_person_faults(Person(**asdict(profile), email=user.email))
    if faults:
        raise Invalid(fields=faults)
    wanted = {name: value.strip() for name, value in asdict(profile).items()}
    changed = [name for name, value in wanted.items() if value != getattr(user, name)]
    told = {name: [getattr(user, name), wanted[name]] for name in changed if name in {"language", "date_format"}}
    for name in changed:
        setattr(user, name, wanted[name])
    user.save(update_fields=changed)
    return told | ({"name": ["", ""]} if len(told) < len(changed) else {})


@step
def _tell(user: User, buyer_id: int | None, changes: dict[str, list[str]], *, by: Actor, at: datetime) -> None:
    shown = {name: values for name, values in changes.items() if name != "name"}
    renamed = "name" in changes
    record(
        "user.changed", subject=user, account_id=buyer_id or by.seller_id, by=by, at=at, changes=shown, renamed=renamed
    )
