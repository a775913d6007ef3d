"""Invite people, let them activate their log-in, send the link again (USR-1, USR-2, USR-5)."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.identity.actor import Actor
from handsel.identity.guests import closed_to_guests
from handsel.identity.links import spend_link
from handsel.identity.models import DateFormat, OneTimeLink, Seat, User
from handsel.identity.proof import proven
from handsel.identity.roles import BUYERS, STAFF, Role
from handsel.identity.rules import could_invite_to, may_add_buyers, may_invite_staff
from handsel.kernel.email import is_email
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Invalid
from handsel.timeline.record import record

_WEAK: dict[str, str | Promise] = {
    "password_too_short": gettext_lazy("This password is too short: take ten characters or more."),
    "password_too_common": gettext_lazy("This password is too well known: it is among the first that others try."),
    "password_too_similar": gettext_lazy("This password is too much like your name or e-mail address."),
}
"""Why a password is too easy to guess, by the code of the check that says so."""


_NAME_MISSING = {
    "first_name": gettext_lazy("Enter the first name."),
    "last_name": gettext_lazy("Enter the last name."),
}


@dataclass(frozen=True)
class Person:
    """Who is invited. `language` is a code such as "de"; `date_format` one of `DateFormat`."""

    first_name: str
    last_name: str
    email: str
    language: str
    date_format: str


class AlreadyActive(Conflict):
    """The user activated the log-in already."""

    code = "already_active"


class Deactivated(Conflict):
    """The user was deactivated: no link or password lets them in until somebody activates them."""

    code = "user_deactivated"


@operation
@closed_to_guests
@proven
def add_storefront_user(
    *, buyer_id: int, person: Person, role: Role = Role.BUYER_AND_BILLING, by: Actor, at: datetime
) -> User:
    """Give a person a log-in at the storefront for one customer; a welcome mail with an activation link follows.

    A person known at this portal keeps name and password and gets one more seat.

    Raises ProofNeeded, Forbidden, NotForGuests, Invalid with what is wrong by field.
    """
    may_add_buyers(by).or_refuse()
    return let_in(buyer_id, person, role, by, at)


@step
def let_in(buyer_id: int, person: Person, role: Role, by: Actor, at: datetime) -> User:
    """Do what `add_storefront_user` promises, for whoever may. Raises Invalid with what is wrong by field."""
    if role not in BUYERS:
        raise Invalid(fields={"role": _("Choose buyer, billing, or buyer and billing.")})
    user = _known_or_new(person, by, at)
    if user.deactivated_at is not None:
        raise Invalid(
            fields={
                "email": _("%(email)s is a user of yours who is deactivated. Activate the user first.")
                % {"email": user.email}
            }
        )
    is_new = Seat.objects.get_or_create(seller_id=by.seller_id, user=user, buyer_id=buyer_id, defaults={"role": role})[
        1
    ]
    if not is_new:
        raise Invalid(
            fields={"email": _("%(email)s is a storefront user of this customer already.") % {"email": user.email}}
        )
    record("user.invited", subject=user, account_id=buyer_id, by=by, at=at, role=role, invited_by=by.name)
    return user


@operation
@closed_to_guests
@proven
def invite_staff(*, person: Person, role: Role, by: Actor, at: datetime, own_accounts_only: bool = False) -> User:
    """Invite a person to the staff of the reseller; an invitation with an activation link follows by mail.

    An account manager with `own_accounts_only` sees the accounts that name them as account manager, and no others.
    Raises ProofNeeded, Forbidden, Invalid with what is wrong by field.
    """
    check_narrowing(role, own_accounts_only=own_accounts_only)
    may_invite_staff(by, role).or_refuse()
    user = _known_or_new(person, by, at)
    if Seat.objects.filter(user=user, role__in=STAFF).exists():
        raise Invalid(fields={"email": _("%(email)s belongs to the staff already.") % {"email": user.email}})
    Seat.objects.create(
        seller_id=by.seller_id, user=user, buyer_id=None, role=role, own_accounts_only=own_accounts_only
    )
    record("user.invited", subject=user, account_id=by.seller_id, by=by, at=at, role=role, invited_by=by.name)
    return user


@operation
def resend_activation_link(*, user_id: int, by: Actor, at: datetime) -> User:
    """Send the activation link once more; the older one stops working.

    Raises Forbidden, User.DoesNotExist, AlreadyActive, Deactivated.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    seat = first_seat(user)
    could_invite_to(by, seat).or_refuse()
    return send_link_again(user, seat, by, at)


