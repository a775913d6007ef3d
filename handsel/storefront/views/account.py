"""What belongs to the customer: funds, subscriptions and the person's own profile (FUN-2, SUB-1, USR-1)."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from handsel.kernel.money import Money
from handsel.ledger.statements import statement
from handsel.storefront.cart_seen import funding_for
from handsel.storefront.counter import CounterRequest, at_counter
from handsel.web.tables import page_of


@at_counter
@require_safe
def funds(request: CounterRequest) -> HttpResponse:
    wallet = request.counter.wallet
    shown: dict[str, object] = {"account": request.counter.account, "wallet": wallet}
    if wallet:
        shown |= {
            "funding": funding_for(wallet, Money(0, wallet.currency)),
            "page": page_of(statement(wallet), request.GET),
        }
    return render(request, "storefront/account/funds.html", shown)


@at_counter
@require_safe
def subscriptions(request: CounterRequest) -> HttpResponse:
    running = request.counter.subscriptions.order_by("ended_on", "renews_on", "pk")
    return render(request, "storefront/account/subscriptions.html", {"page": page_of(running, request.GET)})


@at_counter
@require_safe
def profile(request: CounterRequest) -> HttpResponse:
    if request.counter.stay:
        raise Http404
    user = request.counter.user
    spoken = str(dict(settings.LANGUAGES).get(user.language, user.language))
    shown = {"user": user, "account": request.counter.account, "spoken": spoken}
    return render(request, "storefront/account/profile.html", shown)
