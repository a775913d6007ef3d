"""In the parent's storefront: buy for a customer that is new at home (ACC-21)."""

from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from handsel.accounts.details import AccountDetails
from handsel.identity.guests import VisitKind
from handsel.kernel.clock import now
from handsel.storefront.counter import CounterRequest, at_counter, if_allowed
from handsel.storefront.forms.newcomer import NewcomerForm
from handsel.timeline.origin import Way
from handsel.visits.newcomers import Newcomer, asked_at, buy_for_newcomer
from handsel.web.answers import done
from handsel.web.sessions import portal_of
from handsel.web.visiting import go_on


@at_counter
@if_allowed("may_shop")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def newcomer(request: CounterRequest) -> HttpResponse:
    """Ask who it is; the shop is then that customer's."""
    stay = request.counter.stay
    if stay is None or stay.kind != VisitKind.WORKSPACE:
        raise Http404
    form = NewcomerForm(request.POST or None, needed=asked_at(request.counter.buyer_id))
    found = form.submit(lambda typed: _buy_for(request, typed))
    if found is None:
        shown = {"form": form, "home": stay.home}
        return render(request, "storefront/shop/newcomer.html", shown, status=form.status or HTTPStatus.OK)
    go_on(request, found.visit)
    said = _("%s is known to you already; you buy for it now.") if found.was_known else _("You buy for %s now.")
    return done(request, said % found.name, "storefront:shop")


def _buy_for(request: CounterRequest, typed: dict[str, str]) -> Newcomer:
    visit_id = request.counter.stay.visit_id if request.counter.stay else 0
    details, by = AccountDetails.from_params(typed), portal_of(request, Way.STOREFRONT)
    return buy_for_newcomer(visit_id=visit_id, details=details, by=by, at=now())
