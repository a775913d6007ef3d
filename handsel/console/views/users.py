"""Storefront users of a customer: list, add, edit, and what is done to one after a confirmation (USR-1 to USR-4)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from handsel.console.desk import Desk, DeskRequest, at_desk
from handsel.console.forms.catalog import ConfirmForm
from handsel.console.records import record_of
from handsel.console.returning import done_here
from handsel.console.user_deeds import DEEDS
from handsel.console.users_seen import UserList
from handsel.identity.models import Seat, User
from handsel.identity.people import Person, add_storefront_user
from handsel.identity.profiles import Profile, change_storefront_user
from handsel.identity.roles import Role
from handsel.identity.rules import may_add_buyers, may_invite_buyers
from handsel.kernel.clock import now
from handsel.web.answers import done
from handsel.web.user_form import StorefrontUserEditForm, StorefrontUserForm


@at_desk
@require_GET
def account_users(request: DeskRequest, number: int) -> HttpResponse:
    desk = request.desk
    record = record_of(desk, number, "account-users")
    listed = UserList(desk, record.account, request.GET)
    shown = {"listed": listed, "may_add": may_add_buyers(desk.actor), "account": record.account}
    if request.htmx.target == "rows":
        return render(request, "console/accounts/users.html#rows", shown)
    return render(request, "console/accounts/users.html", shown | {"record": record})


@at_desk
@require_http_methods(["GET", "POST"])
def user_new(request: DeskRequest, number: int) -> HttpResponse:
    desk = request.desk
    account = get_object_or_404(desk.accounts.customers(), number=number)
    may_add_buyers(desk.actor).or_refuse()
    form = StorefrontUserForm(request.POST or None, portal=request.portal, inviter=desk.user)
    user = form.submit(lambda typed: _add(desk, account.pk, **typed))
    if user:
        return done(request, _told_of(user), "console:account-users", account.number)
    return render(request, "console/users/new.html", {"form": form, "account": account}, status=form.status)


def _add(desk: Desk, buyer_id: int, *, role: str, **person: Any) -> User:
    return add_storefront_user(buyer_id=buyer_id, person=Person(**person), role=Role(role), by=desk.actor, at=now())


def _told_of(user: User) -> str:
    """Say what comes by mail: staff know the people of their own portal, so it may be told who was one before."""
    if user.activated_at:
        return _("%s has a log-in here already, and can use it for this customer too; a mail says so.") % user.name
    return _("%s is added; a mail with the activation link is on its way.") % user.name


@at_desk
@require_http_methods(["GET", "POST"])
def user_edit(request: DeskRequest, number: int, user_id: int) -> HttpResponse:
    desk = request.desk
    may_invite_buyers(desk.actor).or_refuse()
    seat = _seat(desk, number, user_id)
    form = StorefrontUserEditForm(request.POST or None, portal=request.portal, user=seat.user, role=seat.role)
    if form.submit(lambda typed: _change(desk, seat, **typed)):
        return done_here(
            request, _("%s is saved.") % _seat(desk, number, user_id).user.name, "console:account-users", number
        )
    return render(
        request, "console/users/edit.html", {"form": form, "seat": seat, "number": number}, status=form.status
    )


def _change(desk: Desk, seat: Seat, *, role: str, **profile: str) -> Seat:
    return change_storefront_user(seat_id=seat.pk, profile=Profile(**profile), role=Role(role), by=desk.actor, at=now())


@at_desk
@require_http_methods(["GET", "POST"])
def user_deed(request: DeskRequest, number: int, user_id: int, deed: str) -> HttpResponse:
    desk = request.desk
    if deed not in DEEDS:
        raise Http404
    wanted = DEEDS[deed]
    seat = _seat(desk, number, user_id)
    wanted.may(desk.actor, seat).or_refuse()
    form = ConfirmForm(request.POST or None)
    user = form.submit(lambda _typed: wanted.act(seat, desk.actor))
    if user:
        return done_here(
            request, wanted.told % {"name": user.name, "email": user.email}, "console:account-users", number
        )
    shown = {"form": form, "deed": wanted, "text": wanted.asked(seat), "seat": seat, "number": number}
    return render(request, "console/users/deed.html", shown, status=form.status)


def _seat(desk: Desk, number: int, user_id: int) -> Seat:
    account = get_object_or_404(desk.accounts.customers(), number=number)
    seats = desk.storefront_seats.filter(buyer=account).select_related("user")
    found: Seat = get_object_or_404(seats, user_id=user_id)
    return found
