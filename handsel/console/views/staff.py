"""Those who work for the reseller: who they are, and how they get in (USR-5)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from handsel.console.desk import Desk, DeskRequest, at_desk
from handsel.console.forms.staff import InvitationForm
from handsel.console.returning import done_here
from handsel.console.staff_seen import RANKED, colleagues_page, rights_table, roles_to_give
from handsel.identity.models import User
from handsel.identity.people import Person, invite_staff
from handsel.identity.roles import Role
from handsel.identity.rules import may_see_to_staff
from handsel.kernel.clock import now
from handsel.web.searches import searched


@at_desk
@require_GET
def staff(request: DeskRequest) -> HttpResponse:
    desk, text = request.desk, searched(request.GET)
    page = colleagues_page(desk, text, request.GET.dict())
    shown = {"page": page, "text": text, "may_invite": may_see_to_staff(desk.actor)}
    template = "console/staff/list.html#rows" if request.htmx else "console/staff/list.html"
    return render(request, template, shown)


@at_desk
@require_GET
def staff_roles(request: DeskRequest) -> HttpResponse:
    return render(request, "console/staff/roles.html", {"roles": RANKED, "rights": list(rights_table())})


@at_desk
@require_http_methods(["GET", "POST"])
def staff_invite(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_see_to_staff(desk.actor).or_refuse()
    roles = roles_to_give(desk.actor)
    form = InvitationForm(request.POST or None, portal=request.portal, inviter=desk.user, roles=roles)
    user = form.submit(lambda typed: _invite(desk, **typed))
    if user:
        return done_here(request, _("%s is invited; the link is on its way by mail.") % user.name, "console:staff")
    return render(request, "console/staff/invite.html", {"form": form}, status=form.status)


def _invite(desk: Desk, *, role: str, own_accounts_only: bool, **person: Any) -> User:
    return invite_staff(
        person=Person(**person), role=Role(role), own_accounts_only=own_accounts_only, by=desk.actor, at=now()
    )