@step
def send_link_again(user: User, seat: Seat, by: Actor, at: datetime) -> User:
    """Do what `resend_activation_link` promises, for whoever may. Raises AlreadyActive, Deactivated."""
    if user.activated_at is not None:
        raise AlreadyActive(_("%(name)s has activated the log-in already.") % {"name": user.name})
    refuse_deactivated(user)
    account_id, role = seat.buyer_id or by.seller_id, seat.role
    record("user.invited", subject=user, account_id=account_id, by=by, at=at, role=role, invited_by=by.name, again=True)
    return user


@operation
def activate(*, secret: str, password: str, by: Actor, at: datetime) -> User:
    """Set the first password through the link of the welcome mail; the link works once.

    `by` is the portal's own actor, since nobody is logged in yet. Raises LinkSpent, Invalid naming `password`.
    """
    user = spend_link(secret=secret, purpose=OneTimeLink.Purpose.ACTIVATION, at=at)
    check_password_quality(password, user)
    user.set_password(password)
    user.activated_at = user.activated_at or at
    user.last_login = at  # they are let in with it
    user.save(update_fields=["password", "activated_at", "last_login"])
    author = Actor(user_id=user.pk, name=user.name, seller_id=by.seller_id, role=by.role, origin=by.origin)
    account_id = first_seat(user).buyer_id or by.seller_id
    record("user.activated", subject=user, account_id=account_id, by=author, at=at)
    return user


def refuse_deactivated(user: User) -> None:
    """Raise Deactivated where `user` was shut out."""
    if user.deactivated_at is not None:
        raise Deactivated(_("%(name)s is deactivated. Activate the user first.") % {"name": user.name})


def first_seat(user: User) -> Seat:
    """Return the seat that `user` was invited to; who has several got this one first."""
    return Seat.objects.filter(user=user).order_by("pk")[0]


def check_narrowing(role: Role, *, own_accounts_only: bool) -> None:
    """Raise Invalid, naming `own_accounts_only`, where it is asked for a role that always sees all accounts."""
    if own_accounts_only and role != Role.ACCOUNT_MANAGER:
        told = f"Only account managers can be narrowed to their own accounts; the role {role.label} sees all."
        raise Invalid(fields={"own_accounts_only": told})


def check_password_quality(password: str, user: User) -> None:
    """Raise Invalid, naming `password`, when it is too easy to guess."""
    try:
        validate_password(password, user)
    except ValidationError as found:
        codes = [error.code or "" for error in found.error_list]
        raise Invalid(fields={"password": " ".join(str(_WEAK[code]) for code in codes)}) from None


@step
def _known_or_new(person: Person, by: Actor, at: datetime) -> User:
    email = person.email.strip().lower()
    faults = find_person_faults(person)
    if faults:
        raise Invalid(fields=faults)
    user, _ = User.objects.get_or_create(
        seller_id=by.seller_id,
        email=email,
        defaults={
            "login_key": login_key(by.seller_id, email),
            "first_name": person.first_name.strip(),
            "last_name": person.last_name.strip(),
            "language": person.language,
            "date_format": person.date_format,
            "created_at": at,
            "password": "!",
        },
    )
    return user


def find_person_faults(person: Person) -> dict[str, str]:
    """Return what is wrong, as sentences by field; all five fields are mandatory (USR-1)."""
    faults = {field: str(missing) for field, missing in _NAME_MISSING.items() if not getattr(person, field).strip()}
    if not is_email(person.email.strip().lower()):
        faults["email"] = _("Enter a full e-mail address, such as ingrid@fjord.no.")
    if person.language not in dict(settings.LANGUAGES):
        faults["language"] = _("Choose a language: %(languages)s.") % {"languages": ", ".join(dict(settings.LANGUAGES))}
    if person.date_format not in DateFormat.values:
        faults["date_format"] = _("Choose a date format.")
    return faults


def login_key(seller_id: int, email: str) -> str:
    """Return what makes a user unique in the installation: the portal and the address."""
    return f"{seller_id}:{email.strip().lower()}"
