"""Users of the account, seen to by its own people: a list, invited, changed, let in and out (USR-1, USR-2, USR-4)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from handsel.accounts.folding import fold
from handsel.identity.models import Seat, User
from handsel.identity.own_users import (
    OwnUser,
    activate_own_user,
    change_own_user,
    deactivate_own_user,
    invite_own_user,
    resend_own_link,
)
from handsel.identity.people import Person
from handsel.identity.profiles import Profile
from handsel.identity.roles import Role
from handsel.kernel.clock import now
from handsel.storefront.counter import CounterRequest, at_counter, if_allowed
from handsel.web.answers import done
from handsel.web.forms import SureForm
from handsel.web.searches import searched
from handsel.web.tables import page_of_list
from handsel.web.user_form import StorefrontUserEditForm, StorefrontUserForm

FORM = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Deed:
    """What is done to one user after a question; texts have their name and e-mail address in them."""

    heading: str | Promise
    question: str | Promise
    told: str | Promise
    act: Callable[..., User]
    icon: str


DEEDS: Mapping[str, Deed] = {
    "resend": Deed(
        gettext_lazy("Resend activation link"),
        gettext_lazy("%(email)s gets a new mail with an activation link. The link sent before stops working."),
        gettext_lazy("A new link is on its way to %(email)s."),
        resend_own_link,
        "mail-forward",
    ),
    "deactivate": Deed(
        gettext_lazy("Deactivate User"),
        gettext_lazy(
            "%(name)s is logged out at once, on every device, and cannot log in until somebody activates the user."
        ),
        gettext_lazy("%(name)s is deactivated and logged out everywhere."),
        deactivate_own_user,
        "user-off",
    ),
    "activate": Deed(
        gettext_lazy("Activate User"),
        gettext_lazy(
            "%(name)s can log in again, with the password from before. Whoever never chose one needs a new activation "
            "link."
        ),
        gettext_lazy("%(name)s can log in again."),
        activate_own_user,
        "user-check",
    ),
}
"""The last part of the address -> what it does."""


@at_counter
@if_allowed("may_see_to_users")
@require_safe
def users(request: CounterRequest) -> HttpResponse:
    text = searched(request.GET)
    words = fold(text).split()
    found = [user for user in request.counter.users if all(word in fold(f"{user.name} {user.email}") for word in words)]
    shown = {"page": page_of_list(found, request.GET), "text": text, "person": request.counter.user}
    is_search = request.headers.get("HX-Request") and request.headers.get("HX-Target") == "users"
    return render(request, f"storefront/users/{'_rows' if is_search else 'list'}.html", shown)


@at_counter
@if_allowed("may_see_to_users")
@require_http_methods(FORM)
def user_new(request: CounterRequest) -> HttpResponse:
    counter = request.counter
    form = StorefrontUserForm(request.POST or None, portal=request.portal, inviter=counter.user)
    if form.submit(
        lambda typed: invite_own_user(role=Role(typed.pop("role")), person=Person(**typed), by=counter.actor, at=now())
    ):
        told = _("A mail to %s is on its way. It says how to log in.") % form.cleaned_data["email"]
        return done(request, told, "storefront:users")
    return render(request, "storefront/users/form.html", {"form": form}, status=form.status)


@at_counter
@if_allowed("may_see_to_users")
@require_http_methods(FORM)
def user_edit(request: CounterRequest, seat_id: int) -> HttpResponse:
    found = _user(request, seat_id)
    form = StorefrontUserEditForm(request.POST or None, portal=request.portal, user=found, role=found.role)
    if form.submit(lambda typed: _change(request, seat_id, **typed)):
        return done(request, _("%s is saved.") % found.name, "storefront:users")
    return render(request, "storefront/users/form.html", {"form": form, "found": found}, status=form.status)


def _change(request: CounterRequest, seat_id: int, *, role: str, **profile: Any) -> Seat:
    by = request.counter.actor
    return change_own_user(seat_id=seat_id, profile=Profile(**profile), role=Role(role), by=by, at=now())


@at_counter
@if_allowed("may_see_to_users")
@require_http_methods(FORM)
def user_deed(request: CounterRequest, seat_id: int, deed: str) -> HttpResponse:
    if deed not in DEEDS:
        raise Http404
    found, wanted, form = _user(request, seat_id), DEEDS[deed], SureForm(request.POST or None)
    named = {"name": found.name, "email": found.email}
    if form.submit(lambda _typed: wanted.act(seat_id=seat_id, by=request.counter.actor, at=now())):
        return done(request, wanted.told % named, "storefront:users")
    shown = {"form": form, "found": found, "deed": deed, "wanted": wanted, "text": wanted.question % named}
    return render(request, "storefront/users/deed.html", shown, status=form.status)


def _user(request: CounterRequest, seat_id: int) -> OwnUser:
    found = next((user for user in request.counter.users if user.seat_id == seat_id), None)
    if found is None:
        raise Http404
    return found
