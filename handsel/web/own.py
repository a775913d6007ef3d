"""What belongs to the person who is logged in, at whichever face: their sessions and how they get in (USR-7)."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Concatenate, ParamSpec

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern

from handsel.identity.actor import Actor
from handsel.identity.factor_models import Authenticator, Passkey, RecoveryCode
from handsel.identity.models import User
from handsel.identity.session_models import Session, SessionQuerySet
from handsel.kernel.clock import now
from handsel.kernel.isolation import narrow_reading
from handsel.web.portals import PortalRequest

P = ParamSpec("P")


@dataclass(frozen=True)
class Own:
    """What somebody has to get in with: all queries start here, and find rows of this very person only.

    `face` is the URL namespace of the face they came by. The log-in is the portal's and not a buyer's: so `actor`
    is the person without the account they buy for.
    """

    session: Session
    actor: Actor
    face: str

    @property
    def user(self) -> User:
        return self.session.user

    @property
    def sessions(self) -> SessionQuerySet:
        """Where they are logged in."""
        return Session.objects.open(now()).filter(**self._theirs)

    @property
    def app(self) -> Authenticator | None:
        """Their authenticator app."""
        return Authenticator.objects.filter(**self._theirs).first()

    @property
    def passkeys(self) -> QuerySet[Passkey]:
        """Their passkeys, at whichever host of the portal."""
        return Passkey.objects.filter(**self._theirs)

    @property
    def codes_left(self) -> int:
        """How many recovery codes were not used yet."""
        return RecoveryCode.objects.filter(**self._theirs, used_at__isnull=True).count()

    @property
    def _theirs(self) -> dict[str, int]:
        return {"seller_id": self.actor.seller_id, "user_id": self.session.user_id}

    @property
    def frame(self) -> str:
        """The template that the pages stand in."""
        return f"{self.face}/own/frame.html"

    @property
    def home(self) -> str:
        """The URL name of the page that everything here leads back to."""
        return f"{self.face}:security"


class OwnRequest(PortalRequest):
    """The request of somebody who looks after their own log-in."""

    own: Own


OwnView = Callable[Concatenate[OwnRequest, P], HttpResponseBase]
Seated = Callable[[Callable[..., Any]], Callable[..., Any]]


def for_oneself(view: OwnView[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Give `request.own` to a view of either face; stands below at_desk or at_counter."""

    @functools.wraps(view)
    def shown(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        desk: Any = getattr(request, "desk", None)
        seat = desk or request.counter  # type: ignore[attr-defined]  # one of the two let the person in
        if seat.session is None:
            # A guest's log-in is at home.
            raise Http404
        own = Own(seat.session, replace(seat.actor, buyer_id=None), "console" if desk else "storefront")
        narrow_reading(own.actor.scope)
        request.own = own  # type: ignore[attr-defined]  # it becomes an OwnRequest here
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    shown.is_own = True  # type: ignore[attr-defined]  # read where a second factor is demanded first
    return shown  # type: ignore[return-value]  # mypy loses the request's class in wraps


def seated(seat: Seated, patterns: list[URLPattern]) -> list[URLPattern]:
    """Return `patterns` with each view behind the door of one face."""
    for pattern in patterns:
        pattern.callback = seat(for_oneself(pattern.callback))
    return patterns
