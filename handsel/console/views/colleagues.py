"""What is changed about one of the staff: role, log-in, place (USR-5)."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handsel.accounts.leaving import deactivate_colleague, remove_colleague
from handsel.console.desk import Desk, DeskRequest, at_desk
from handsel.console.forms.staff import LeavingForm, RoleForm
from handsel.console.returning import done_here
from handsel.console.staff_seen import roles_to_give, successors
from handsel.identity.deactivation import activate_user
from handsel.identity.models import Seat
from handsel.identity.people import resend_activation_link
from handsel.identity.roles import Role
from handsel.identity.rules import (
    could_deactivate,
    could_invite_to,
    could_let_in_and_out,
    may_change_role,
    may_remove_staff,
)
from handsel.identity.staff import change_role
from handsel.kernel.clock import now
from handsel.web.forms import HouseForm

FORM = ["GET", "POST"]


@at_desk
@require_http_methods(FORM)
def staff_role(request: DeskRequest, user_id: int) -> HttpResponse:
    desk, seat = request.desk, _seat(request, user_id)
    may_change_role(desk.actor, seat, Role(seat.role)).or_refuse()
    start = {"role": seat.role, "own_accounts_only": seat.own_accounts_only}
    form = RoleForm(request.POST or None, initial=start, roles=roles_to_give(desk.actor))
    if form.submit(lambda typed: _change(desk, seat, **typed)):
        return done_here(request, _("The role of %s is changed.") % seat.user.name, "console:staff")
    return render(request, "console/staff/role.html", {"form": form, "seat": seat}, status=form.status)


def _change(desk: Desk, seat: Seat, *, role: str, own_accounts_only: bool) -> Seat:
    return change_role(
        user_id=seat.user_id, role=Role(role), own_accounts_only=own_accounts_only, by=desk.actor, at=now()
    )


@at_desk
@require_http_methods(FORM)
def staff_deactivate(request: DeskRequest, user_id: int) -> HttpResponse:
    desk, seat = request.desk, _seat(request, user_id)
    could_deactivate(desk.actor, seat.user, [seat]).or_refuse()
    form = _leaving(request, seat)
    if form.submit(lambda typed: deactivate_colleague(user_id=user_id, by=desk.actor, at=now(), **_handed(typed))):
        told = _("%s is deactivated and logged out everywhere.") % seat.user.name
        return done_here(request, told, "console:staff")
    return render(request, "console/staff/deactivate.html", {"form": form, "seat": seat}, status=form.status)


@at_desk
@require_http_methods(FORM)
def staff_remove(request: DeskRequest, user_id: int) -> HttpResponse:
    desk, seat = request.desk, _seat(request, user_id)
    may_remove_staff(desk.actor, seat).or_refuse()
    form = _leaving(request, seat)
    if form.submit(lambda typed: remove_colleague(user_id=user_id, by=desk.actor, at=now(), **_handed(typed))):
        return done_here(request, _("%s is removed from the staff.") % seat.user.name, "console:staff")
    return render(request, "console/staff/remove.html", {"form": form, "seat": seat}, status=form.status)


@at_desk
@require_http_methods(FORM)
def staff_activate(request: DeskRequest, user_id: int) -> HttpResponse:
    desk, seat = request.desk, _seat(request, user_id)
    could_let_in_and_out(desk.actor, [seat]).or_refuse()
    form = HouseForm(_posted(request))
    if form.submit(lambda _typed: activate_user(user_id=user_id, by=desk.actor, at=now())):
        return done_here(request, _("%s can log in again.") % seat.user.name, "console:staff")
    return render(request, "console/staff/activate.html", {"form": form, "seat": seat}, status=form.status)


@at_desk
@require_http_methods(FORM)
def staff_resend(request: DeskRequest, user_id: int) -> HttpResponse:
    desk, seat = request.desk, _seat(request, user_id)
    could_invite_to(desk.actor, seat).or_refuse()
    form = HouseForm(_posted(request))
    user = form.submit(lambda _typed: resend_activation_link(user_id=user_id, by=desk.actor, at=now()))
    if user:
        return done_here(request, _("A new link is on its way to %s.") % user.email, "console:staff")
    return render(request, "console/staff/resend.html", {"form": form, "seat": seat}, status=form.status)


def _seat(request: DeskRequest, user_id: int) -> Seat:
    return get_object_or_404(request.desk.staff_seats.select_related("user"), user_id=user_id)


def _posted(request: DeskRequest) -> QueryDict | None:
    """Return what was sent, were it nothing; None where the dialog is only opened."""
    return request.POST if request.method == "POST" else None


def _leaving(request: DeskRequest, seat: Seat) -> LeavingForm:
    desk = request.desk
    count = desk.accounts.filter(manager_id=seat.user_id).count()
    return LeavingForm(_posted(request), colleagues=successors(desk, seat.user_id) if count else [], count=count)


def _handed(typed: dict[str, Any]) -> dict[str, int | None]:
    return {"successor_id": typed.get("successor")}
