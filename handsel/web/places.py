"""The places of one person at one portal: switch between them without logging in again, the last one kept (USR-5).

The session says which seat was taken; whether it is there is asked of the seats with every page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from handsel.identity.actor import Actor
from handsel.identity.models import Seat, User
from handsel.identity.roles import Role
from handsel.identity.seats import seats_of_user, take_seat
from handsel.kernel.clock import now
from handsel.timeline.origin import Way
from handsel.web.access import anyone
from handsel.web.portals import PortalRequest
from handsel.web.sessions import origin_of, user_of
from handsel.web.visiting import leave

S = TypeVar("S", bound=Seat)
_KEPT = "seat"


@dataclass(frozen=True)
class OwnPlace:
    """One of a person's places: a seat, and how it is called."""

    seat: Seat

    @property
    def is_console(self) -> bool:
        return self.seat.buyer_id is None

    @property
    def label(self) -> str:
        return str((self.seat.buyer or self.seat.seller).name)

    @property
    def note(self) -> str:
        """Where it is, and as what."""
        return _("Console") if self.is_console else _("Storefront")


def chosen_of(request: HttpRequest, seats: Sequence[S]) -> S:
    """Return the one of `seats`, which are not none, that this session took; else the first."""
    chosen = request.session.get(_KEPT)
    return next((seat for seat in seats if seat.pk == chosen), seats[0])


def other_places(seat: Seat, seats: Iterable[Seat]) -> list[OwnPlace]:
    """Return the places beside `seat`."""
    return [OwnPlace(one) for one in seats if one.pk != seat.pk]


def after_log_in(user: User, wanted: str, otherwise: str) -> str:
    """Return where a person who has just logged in goes: where they wanted, or to the choice if they have both faces.

    `otherwise` is where they go who wanted nothing in particular.
    """
    faces = {buyer is None for buyer in Seat.objects.filter(user=user).values_list("buyer", flat=True)}
    return resolve_url("places") if wanted == resolve_url(otherwise) and len(faces) > 1 else wanted


@anyone
@never_cache
@require_safe
def places(request: PortalRequest) -> HttpResponse:
    """Offer a person all their places."""
    user = user_of(request)
    if user is None or not user.is_active:
        return redirect("storefront:log-in")
    return render(request, "web/places.html", {"places": [OwnPlace(seat) for seat in seats_of_user(user)]})


@anyone
@require_POST
def place_take(request: PortalRequest, pk: int) -> HttpResponse:
    """Take another seat of one's own; a look in a customer's place ends by that."""
    user = user_of(request)
    if user is None or not user.is_active:
        return redirect("storefront:log-in")
    seat = get_object_or_404(seats_of_user(user), pk=pk)
    way = Way.CONSOLE if seat.buyer_id is None else Way.STOREFRONT
    by = Actor(user.pk, user.name, seat.seller_id, Role(seat.role), origin=origin_of(request, way))
    take_seat(seat_id=seat.pk, by=by, at=now())
    leave(request)
    request.session[_KEPT] = seat.pk
    return redirect("console:start" if seat.buyer_id is None else "storefront:shop")
