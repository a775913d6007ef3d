"""The desk: where every console screen starts, so that none can start from another reseller's rows (OPS-3)."""

import functools
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Concatenate, ParamSpec

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode

from handsel.accounts.portal_models import SecondFactor
from handsel.accounts.portal_settings import OpenPortal
from handsel.accounts.standing import LOG_IN, Standing, effective_of
from handsel.console.may import May
from handsel.identity.actor import Actor, system
from handsel.identity.guests import VisitKind
from handsel.identity.models import Seat
from handsel.identity.roles import Role
from handsel.identity.seats import seats_of_user
from handsel.identity.second_factor import has_second_factor
from handsel.identity.session_models import Session
from handsel.kernel.clock import now
from handsel.kernel.counting import CompiledCounts, counts_up_to
from handsel.kernel.isolation import narrow_reading
from handsel.kernel.prepared import MOMENT, Prepared
from handsel.tasks.models import Task, TaskQuerySet
from handsel.timeline.origin import Origin, Way
from handsel.visits.staying import Stay
from handsel.web.places import OwnPlace, other_places
from handsel.web.portals import PortalRequest
from handsel.web.rows import SellerRows
from handsel.web.sessions import end_session, origin_of, session_of
from handsel.web.tables import COUNTED, bounded
from handsel.web.visiting import actor_of, guest_here

P = ParamSpec("P")


class Desk(SellerRows):
    """What one of a reseller's staff has before them: their reseller's rows and nothing else.

    `others` are the person's other places at this portal. A guest of the parent has a `stay` instead of a seat.
    `has_parent` says whether anybody sells to the reseller.
    `standing` is the effective state of the reseller itself; `has_open_tasks` says whether long work of theirs goes on.
    """

    others: Sequence[OwnPlace] = ()

    def __init__(
        self,
        who: Session | Stay,
        seat: Seat,
        standing: Standing,
        origin: Origin,
        *,
        has_open_tasks: bool = False,
        has_parent: bool = True,
        has_second_factor: bool = False,
    ) -> None:
        self.stay = who if isinstance(who, Stay) else None
        self.session = who if isinstance(who, Session) else None
        user, role = who.user, Role(seat.role)
        super().__init__(
            actor_of(who, origin)
            if isinstance(who, Stay)
            else Actor(
                user_id=user.pk,
                name=user.name,
                seller_id=seat.seller_id,
                role=role,
                own_accounts_only=seat.own_accounts_only,
                origin=origin,
                proved_at=who.proved_at,
            )
        )
        self.may = May(self.actor)
        self.seat = seat
        self.has_parent = has_parent
        self.user = user
        self.role = role
        self.standing = standing
        self.has_open_tasks = has_open_tasks
        self.has_second_factor = has_second_factor
        self.layouts: Mapping[str, Sequence[str]] = seat.layouts

    @functools.cached_property
    def numbers(self) -> Mapping[str, int]:
        """How much waits for an answer in each place of the side bar; counted once for side bar and inbox."""
        if self.actor.manager_id is not None:
            return counts_up_to(_waiting(self, now()))
        return WAITING.of(self.seller_id, now())

    def waiting_in(self, place: str) -> tuple[int, bool]:
        """Return how much waits in a place, and whether there is more than was counted."""
        return bounded(self.numbers[place])

    @property
    def own_open_tasks(self) -> TaskQuerySet:
        """The long work that this very person asked for and that is not over."""
        return self.tasks.open().filter(user_id=self.user.pk)


def _waiting(rows: SellerRows, at: datetime) -> dict[str, tuple[QuerySet[Any], int]]:
    """Return what waits for an answer, by its place in the side bar."""
    waiting: dict[str, QuerySet[Any]] = {
        "orders": rows.sales.awaiting_us(),
        "deliveries": rows.delivery_tasks.to_do(),
        "refunds": rows.refunds.to_decide(),
        "funds": rows.confirmations.waiting(at),
        "announcements": rows.announcements.waiting(at),
        "sign-ups": rows.sign_ups.waiting(),
    }
    return {place: (found, COUNTED + 1) for place, found in waiting.items()}


WAITING = CompiledCounts(lambda seller_id, at: _waiting(SellerRows(system(seller_id)), at), at=MOMENT)


class DeskRequest(PortalRequest):
    """The request as every console view gets it: someone is logged in and sits at a desk."""

    desk: Desk
    portal: OpenPortal


def at_desk(
    view: Callable[Concatenate[DeskRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let staff of the portal's reseller in; send everybody else to the log-in page."""

    @functools.wraps(view)
    def seated(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        desk = _desk_of(request)
        if desk is None:
            return redirect(f"{resolve_url('console:log-in')}?{urlencode({'next': request.get_full_path()})}")
        if needs_set_up(request.portal, desk, view):  # type: ignore[attr-defined]  # a request of a portal
            return redirect("console:security")
        request.desk = desk  # type: ignore[attr-defined]  # it becomes a DeskRequest here
        if desk.actor.manager_id is not None:
            narrow_reading(desk.actor.scope)
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    seated.needs = "desk"  # type: ignore[attr-defined]  # read by the rule that every view says who may see it
    return seated  # type: ignore[return-value]  # mypy loses the request's class in wraps


def needs_set_up(portal: OpenPortal, desk: Desk, view: Callable[..., HttpResponseBase]) -> bool:
    """Whether the portal asks for a second factor that this person lacks, and `view` is not where one sets it up."""
    is_required = portal.staff_second_factor == SecondFactor.REQUIRED and not desk.has_second_factor
    return is_required and desk.stay is None and not getattr(view, "is_own", False)


def _desk_of(request: HttpRequest) -> Desk | None:
    stay = guest_here(request, VisitKind.SUPPORT)
    if stay is not None and stay.standing in LOG_IN:
        return Desk(stay, stay.seat, stay.standing, origin_of(request, Way.CONSOLE))
    session = session_of(request)
    if session is None:
        return None
    seat = STAFF_SEATS.first(session.user_id, now())
    if seat is None:
        return None
    standing = Standing(seat.standing)
    if standing not in LOG_IN:
        end_session(request)
        return None
    desk = Desk(
        session,
        seat,
        standing,
        origin_of(request, Way.CONSOLE),
        has_open_tasks=seat.has_open_tasks,
        has_parent=seat.has_parent,
        has_second_factor=seat.has_second_factor,
    )
    if seat.has_others:
        desk.others = other_places(seat, seats_of_user(session.user))
    return desk


def _open_tasks_of_seat() -> TaskQuerySet:
    return Task.objects.open().filter(
        seller_id=OuterRef("seller_id"), user_id=OuterRef("user_id"), due_at__isnull=False
    )


def _staff_seats(user_id: int, at: datetime) -> QuerySet[Any]:
    """Return where the user works, each seat with what the frame of a page needs beside it."""
    return Seat.objects.filter(user_id=user_id, buyer__isnull=True).annotate(
        standing=effective_of("seller_id", at),
        has_open_tasks=Exists(_open_tasks_of_seat()),
        has_parent=~Q(seller__seller_id=F("seller_id")),
        has_others=Exists(
            Seat.objects.filter(seller_id=OuterRef("seller_id"), user_id=OuterRef("user_id"), buyer__isnull=False)
        ),
        has_second_factor=ExpressionWrapper(has_second_factor("user_id"), output_field=BooleanField()),
    )


STAFF_SEATS = Prepared(_staff_seats, at=MOMENT)
