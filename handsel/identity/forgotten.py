"""A new link for who lost theirs: the same answer, and the same work, for every address (USR-2, USR-3)."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from handsel.identity.actor import Actor, system
from handsel.identity.guests import closed_to_guests
from handsel.identity.models import LinkRequest, Seat, User
from handsel.identity.people import first_seat, refuse_deactivated
from handsel.identity.places import refuse_unless_all_seen, seats_of
from handsel.identity.proof import proven
from handsel.identity.rules import could_let_in_and_out
from handsel.identity.throttling import Place
from handsel.kernel.email import is_email
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Invalid, Refusal
from handsel.timeline.models import Event
from handsel.timeline.origin import Origin
from handsel.timeline.record import record

KEPT = timedelta(days=1)
A_WHILE = timedelta(hours=1)
ASKS_FROM_NETWORK = 20
ASKS_FOR_ADDRESS = 3
"""How many asks in an hour are heard: from one network, and for one e-mail address."""


class AskedTooOften(Refusal):
    """Too many links were asked for from this network within an hour."""

    code = "asked_too_often"
    status = 429


class NotActivated(Conflict):
    """The user has not chosen a password yet: what helps is the activation link, sent again."""

    code = "not_activated"


@operation
def ask_for_link(*, email: str, place: Place, by: Actor, at: datetime) -> LinkRequest:
    """Note that somebody at `place` wants a link for `email`; whoever has that address here gets it by mail soon.

    Nothing is looked up here: what happens, and how long it takes, is the same for all addresses. `by` is the portal.

    Raises Invalid naming `email` when it is no address, AskedTooOften.
    """
    email = email.strip().lower()
    if not is_email(email):
        raise Invalid(fields={"email": _("Enter a full e-mail address, such as ingrid@fjord.no.")})
    asked = LinkRequest.objects.filter(seller_id=by.seller_id)
    if asked.filter(address=place.network, at__gt=at - A_WHILE)[:ASKS_FROM_NETWORK].count() >= ASKS_FROM_NETWORK:
        raise AskedTooOften(_("Too many links were asked for from here. Wait an hour and try again."))
    asked.filter(at__lte=at - KEPT).delete()
    request = LinkRequest.objects.create(seller_id=by.seller_id, email=email, address=place.network, at=at)
    record("link.asked", subject=request, account_id=by.seller_id, by=by, at=at)
    return request


@step
def answer_request(event: Event, at: datetime) -> None:
    """Let the person who has the address get the link that helps; the timeline of their account tells it.

    Those who can log in get one for a new password, those invited their activation link again, all others nothing.
    A fourth ask within an hour is not heard: nobody's mailbox is filled by others.
    """
    request = LinkRequest.objects.filter(pk=event.subject_id).first()
    if request is None:
        return
    same = LinkRequest.objects.filter(seller_id=request.seller_id, email=request.email)
    if same.filter(at__gt=request.at - A_WHILE, pk__lt=request.pk).count() >= ASKS_FOR_ADDRESS:
        return
    user = User.objects.filter(seller_id=request.seller_id, email=request.email, deactivated_at=None).first()
    seat = Seat.objects.filter(user=user).order_by("pk").first()
    if user is None or seat is None:
        return
    by = system(request.seller_id).coming_from(Origin(event.way, event.address or ""))
    account_id = seat.buyer_id or user.seller_id
    if user.activated_at:
        record("user.reset_wanted", subject=user, account_id=account_id, by=by, at=at, forgotten=True)
    else:
        record(
            "user.invited", subject=user, account_id=account_id, by=by, at=at, role=seat.role, invited_by="", again=True
        )


@operation
@closed_to_guests
@proven
def send_reset_link(*, user_id: int, by: Actor, at: datetime) -> User:
    """Send a person a link to choose a new password with; the one they have works on until then.

    Raises ProofNeeded, Forbidden, NotForGuests, User.DoesNotExist, NotActivated, Deactivated.
    """
    user = User.objects.select_for_update().get(seller_id=by.seller_id, pk=user_id)
    seats = seats_of(user)
    could_let_in_and_out(by, seats).or_refuse()
    refuse_unless_all_seen(by, user, seats)
    if user.activated_at is None:
        raise NotActivated(f"{user.name} has not chosen a password yet. Send the activation link again instead.")
    refuse_deactivated(user)
    account_id = first_seat(user).buyer_id or by.seller_id
    record("user.reset_wanted", subject=user, account_id=account_id, by=by, at=at)
    return user
