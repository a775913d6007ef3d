"""My Customers, the New Customer dialog, and order approval for all customers (ACC-2, ACC-11, ORD-4)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account, Kind
from handsel.accounts.rules import may_manage_accounts
from handsel.accounts.tree import add_customer
from handsel.console.choices import currencies, staff_choices
from handsel.console.desk import Desk, DeskRequest, at_desk
from handsel.console.forms.accounts import ApprovalForm
from handsel.console.forms.new_customers import CustomerForm
from handsel.console.list_answers import list_answer
from handsel.console.list_kinds import CUSTOMERS
from handsel.console.returning import done_here
from handsel.kernel.clock import now
from handsel.orders.approval import set_approval_for_all
from handsel.orders.rules import may_switch_approval_for_all
from handsel.web.answers import done


@at_desk
@require_GET
def customers(request: DeskRequest) -> HttpResponse:
    return list_answer(request, CUSTOMERS)


@at_desk
@require_http_methods(["GET", "POST"])
def customer_new(request: DeskRequest) -> HttpResponse:
    desk, portal = request.desk, request.portal
    may_manage_accounts(desk.actor).or_refuse()
    form = CustomerForm(
        request.POST or None,
        staff=staff_choices(desk.seller_id),
        needed=portal.mandatory_fields,
        currencies=currencies(desk.seller_id, portal.currencies),
    )
    customer = form.submit(lambda typed: _add(desk, typed))
    if customer:
        return done(request, _("%s is added.") % customer.name, "console:account", customer.number)
    return render(request, "console/customers/new.html", {"form": form}, status=form.status)


def _add(desk: Desk, typed: dict[str, Any]) -> Account:
    return add_customer(
        details=AccountDetails.from_params(typed),
        manager_id=typed["manager"],
        currency=typed.get("currency", ""),
        by=desk.actor,
        at=now(),
    )


@at_desk
@require_http_methods(["GET", "POST"])
def customers_approval(request: DeskRequest) -> HttpResponse:
    may_switch_approval_for_all(request.desk.actor).or_refuse()
    form = ApprovalForm(request.POST or None)
    changed = form.submit(
        lambda typed: set_approval_for_all(required=typed["required"] == "on", by=request.desk.actor, at=now())
    )
    if changed is not None:
        told = ngettext("Order approval changed for %d customer.", "Order approval changed for %d customers.", changed)
        return done_here(request, told % changed, "console:customers")
    buyers = request.desk.edges.filter(buyer__kind=Kind.CUSTOMER)
    counts = {"all": buyers.count(), "required": buyers.filter(approval_required=True).count()}
    return render(request, "console/customers/approval.html", {"form": form, "counts": counts}, status=form.status)
