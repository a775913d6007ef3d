"""Staff read a visitor's cart, let it become a customer's, or throw it away (ACC-3, ORD-9, ORD-10)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account
from handsel.console.desk import Desk, DeskRequest, at_desk
from handsel.console.forms.carts import CompleteForm, DiscardForm
from handsel.console.visitor_carts_seen import seen_visitor_carts
from handsel.kernel.clock import now
from handsel.kernel.refusal import Invalid
from handsel.signups.cart_models import VisitorCart
from handsel.signups.carts import Claimed, complete_visitor_cart, discard_visitor_cart
from handsel.signups.rules import may_complete_visitor_cart, may_discard_visitor_cart
from handsel.web.answers import done


@at_desk
@require_GET
def visitor_cart(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    cart = get_object_or_404(desk.visitor_carts.open(now()).prefetch_related("lines"), pk=pk)
    shown = {"seen": seen_visitor_carts(desk, [cart])[0], "may_complete": may_complete_visitor_cart(desk.actor)}
    return render(request, "console/orders/visitor_cart.html", shown)


@at_desk
@require_http_methods(["GET", "POST"])
def visitor_cart_complete(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_complete_visitor_cart(desk.actor).or_refuse()
    cart = get_object_or_404(desk.visitor_carts.open(now()), pk=pk)
    form = CompleteForm(request.POST or None, initial=_likely(desk, cart))
    completed = form.submit(lambda typed: _complete(desk, cart, **typed))
    if completed:
        account, claimed = completed
        return done(request, _told(claimed), "console:new-order", account.number)
    return render(request, "console/orders/visitor_complete.html", {"form": form, "cart": cart}, status=form.status)


@at_desk
@require_http_methods(["GET", "POST"])
def visitor_cart_discard(request: DeskRequest, pk: int) -> HttpResponse:
    by = request.desk.actor
    may_discard_visitor_cart(by).or_refuse()
    cart = get_object_or_404(request.desk.visitor_carts.open(now()), pk=pk)
    form = DiscardForm(request.POST or None)
    if form.submit(lambda typed: discard_visitor_cart(cart_id=cart.pk, reason=typed["reason"], by=by, at=now())):
        return done(request, _("Cart %s is discarded.") % cart.number, "/console/orders/?queue=incomplete")
    shown = {"form": form, "cart": cart}
    return render(request, "console/orders/visitor_discard.html", shown, status=form.status)


def _likely(desk: Desk, cart: VisitorCart) -> dict[str, Any]:
    """Return what the visitor typed, and whose it likely is: the one customer with that e-mail address."""
    same = list(desk.accounts.filter(email=cart.email).values_list("number", flat=True)[:2]) if cart.email else []
    number = same[0] if len(same) == 1 else None
    return {"number": number, "contact_name": cart.name, "email": cart.email, "phone": cart.phone}


def _complete(desk: Desk, cart: VisitorCart, *, number: int | None, **contact: str) -> tuple[Account, Claimed]:
    account = desk.accounts.filter(number=number).first() if number else None
    if number and account is None:
        raise Invalid(fields={"number": _("There is no customer with this number.")})
    account_id = account.pk if account else None
    details = AccountDetails(**contact)
    return complete_visitor_cart(cart_id=cart.pk, account_id=account_id, details=details, by=desk.actor, at=now())


def _told(claimed: Claimed) -> str:
    told = ngettext("%d line lies in the order.", "%d lines lie in the order.", claimed.taken) % claimed.taken
    if claimed.left:
        told += " " + _("Left out:") + " " + " ".join(claimed.left)
    return told
