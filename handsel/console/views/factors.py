"""Help for somebody who lost their second factor (USR-7)."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.catalog import ConfirmForm
from handsel.console.returning import done_here
from handsel.identity.rules import may_reset_second_factor
from handsel.identity.second_factor import reset_second_factor
from handsel.kernel.clock import now


@at_desk
@require_http_methods(["GET", "POST"])
def second_factor_reset(request: DeskRequest, user_id: int) -> HttpResponse:
    desk = request.desk
    seats = [*desk.staff_seats.filter(user_id=user_id), *desk.storefront_seats.filter(user_id=user_id)]
    if not seats:
        raise Http404
    person = seats[0].user
    may_reset_second_factor(desk.actor, person, seats).or_refuse()
    form = ConfirmForm(request.POST or None)
    if form.submit(lambda _typed: reset_second_factor(user_id=person.pk, by=desk.actor, at=now())):
        return done_here(request, _("%s logs in without a second factor now.") % person.name, "console:staff")
    shown = {"form": form, "person": person}
    return render(request, "console/staff/second_factor_reset.html", shown, status=form.status)
