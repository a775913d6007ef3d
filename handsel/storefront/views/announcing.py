"""Announce a bank transfer, and take the announcement back (FUN-7)."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handsel.kernel.clock import now
from handsel.ledger.announcement_models import Announcement
from handsel.ledger.announcing import Announced, alike_announced, announce_payment, withdraw_announcement
from handsel.ledger.rules import may_announce, may_withdraw_announcement
from handsel.storefront.announced_seen import announcements_of
from handsel.storefront.counter import Counter, CounterRequest, at_counter, if_allowed
from handsel.storefront.paying_told import paying
from handsel.web.amounts import typed_money
from handsel.web.announcing import Alike, AnnounceForm
from handsel.web.answers import done
from handsel.web.forms import SureForm

FORM = ["GET", "HEAD", "POST"]


@at_counter
@if_allowed("may_see_funds")
@require_http_methods(FORM)
def announce(request: CounterRequest) -> HttpResponse:
    counter, at = request.counter, now()
    may_announce(counter.actor, counter.buyer_id).or_refuse()
    wallet = counter.wallet
    if wallet is None:
        raise Http404
    told = paying(request)
    form = AnnounceForm(
        request.POST or None,
        currency=wallet.currency,
        today=request.portal.today(at),
        reference=told.reference,
    )
    if form.submit(lambda typed: _announce(counter, wallet.currency, typed, at)):
        said = _("Thank you. As soon as the money has arrived it stands here, and a receipt comes by mail.")
        return done(request, said, "storefront:funds")
    shown = {"form": form, "paying": told, "wallet": wallet}
    return render(request, "storefront/announcing/announce.html", shown, status=form.status)


def _announce(counter: Counter, currency: str, typed: dict[str, Any], at: datetime) -> Announcement:
    is_sure, amount = typed.pop("sure"), typed_money(typed.pop("amount"), currency)
    announced = Announced(amount, **typed)
    if not is_sure and alike_announced(counter.buyer_id, announced, counter.actor):
        said = _("A transfer with this amount and reference is known already. Is this another one?")
        raise Alike(said)
    return announce_payment(buyer_id=counter.buyer_id, announced=announced, by=counter.actor, at=at)


@at_counter
@if_allowed("may_see_funds")
@require_http_methods(FORM)
def announcement_withdraw(request: CounterRequest, pk: int) -> HttpResponse:
    told = get_object_or_404(announcements_of(request.counter), pk=pk)
    may_withdraw_announcement(request.counter.actor, told).or_refuse()
    form = SureForm(request.POST or None)
    if form.submit(lambda _typed: withdraw_announcement(announcement_id=pk, by=request.counter.actor, at=now())):
        return done(request, _("The announcement is withdrawn."), "storefront:funds")
    return render(request, "storefront/announcing/withdraw.html", {"form": form, "told": told}, status=form.status)
