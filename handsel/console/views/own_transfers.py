"""The reseller's own bank transfers to its seller: announce one, take it back (FUN-7)."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handsel.console.desk import Desk, DeskRequest, at_desk
from handsel.console.forms.catalog import ConfirmForm
from handsel.kernel.clock import now
from handsel.ledger.announcement_models import Announcement
from handsel.ledger.announcing import Announced
from handsel.ledger.announcing_above import alike_above, announce_above, how_to_pay_above, today_above, withdraw_above
from handsel.ledger.rules import may_announce_above
from handsel.web.amounts import typed_money
from handsel.web.announcing import Alike, AnnounceForm
from handsel.web.answers import done

FORM = ["GET", "POST"]


@at_desk
@require_http_methods(FORM)
def own_announce(request: DeskRequest) -> HttpResponse:
    desk, at, wallet = request.desk, now(), request.desk.own_wallet
    may_announce_above(desk.actor).or_refuse()
    if wallet is None:
        raise Http404
    paying = how_to_pay_above(desk.actor, [get_language() or ""])
    form = AnnounceForm(
        request.POST or None, currency=wallet.currency, today=today_above(desk.actor, at), reference=paying.reference
    )
    if form.submit(lambda typed: _announce(desk, wallet.currency, typed, at)):
        return done(request, _("Announced; it can be spent once your seller has confirmed it."), "console:funds-own")
    return render(request, "console/funds/own_announce.html", {"form": form, "paying": paying}, status=form.status)


def _announce(desk: Desk, currency: str, typed: dict[str, Any], at: datetime) -> Announcement:
    is_sure, amount = typed.pop("sure"), typed_money(typed.pop("amount"), currency)
    announced = Announced(amount, **typed)
    if not is_sure and alike_above(announced, desk.actor):
        raise Alike(_("A transfer with this amount and reference is known already. Is this another one?"))
    return announce_above(announced=announced, by=desk.actor, at=at)


@at_desk
@require_http_methods(FORM)
def own_transfer_withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_announce_above(desk.actor).or_refuse()
    told = get_object_or_404(desk.own_announcements, pk=pk)
    form = ConfirmForm(request.POST or None)
    if form.submit(lambda _typed: withdraw_above(announcement_id=pk, by=desk.actor, at=now())):
        return done(request, _("The announcement is withdrawn."), "console:funds-own")
    return render(request, "console/funds/own_withdraw.html", {"form": form, "told": told}, status=form.status)
