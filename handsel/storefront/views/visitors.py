"""Visitors who are not logged in are reminded of their cart, and take it over when they are (ACC-3, ORD-9)."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from handsel.kernel.clock import now
from handsel.signups.carts import CartGone, take_over_cart
from handsel.signups.reminding import ask_for_reminders, stop_reminders
from handsel.storefront.counter import CounterRequest, VisitRequest, at_counter, at_door, if_allowed
from handsel.storefront.forms.reminder import ReminderForm
from handsel.storefront.views.cart import cart_shown
from handsel.storefront.visitor_counter import forget_cart, secret_of
from handsel.timeline.origin import Way
from handsel.web.answers import done
from handsel.web.sessions import portal_of


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
        return done(request, _("We remind you by mail. Each mail has a link to stop it."), "storefront:cart")
    return render(request, "storefront/cart/cart.html", cart_shown(request, reminder=form), status=form.status)


@at_door
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def visitor_remind_stop(request: VisitRequest, secret: str) -> HttpResponse:
    """Stop the reminders, by the link of one: the button, since programs follow links by themselves."""
    if request.method == "POST":
        stop_reminders(secret=secret, by=portal_of(request, Way.STOREFRONT), at=now())
        return done(request, _("No more reminders are sent, and your address is forgotten."), "storefront:shop")
    return render(request, "storefront/visitors/stop.html", {"secret": secret})


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
    if not claimed.taken and not claimed.left:
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
        said += " " + _("Left out:") + " " + " ".join(claimed.left)
    return forget_cart(done(request, said, "storefront:cart"))
