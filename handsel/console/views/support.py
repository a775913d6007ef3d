"""Settings: who from above may come in, who came, and what staff may do in a customer's place (USR-6, USR-10)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handsel.accounts.rules import may_change_settings
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.visits import ConsentForm
from handsel.console.settings_seen import settings_menu
from handsel.kernel.clock import now
from handsel.visits.looking import let_staff_buy
from handsel.visits.rules import may_give_support_access
from handsel.visits.support import access_of, end_support_access, give_support_access
from handsel.web.answers import done
from handsel.web.tables import page_of


@at_desk
@require_http_methods(["GET", "POST"])
def settings_support(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    form = ConsentForm(request.POST or None)
    if form.submit(lambda typed: give_support_access(**typed, by=desk.actor, at=now())):
        return done(request, _("Support access is given."), "console:settings-support")
    shown = {
        "form": form,
        "access": access_of(at=now()),
        "page": page_of(desk.support_visits.select_related("consent").order_by("-pk"), request.GET),
        "may_give": may_give_support_access(desk.actor),
        "may_change": may_change_settings(desk.actor),
        "buys_on_behalf": desk.portal.buys_on_behalf,
        "sections": settings_menu("settings-support"),
    }
    return render(request, "console/portal/support.html", shown, status=form.status)


@at_desk
@require_POST
def settings_support_end(request: DeskRequest) -> HttpResponse:
    end_support_access(by=request.desk.actor, at=now())
    return done(request, _("Nobody from above comes in any more."), "console:settings-support")


@at_desk
@require_POST
def settings_on_behalf(request: DeskRequest) -> HttpResponse:
    let_staff_buy(allowed="allowed" in request.POST, by=request.desk.actor, at=now())
    return done(request, _("The settings are saved."), "console:settings-support")
