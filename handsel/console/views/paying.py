"""Payment details of an account: its card, set by telephone, and what was taken from it (ACC-20, FUN-7)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsel.accounts.models import Account
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.orders import ReasonForm
from handsel.console.records import record_of
from handsel.console.returning import done_here, lead
from handsel.gateways.cards import card_of, remove_card
from handsel.gateways.connecting import gateway_on
from handsel.gateways.forms import begin_card_form
from handsel.gateways.models import CardForm, Charge
from handsel.gateways.rules import may_handle_card
from handsel.gateways.telling import send_card_link
from handsel.kernel.clock import now
from handsel.ledger.charging_back import unlock_wallet
from handsel.ledger.rules import may_unlock
from handsel.web.answers import done
from handsel.web.forms import SureForm
from handsel.web.paying import Payer, SeenCharge, TopUpForm, lead_to_gateway, learned_charge, learned_form, pay
from handsel.web.tables import page_of


@at_desk
@require_GET
def account_payment_details(request: DeskRequest, number: int) -> HttpResponse:
    desk = request.desk
    record = record_of(desk, number, "account-payment-details")
    found = record.account
    page = page_of(desk.charges.filter(buyer=found).order_by("-pk"), request.GET)
    shown = {
        "record": record,
        "card": card_of(desk.seller_id, found.pk),
        "takes_cards": gateway_on(desk.seller_id) is not None,
        "page": page.shown_as(SeenCharge),
        "may_handle": may_handle_card(desk.actor, found.pk),
    }
    return render(request, "console/paying/details.html", shown)


@at_desk
@require_POST
def card_new(request: DeskRequest, number: int) -> HttpResponse:
    found = get_object_or_404(request.desk.accounts, number=number)
    form = begin_card_form(buyer_id=found.pk, by=request.desk.actor, at=now())
    return _to_gateway(request, form, number)


@at_desk
@require_POST
def card_link(request: DeskRequest, number: int) -> HttpResponse:
    found = get_object_or_404(request.desk.accounts, number=number)
    send_card_link(buyer_id=found.pk, by=request.desk.actor, at=now())
    said = _("The people of %s who pay get a mail that leads to their payment details.") % found.name
    return done(request, said, "console:account-payment-details", number)


@at_desk
@require_http_methods(["GET", "POST"])
def card_remove(request: DeskRequest, number: int) -> HttpResponse:
    desk = request.desk
    found = get_object_or_404(desk.accounts, number=number)
    card = get_object_or_404(desk.cards, buyer=found)
    form = SureForm(request.POST or None)
    if form.submit(lambda _typed: remove_card(buyer_id=found.pk, by=desk.actor, at=now())):
        return done(request, _("The card is removed."), "console:account-payment-details", number)
    shown = {"form": form, "card": card, "account": found}
    return render(request, "console/paying/remove.html", shown, status=form.status)


@at_desk
@require_GET
def card_form(request: DeskRequest, number: int, pk: int) -> HttpResponse:
    """Take up whoever comes back from the gateway's page."""
    found = get_object_or_404(request.desk.accounts, number=number)
    learned_form(get_object_or_404(request.desk.card_forms, buyer=found, pk=pk), now())
    form = request.desk.card_forms.get(pk=pk)
    if form.charge_id:
        return redirect("console:account-charge", number, form.charge_id)
    if form.state == CardForm.State.DONE:
        return done(request, _("The card is saved."), "console:account-payment-details", number)
    shown = {"record": record_of(request.desk, number, "account-payment-details"), "form": form}
    return render(request, "console/paying/form.html", shown)


@at_desk
@require_http_methods(["GET", "POST"])
def funds_top_up(request: DeskRequest, number: int) -> HttpResponse:
    """Charge the customer's card, with the customer on the telephone."""
    desk = request.desk
    found = get_object_or_404(desk.accounts, number=number)
    may_handle_card(desk.actor, found.pk).or_refuse()
    wallet = get_object_or_404(desk.wallets, buyer=found, edge__ended_at__isnull=True)
    form = TopUpForm(request.POST or None, currency=wallet.currency, card=card_of(desk.seller_id, found.pk))
    begun = form.submit(lambda typed: pay(Payer(found.pk, desk.actor), form, typed, now()))
    if isinstance(begun, CardForm):
        return _to_gateway(request, begun, number)
    if begun:
        return lead(request, reverse("console:account-charge", args=[number, begun.pk]))
    return render(request, "console/paying/top_up.html", {"form": form, "account": found}, status=form.status)


@at_desk
@require_GET
def account_charge(request: DeskRequest, number: int, pk: int) -> HttpResponse:
    """Tell what came of a payment; while the gateway has not said, the page asks again by itself."""
    found = get_object_or_404(request.desk.accounts, number=number)
    learned_charge(_charge(request, found, pk), now())
    shown = {
        "record": record_of(request.desk, number, "account-payment-details"),
        "seen": SeenCharge(_charge(request, found, pk)),
    }
    return render(request, "console/paying/charge.html", shown)


@at_desk
@require_http_methods(["GET", "POST"])
def funds_unlock(request: DeskRequest, number: int) -> HttpResponse:
    desk = request.desk
    may_unlock(desk.actor).or_refuse()
    found = get_object_or_404(desk.accounts, number=number)
    wallet = get_object_or_404(desk.wallets, buyer=found, edge__ended_at__isnull=True)
    form = ReasonForm(request.POST or None)
    unlocked = form.submit(
        lambda typed: unlock_wallet(
            buyer_id=found.pk, currency=wallet.currency, reason=typed["reason"], by=desk.actor, at=now()
        )
    )
    if unlocked:
        return done_here(request, _("The wallet is unlocked."), "console:account-funds", number)
    return render(request, "console/paying/unlock.html", {"form": form, "account": found}, status=form.status)


def _charge(request: DeskRequest, found: Account, pk: int) -> Charge:
    return get_object_or_404(request.desk.charges, buyer=found, pk=pk)


def _to_gateway(request: DeskRequest, form: CardForm, number: int) -> HttpResponse:
    back = reverse("console:account-card-form", args=[number, form.pk])
    return lead_to_gateway(request, form, back=back, title=request.portal.title, at=now())
