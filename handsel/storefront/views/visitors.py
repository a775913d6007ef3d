"""Visitors who are not logged in fill a cart, and take it over when they are (ACC-3, ORD-9)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handsel.kernel.clock import now
from handsel.orders.left_carts import cart_rules_of
from handsel.signups.carts import CartGone, Kept, put_in_visitor_cart, take_over_cart
from handsel.signups.reminding import ask_for_reminders, stop_reminders
from handsel.storefront.counter import CounterRequest, VisitRequest, at_counter, at_door, if_allowed
from handsel.storefront.forms.reminder import ReminderForm
from handsel.storefront.forms.visitor_line import VisitorLineForm
from handsel.storefront.prices_sent import tells_of_prices
from handsel.storefront.visitor_counter import (
    cart_of_visitor,
    forget_cart,
    keep_cart,
    secret_of,
    see_visitor_cart,
)
from handsel.timeline.origin import Way
from handsel.web.answers import done
from handsel.web.known_devices import place_of
from handsel.web.sessions import portal_of


@at_door
@never_cache
@require_safe
def visitor_cart(request: VisitRequest) -> HttpResponse:
    if request.counter:
        return redirect("storefront:cart")
    if not request.portal.shows_prices:
        raise Http404
    return render(request, "storefront/visitors/cart.html", _shown(request, ReminderForm()))


@at_door
@require_POST
def visitor_remind(request: VisitRequest) -> HttpResponse:
    """Let the visitor be reminded of the cart, as they have ticked."""
    form, by, secret = ReminderForm(request.POST), portal_of(request, Way.STOREFRONT), secret_of(request)
    language = get_language() or ""
    if form.submit(
        lambda typed: ask_for_reminders(
            secret=secret, email=typed["email"], text=form.text, language=language, by=by, at=now()
        )
    ):
        return done(request, _("We remind you by mail. Each mail has a link to stop it."), "storefront:visitor-cart")
    return render(request, "storefront/visitors/cart.html", _shown(request, form), status=form.status)


@at_door
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def visitor_remind_stop(request: VisitRequest, secret: str) -> HttpResponse:
    """Stop the reminders, by the link of one: the button, since programs follow links by themselves."""
    if request.method == "POST":
        stop_reminders(secret=secret, by=portal_of(request, Way.STOREFRONT), at=now())
        return done(request, _("No more reminders are sent, and your address is forgotten."), "storefront:shop")
    return render(request, "storefront/visitors/stop.html", {"secret": secret})


def _shown(request: VisitRequest, form: ReminderForm) -> dict[str, Any]:
    cart = cart_of_visitor(request, request.portal)
    reminds = cart_rules_of(request.portal.seller_id).remind_after_hours is not None
    seen = see_visitor_cart(cart, request.portal.seller_id)
    return {"cart": seen, "reminds": reminds, "reminded": cart and cart.reminders_asked_at, "reminder": form}


@at_door
@require_POST
@tells_of_prices
def visitor_line(request: VisitRequest, plan_id: int) -> HttpResponse:
    """Put something into the cart, or set how many of it lie there; 0 takes it out."""
    if request.counter:
        return redirect("storefront:cart")
    form = VisitorLineForm(plan_id, request.POST)
    kept = form.submit(lambda typed: _put(request, plan_id, typed["quantity"]))
    if kept:
        said = _("It lies in your cart.") if "add" in request.POST else _("The cart is changed.")
        to = "storefront:shop" if "add" in request.POST else "storefront:visitor-cart"
        return keep_cart(done(request, said, to), kept.secret)
    seen = see_visitor_cart(cart_of_visitor(request, request.portal), request.portal.seller_id, form)
    shown = {"cart": seen, "refused": form}
    return render(request, "storefront/visitors/cart.html", shown, status=form.status)


def _put(request: VisitRequest, plan_id: int, quantity: int) -> Kept:
    return put_in_visitor_cart(
        secret=secret_of(request), plan_id=plan_id, quantity=quantity, adding="add" in request.POST,
        place=place_of(request), by=portal_of(request, Way.STOREFRONT), at=now(),
    )  # fmt: skip


@at_counter
@if_allowed("may_shop")
@never_cache
@require_POST
def visitor_cart_take(request: CounterRequest) -> HttpResponse:
    """Put what lies in the cart that was filled before the log-in into one's own."""
    by, buyer = portal_of(request, Way.STOREFRONT), request.counter.actor
    try:
        claimed = take_over_cart(secret=secret_of(request), buyer=buyer, by=by, at=now())
    except CartGone:
        return forget_cart(redirect("storefront:cart"))
    if not claimed.taken + claimed.left:
        return forget_cart(redirect("storefront:cart"))
    said = (
        ngettext(
            "%s product that you chose before the log-in lies in your cart now, beside what lay there.",
            "%s products that you chose before the log-in lie in your cart now, beside what lay there.",
            claimed.taken,
        )
        % claimed.taken
    )
    if claimed.left:
        said += " " + _("Some of it is no longer sold.")
    return forget_cart(done(request, said, "storefront:cart"))
