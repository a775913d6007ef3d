"""Payment details and top-up: the card on file, the gateway's page and back, and what came of it (ACC-20, FUN-7)."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from handsel.gateways.cards import remove_card
from handsel.gateways.confirming import begin_confirmation
from handsel.gateways.forms import begin_card_form
from handsel.gateways.models import CardForm, Charge
from handsel.kernel.clock import now
from handsel.storefront.counter import CounterRequest, at_counter, if_allowed
from handsel.web.answers import done
from handsel.web.forms import SureForm
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


@at_counter
@if_allowed("may_pay")
@never_cache
@require_safe
def payment_details(request: CounterRequest) -> HttpResponse:
    charges = [SeenCharge(charge) for charge in request.counter.charges.order_by("-pk")[:10]]
    shown = {"card": request.counter.card, "takes_cards": request.counter.takes_cards, "charges": charges}
    return render(request, "storefront/paying/details.html", shown)


@at_counter
@if_allowed("may_pay")
@require_POST
def card_new(request: CounterRequest) -> HttpResponse:
    form = begin_card_form(buyer_id=request.counter.buyer_id, by=request.counter.actor, at=now())
    return _to_gateway(request, form)


@at_counter
@if_allowed("may_pay")
@require_http_methods(["GET", "POST"])
def card_remove(request: CounterRequest) -> HttpResponse:
    card = request.counter.card
    if card is None:
        raise Http404
    form = SureForm(request.POST or None)
    buyer_id, by = request.counter.buyer_id, request.counter.actor
    if form.submit(lambda _typed: remove_card(buyer_id=buyer_id, by=by, at=now())):
        return done(request, _("The card is removed."), "storefront:payment-details")
    return render(request, "storefront/paying/remove.html", {"form": form, "card": card}, status=form.status)


@at_counter
@if_allowed("may_pay")
@never_cache
@require_GET
def card_form(request: CounterRequest, pk: int) -> HttpResponse:
    """Take up whoever comes back from the gateway's page, and wait with them until it is known what came of it."""
    form = get_object_or_404(request.counter.card_forms, pk=pk)
    learned_form(form, now())
    form = request.counter.card_forms.get(pk=pk)
    if form.charge_id:
        return redirect("storefront:top-up-result", form.charge_id)
    if form.state == CardForm.State.DONE:
        return done(request, _("The card is saved."), "storefront:payment-details")
    return render(request, "storefront/paying/form.html", {"form": form})


@at_counter
@if_allowed("may_pay")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def top_up(request: CounterRequest) -> HttpResponse:
    counter, wallet = request.counter, request.counter.wallet
    if wallet is None or not counter.takes_cards:
        raise Http404
    form = TopUpForm(request.POST or None, currency=wallet.currency, card=counter.card)
    payer = Payer(counter.buyer_id, counter.actor)
    begun = form.submit(lambda typed: pay(payer, form, typed, now()))
    if isinstance(begun, CardForm):
        return _to_gateway(request, begun)
    if begun:
        return redirect("storefront:top-up-result", begun.pk)
    return render(request, "storefront/paying/top_up.html", {"form": form, "wallet": wallet}, status=form.status)


@at_counter
@if_allowed("may_pay")
@never_cache
@require_safe
def top_up_result(request: CounterRequest, pk: int) -> HttpResponse:
    """Tell what came of a payment; while the gateway has not said, the page asks again by itself."""
    charges: list[Charge] = list(request.counter.charges.filter(pk=pk))
    if not charges:
        raise Http404
    learned_charge(charges[0], now())
    seen = SeenCharge(request.counter.charges.get(pk=pk))
    return render(request, "storefront/paying/result.html", {"seen": seen, "wallet": request.counter.wallet})


@at_counter
@if_allowed("may_pay")
@require_POST
def charge_confirm(request: CounterRequest, pk: int) -> HttpResponse:
    """Lead the cardholder to the bank, which asks whether it is they who pay."""
    charge = get_object_or_404(request.counter.charges, pk=pk)
    begun = begin_confirmation(charge_id=charge.pk, by=request.counter.actor, at=now())
    return lead_to_bank(request, begun, back=reverse("storefront:top-up-result", args=[pk]), at=now())


def _to_gateway(request: CounterRequest, form: CardForm) -> HttpResponse:
    back = reverse("storefront:card-form", args=[form.pk])
    return lead_to_gateway(request, form, back=back, title=request.portal.title, at=now())
