"""Out of a record: to the parent's storefront, to a sub-reseller's console, into a customer's place (USR-6, USR-10)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from handsel.accounts.details import AccountDetails
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.new_customers import CustomerForm
from handsel.console.forms.visits import AskingForm
from handsel.console.returning import done_here
from handsel.kernel.clock import now
from handsel.visits.handing import AT_PARENT, hand_to_child, hand_to_parent, hand_to_parent_to_buy
from handsel.visits.looking import look_as_customer
from handsel.visits.models import Destination
from handsel.visits.newcomers import asked_at, record_for_child
from handsel.visits.rules import NotLetIn, may_help_children
from handsel.visits.support import access_to, ask_for_support_access
from handsel.web.hand_offs import way_out
from handsel.web.visiting import look_on


@at_desk
@never_cache
@require_POST
def account_manage(request: DeskRequest, number: int, destination: str) -> HttpResponse:
    account = get_object_or_404(request.desk.accounts, number=number)
    if destination not in AT_PARENT:
        raise Http404
    onward = hand_to_parent(
        account_id=account.pk,
        destination=Destination(destination),
        came_from=_back(request, number),
        by=request.desk.actor,
        at=now(),
    )
    return way_out(request, onward)


@at_desk
@never_cache
@require_POST
def purchases_buy(request: DeskRequest) -> HttpResponse:
    back = request.build_absolute_uri(reverse("console:purchases"))
    return way_out(request, hand_to_parent_to_buy(came_from=back, by=request.desk.actor, at=now()))


@at_desk
@never_cache
@require_POST
def account_workspace(request: DeskRequest, number: int) -> HttpResponse:
    account = get_object_or_404(request.desk.accounts.resellers(), number=number)
    onward = hand_to_child(account_id=account.pk, came_from=_back(request, number), by=request.desk.actor, at=now())
    return way_out(request, onward)


@at_desk
@require_http_methods(["GET", "POST"])
def account_workspace_ask(request: DeskRequest, number: int) -> HttpResponse:
    desk = request.desk
    account = get_object_or_404(desk.accounts.resellers(), number=number)
    may_help_children(desk.actor).or_refuse()
    form = AskingForm(request.POST or None)
    asked = form.submit(lambda typed: ask_for_support_access(account_id=account.pk, **typed, by=desk.actor, at=now()))
    if asked:
        return done_here(request, _("%s is asked for support access.") % account.name, "console:account", number)
    return render(request, "console/visits/ask.html", {"form": form, "account": account}, status=form.status)


@at_desk
@require_http_methods(["GET", "POST"])
def account_record(request: DeskRequest, number: int) -> HttpResponse:
    """Record a customer for a sub-reseller that lets its provider do that."""
    desk = request.desk
    account = get_object_or_404(desk.accounts.resellers(), number=number)
    may_help_children(desk.actor).or_refuse()
    if access_to(account.pk, at=now()) is None:
        raise NotLetIn(_("%s has not given you support access.") % account.name)
    form = CustomerForm(request.POST or None, needed=asked_at(account.pk))
    del form.fields["manager"]
    recorded = form.submit(
        lambda typed: record_for_child(
            reseller_id=account.pk, details=AccountDetails.from_params(typed), by=desk.actor, at=now()
        )
    )
    if recorded:
        return done_here(request, _("The customer is recorded for %s.") % account.name, "console:account", number)
    return render(request, "console/visits/record.html", {"form": form, "account": account}, status=form.status)


@at_desk
@require_POST
def account_look(request: DeskRequest, number: int) -> HttpResponse:
    account = get_object_or_404(request.desk.accounts, number=number)
    visit = look_as_customer(account_id=account.pk, came_from=_back(request, number), by=request.desk.actor, at=now())
    look_on(request, visit)
    return redirect("storefront:shop")


def _back(request: HttpRequest, number: int) -> str:
    """Return the address of the record here, at the host that the person uses."""
    return request.build_absolute_uri(reverse("console:account", args=[number]))
