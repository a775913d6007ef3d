"""Sub-resellers, and the dialog that opens a portal for one (ACC-4)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account
from handsel.accounts.portals import Owner, PortalDetails
from handsel.accounts.rules import may_manage_accounts
from handsel.accounts.tree import Terms, add_reseller
from handsel.console.choices import currencies, staff_choices
from handsel.console.desk import Desk, DeskRequest, at_desk
from handsel.console.forms.accounts import ResellerForm
from handsel.console.list_answers import list_answer
from handsel.console.list_kinds import RESELLERS
from handsel.kernel.clock import now
from handsel.web.answers import done


@at_desk
@require_GET
def resellers(request: DeskRequest) -> HttpResponse:
    return list_answer(request, RESELLERS)


@at_desk
@require_http_methods(["GET", "POST"])
def reseller_new(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_manage_accounts(desk.actor).or_refuse()
    form = ResellerForm(
        request.POST or None,
        staff=staff_choices(desk.seller_id),
        price_lists=desk.price_lists.values_list("pk", "name"),
        needed=request.portal.mandatory_fields,
        currencies=currencies(desk.seller_id, request.portal.currencies),
    )
    reseller = form.submit(lambda typed: _add(desk, typed))
    if reseller:
        said = _("%s is added; its owner is invited by mail.") % reseller.name
        return done(request, said, "console:account", reseller.number)
    return render(request, "console/resellers/new.html", {"form": form}, status=form.status)


def _add(desk: Desk, typed: dict[str, Any]) -> Account:
    return add_reseller(
        details=AccountDetails.from_params(typed),
        terms=Terms(typed["currency"], typed["payment_method"], typed["price_list"]),
        portal=PortalDetails(typed["portal_name"], typed["portal_title"], email=typed["email"]),
        owner=Owner(typed["owner_first_name"], typed["owner_last_name"], typed["owner_email"]),
        manager_id=typed["manager"],
        by=desk.actor,
        at=now(),
    )
