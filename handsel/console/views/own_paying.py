"""A reseller tops up its own wallet at its provider by card, from its own console (FUN-7)."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsel.console.desk import DeskRequest, at_desk
from handsel.console.returning import lead
from handsel.gateways.buyers_seat import charge_there, form_there, in_buyers_seat
from handsel.gateways.confirming import begin_confirmation
from handsel.gateways.models import CardForm
from handsel.identity.actor import Actor
from handsel.kernel.clock import now
from handsel.ledger.models import Wallet
from handsel.visits.handing import portal_above
from handsel.web.paying import (
    Payer,
    SeenCharge,
    TopUpForm,
    lead_to_bank,
    lead_to_gateway,
    learned_charge,
    learned_form,
    pay,
)


@at_desk
@require_http_methods(["GET", "POST"])
def own_top_up(request: DeskRequest) -> HttpResponse:
    desk, wallet, seat = request.desk, _own_wallet(request), _seat(request)
    form = TopUpForm(request.POST or None, currency=wallet.currency, card=desk.own_card)
    begun = form.submit(lambda typed: pay(Payer(desk.seller_id, seat), form, typed, now()))
    if isinstance(begun, CardForm):
        return _to_gateway(request, begun)
    if begun:
        return lead(request, reverse("console:own-charge", args=[begun.pk]))
    return render(request, "console/paying/own_top_up.html", {"form": form}, status=form.status)


@at_desk
@require_GET
def own_card_form(request: DeskRequest, pk: int) -> HttpResponse:
    """Take up whoever comes back from the gateway's page."""
    form = form_there(pk, _seat(request))
    learned_form(form, now())
    return redirect("console:own-charge", form.charge_id)


@at_desk
@require_GET
def own_charge(request: DeskRequest, pk: int) -> HttpResponse:
    """Tell what came of a payment; while the gateway has not said, the page asks again by itself."""
    get_object_or_404(request.desk.own_charges, pk=pk)
    learned_charge(charge_there(pk, _seat(request)), now())
    seen = SeenCharge(request.desk.own_charges.get(pk=pk))
    return render(request, "console/paying/own_charge.html", {"seen": seen})


@at_desk
@require_POST
def own_charge_confirm(request: DeskRequest, pk: int) -> HttpResponse:
    """Lead the cardholder to the bank, which asks whether it is they who pay."""
    get_object_or_404(request.desk.own_charges, pk=pk)
    begun = begin_confirmation(charge_id=pk, by=_seat(request), at=now())
    return lead_to_bank(request, begun, back=reverse("console:own-charge", args=[pk]), at=now())


def _seat(request: DeskRequest) -> Actor:
    return in_buyers_seat(request.desk.actor, _own_wallet(request).seller_id, request.portal.title)


def _own_wallet(request: DeskRequest) -> Wallet:
    wallet = request.desk.own_wallet
    if wallet is None:
        raise Http404
    return wallet


def _to_gateway(request: DeskRequest, form: CardForm) -> HttpResponse:
    above = portal_above(request.desk.seller_id)
    if above is None:
        raise Http404
    back = reverse("console:own-card-form", args=[form.pk])
    return lead_to_gateway(request, form, back=back, title=above.title, at=now(), root=above.url)
