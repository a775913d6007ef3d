"""What belongs to the customer: funds, subscriptions and the person's own profile (FUN-2, SUB-1, USR-1)."""

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from handsel.identity.profiles import Profile, change_own_profile
from handsel.kernel.clock import now
from handsel.kernel.money import Money
from handsel.ledger.statements import StatementSearch
from handsel.reports.statement_files import StatementWanted
from handsel.storefront.announced_seen import announced_by
from handsel.storefront.cart_seen import funding_for
from handsel.storefront.counter import CounterRequest, at_counter, if_allowed
from handsel.storefront.paying_told import paying
from handsel.web.answers import done
from handsel.web.papers import paper_page
from handsel.web.profile_form import ProfileForm
from handsel.web.statements import ENDINGS, see_statement, statement_file
from handsel.web.tables import page_of


@at_counter
@if_allowed("may_see_funds")
@require_safe
def funds(request: CounterRequest) -> HttpResponse:
    wallet = request.counter.wallet
    shown: dict[str, object] = {"account": request.counter.account, "wallet": wallet, "paying": paying(request)}
    shown |= {"announced": announced_by(request.counter)}
    if wallet:
        shown |= {
            "funding": funding_for(wallet, Money(0, wallet.currency)),
            "seen": see_statement(wallet, request.GET, request.portal.zone),
        }
    return render(request, "storefront/account/funds.html", shown)


@at_counter
@if_allowed("may_see_funds")
@require_safe
def statement(request: CounterRequest, ending: str) -> HttpResponse:
    counter, wallet = request.counter, request.counter.wallet
    if wallet is None or ending not in ENDINGS:
        raise Http404
    search = StatementSearch.from_params(request.GET)
    return statement_file(StatementWanted(wallet, counter.account, search, request.portal), ending, counter.actor)


@at_counter
@if_allowed("may_see_funds")
@require_safe
def paper(request: CounterRequest, kind: str, number: int) -> HttpResponse:
    counter = request.counter
    return paper_page(request, counter.paper(kind, number), counter.account, request.portal)


@at_counter
@require_safe
def subscriptions(request: CounterRequest) -> HttpResponse:
    running = request.counter.subscriptions.order_by("ended_on", "renews_on", "pk")
    return render(request, "storefront/account/subscriptions.html", {"page": page_of(running, request.GET)})


@at_counter
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: CounterRequest) -> HttpResponse:
    if request.counter.stay:
        raise Http404
    counter = request.counter
    # The person is the portal's, whoever they buy for.
    oneself = replace(counter.actor, buyer_id=None)
    form = ProfileForm(request.POST or None, portal=request.portal, user=counter.user)
    if form.submit(lambda typed: change_own_profile(profile=Profile(**typed), by=oneself, at=now())):
        return done(request, _("Your profile is saved."), "storefront:profile")
    shown = {"form": form, "user": counter.user, "account": counter.account, "role": counter.role_label}
    return render(request, "storefront/account/profile.html", shown, status=form.status)
