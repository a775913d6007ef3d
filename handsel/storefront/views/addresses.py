"""The address book of the account, kept by its own people (ACC-15, SHO-1)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handsel.accounts.addresses import AddressDetails, add_address, change_address, remove_address, set_default_address
from handsel.accounts.record_models import AddressRole
from handsel.kernel.clock import now
from handsel.storefront.counter import CounterRequest, at_counter, if_allowed
from handsel.web.address_form import AddressForm
from handsel.web.addresses_seen import SeenAddress
from handsel.web.answers import done
from handsel.web.forms import SureForm
from handsel.web.tables import page_of

FORM = ["GET", "HEAD", "POST"]


@at_counter
@if_allowed("may_keep_data")
@require_safe
def addresses(request: CounterRequest) -> HttpResponse:
    page = page_of(request.counter.addresses.order_by("pk"), request.GET)
    return render(request, "storefront/addresses/list.html", {"page": page.shown_as(SeenAddress)})


@at_counter
@if_allowed("may_keep_data")
@require_http_methods(FORM)
def address_new(request: CounterRequest) -> HttpResponse:
    counter = request.counter
    account = counter.account
    likely = {name: getattr(account, name) for name in ("company_name", "contact_name", "country")}
    is_ordering = request.GET.get("for") == "checkout"
    roles = [AddressRole.BILLING, AddressRole.SHIPPING] if is_ordering else []
    form = AddressForm(request.POST or None, initial=likely | {"roles": roles})
    if form.submit(
        lambda typed: add_address(account_id=account.pk, details=_details(typed), by=counter.actor, at=now())
    ):
        return done(request, _("The address is added."), f"storefront:{'checkout' if is_ordering else 'addresses'}")
    shown = {"form": form, "is_ordering": is_ordering}
    return render(request, "storefront/addresses/form.html", shown, status=form.status)


@at_counter
@if_allowed("may_keep_data")
@require_http_methods(FORM)
def address_edit(request: CounterRequest, pk: int) -> HttpResponse:
    found, by = get_object_or_404(request.counter.addresses, pk=pk), request.counter.actor
    initial = {name: getattr(found, name) for name in AddressForm.base_fields}
    form, saved = AddressForm(request.POST or None, initial=initial).attempt(
        lambda typed: change_address(address_id=pk, details=_details(typed), version=typed["version"], by=by, at=now())
    )
    if saved:
        return done(request, _("The address is saved."), "storefront:addresses")
    return render(request, "storefront/addresses/form.html", {"form": form, "address": found}, status=form.status)


@at_counter
@if_allowed("may_keep_data")
@require_POST
def address_default(request: CounterRequest, pk: int, role: str) -> HttpResponse:
    if role not in AddressRole.values:
        raise Http404
    found = get_object_or_404(request.counter.addresses, pk=pk)
    set_default_address(address_id=found.pk, role=role, by=request.counter.actor, at=now())
    said = _("The address is now the default: %s.") % AddressRole(role).label
    return done(request, said, "storefront:addresses")


@at_counter
@if_allowed("may_keep_data")
@require_http_methods(FORM)
def address_remove(request: CounterRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(request.counter.addresses, pk=pk)
    form = SureForm(request.POST or None)
    if form.submit(lambda _typed: remove_address(address_id=pk, by=request.counter.actor, at=now())):
        return done(request, _("The address is removed."), "storefront:addresses")
    return render(request, "storefront/addresses/remove.html", {"form": form, "address": found}, status=form.status)


def _details(typed: dict[str, Any]) -> AddressDetails:
    told = {name: value for name, value in typed.items() if name != "version"}
    return AddressDetails(**told | {"roles": tuple(typed["roles"])})
