"""What becomes of prices when costs change, what waits for a decision, and changes for a day to come (CAT-3)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsel.catalog.alterations import CostsDecided, PolicyAltered
from handsel.catalog.deciding import decide_prices, set_policy
from handsel.catalog.holding import policy_of
from handsel.catalog.price_models import Policy
from handsel.catalog.rules import may_change_prices
from handsel.catalog.scheduling import cancel_scheduled, planned_by
from handsel.console.altering import Altering
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.catalog import ConfirmForm
from handsel.console.forms.prices import PolicyForm
from handsel.console.prices import waiting_page
from handsel.console.returning import done_here
from handsel.kernel.clock import now
from handsel.web.tables import page_of

FORM = ["GET", "POST"]
_DIGITS = 18


@at_desk
@require_GET
def costs(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    page = waiting_page(desk, request.GET.dict(), at=now())
    shown = {
        "policy": policy_of(desk.seller_id),
        "page": page,
        "lists": list(dict.fromkeys(found.price_list for found in page.rows)),
        "may_change": may_change_prices(desk.actor),
    }
    return render(request, "console/prices/costs.html", shown)


@at_desk
@require_http_methods(FORM)
def cost_policy(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_change_prices(desk.actor).or_refuse()
    form = PolicyForm(request.POST or None, initial={"policy": policy_of(desk.seller_id)})
    altering = Altering(
        request,
        form,
        lambda typed: PolicyAltered(Policy(typed["policy"])),
        lambda typed: set_policy(policy=Policy(typed["policy"]), by=desk.actor, at=now()),
    )
    if altering.saved:
        return altering.answer(_("All prices are made from the costs of today."), "console:price-costs")
    return render(request, "console/prices/policy.html", altering.shown, status=form.status)


@at_desk
@require_POST
def costs_decide(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    found = get_object_or_404(desk.price_lists, pk=pk)
    typed = request.POST.getlist("plan")
    plans = [int(text) for text in typed if text.isascii() and text.isdigit() and len(text) < _DIGITS]
    follows = request.POST.get("do") == "follow"
    decide_prices(price_list_id=found.pk, plan_ids=plans, follows=follows, by=desk.actor, at=now())
    told = ngettext("%d price is decided.", "%d prices are decided.", len(plans)) % len(plans)
    return done_here(request, told, "console:price-costs")


@at_desk
@require_http_methods(FORM)
def costs_decide_all(request: DeskRequest, pk: int) -> HttpResponse:
    """Decide about all that wait on a price list, after what that would do."""
    desk = request.desk
    may_change_prices(desk.actor).or_refuse()
    found = get_object_or_404(desk.price_lists, pk=pk)
    follows = request.GET.get("do") == "follow"
    decided = CostsDecided(found.pk, None, follows=follows)
    altering = Altering(
        request,
        ConfirmForm(request.POST or None),
        lambda _typed: decided,
        lambda _typed: decide_prices(price_list_id=pk, plan_ids=None, follows=follows, by=desk.actor, at=now()),
    )
    if altering.saved:
        return altering.answer(_("All prices of %s are decided.") % found.name, "console:price-costs")
    why_not = altering.show_or_why_not(decided)
    shown = altering.shown | {"price_list": found, "follows": follows, "why_not": why_not}
    return render(request, "console/prices/decide_all.html", shown, status=altering.form.status)


@at_desk
@require_GET
def planned(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    shown = {"page": page_of(planned_by(desk.seller_id), request.GET), "may_change": may_change_prices(desk.actor)}
    return render(request, "console/prices/planned.html", shown)


@at_desk
@require_http_methods(FORM)
def planned_cancel(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_change_prices(desk.actor).or_refuse()
    found = get_object_or_404(planned_by(desk.seller_id), pk=pk)
    form = ConfirmForm(request.POST or None)
    if form.submit(lambda _typed: cancel_scheduled(change_id=pk, by=desk.actor, at=now())):
        return done_here(request, _("The change is canceled; prices stay as they are."), "console:prices-planned")
    return render(request, "console/prices/planned_cancel.html", {"form": form, "change": found}, status=form.status)
