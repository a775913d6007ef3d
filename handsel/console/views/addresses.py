"""The address book of an account: list, add, change, choose defaults, remove (ACC-15)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsel.accounts.addresses import AddressDetails, add_address, change_address, remove_address, set_default_address
from handsel.accounts.record_models import Address, AddressRole
from handsel.accounts.rules import may_manage_accounts
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.catalog import ConfirmForm
from handsel.console.records import record_of
from handsel.console.returning import done_here
from handsel.console.timelines import last_to_change
from handsel.kernel.clock import now
from handsel.web.address_form import AddressForm
from handsel.web.addresses_seen import SeenAddress
from handsel.web.tables import page_of


@at_desk
@require_GET
def account_addresses(request: DeskRequest, number: int) -> HttpResponse:
    desk = request.desk
    record = record_of(desk, number, "account-addresses")
    page = page_of(desk.addresses.filter(account=record.account).order_by("pk"), request.GET)
    shown = {
        "record": record,
        "page": page.shown_as(SeenAddress),
        "may_manage": may_manage_accounts(desk.actor),
    }
    return render(request, "console/accounts/addresses.html", shown)


@at_desk
@require_http_methods(["GET", "POST"])
def address_new(request: DeskRequest, number: int) -> HttpResponse:
    desk = request.desk
    may_manage_accounts(desk.actor).or_refuse()
    account = get_object_or_404(desk.accounts, number=number)
    likely = {name: getattr(account, name) for name in ("company_name", "contact_name", "country")}
    form = AddressForm(request.POST or None, initial=likely)
    added = form.submit(
        lambda typed: add_address(account_id=account.pk, details=_details(typed), by=desk.actor, at=now())
    )
    if added:
        return done_here(request, _("The address is added."), "console:account-addresses", number)
    return render(request, "console/addresses/new.html", {"form": form, "account": account}, status=form.status)


@at_desk
@require_http_methods(["GET", "POST"])
def address_edit(request: DeskRequest, number: int, pk: int) -> HttpResponse:
    desk = request.desk
    may_manage_accounts(desk.actor).or_refuse()
    found = _of(request, number, pk)
    initial = {name: getattr(found, name) for name in AddressForm.base_fields}
    form, saved = AddressForm(request.POST or None, initial=initial).attempt(
        lambda typed: change_address(
            address_id=pk, details=_details(typed), version=typed["version"], by=desk.actor, at=now()
        )
    )
    if saved:
        return done_here(request, _("The address is saved."), "console:account-addresses", number)
    if form.is_over:
        form.saved_by = last_to_change(desk, "address", pk)
    shown = {"form": form, "account": found.account, "address": found}
    return render(request, "console/addresses/edit.html", shown, status=form.status)


@at_desk
@require_POST
def address_default(request: DeskRequest, number: int, pk: int, role: str) -> HttpResponse:
    if role not in AddressRole.values:
        raise Http404
    found = _of(request, number, pk)
    set_default_address(address_id=found.pk, role=role, by=request.desk.actor, at=now())
    said = _("The address is now the default: %s.") % AddressRole(role).label
    return done_here(request, said, "console:account-addresses", number)


@at_desk
@require_http_methods(["GET", "POST"])
def address_remove(request: DeskRequest, number: int, pk: int) -> HttpResponse:
    desk = request.desk
    may_manage_accounts(desk.actor).or_refuse()
    found = _of(request, number, pk)
    form = ConfirmForm(request.POST or None)
    if form.submit(lambda _typed: remove_address(address_id=pk, by=desk.actor, at=now())):
        return done_here(request, _("The address is removed."), "console:account-addresses", number)
    shown = {"form": form, "account": found.account, "address": found}
    return render(request, "console/addresses/remove.html", shown, status=form.status)


def _of(request: DeskRequest, number: int, pk: int) -> Address:
    found: Address = get_object_or_404(
        request.desk.addresses.filter(account__number=number).select_related("account"), pk=pk
    )
    return found


def _details(typed: dict[str, Any]) -> AddressDetails:
    told = {name: value for name, value in typed.items() if name != "version"}
    return AddressDetails(**told | {"roles": tuple(typed["roles"])})
