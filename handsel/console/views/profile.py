"""My profile: what a colleague changes of themselves (USR-1)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handsel.console.desk import DeskRequest, at_desk
from handsel.identity.profiles import Profile, change_own_profile
from handsel.kernel.clock import now
from handsel.web.answers import done
from handsel.web.profile_form import ProfileForm


@at_desk
@require_http_methods(["GET", "POST"])
def profile(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    form = ProfileForm(request.POST or None, portal=request.portal, user=desk.user)
    if form.submit(lambda typed: change_own_profile(profile=Profile(**typed), by=desk.actor, at=now())):
        return done(request, _("Your profile is saved."), "console:profile")
    return render(request, "console/session/profile.html", {"form": form}, status=form.status)
