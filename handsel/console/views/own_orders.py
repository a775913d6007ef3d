"""What a reseller's staff decide about an order of its own (ORD-3)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handsel.console.desk import DeskRequest, at_desk
from handsel.console.returning import done_here
from handsel.kernel.clock import now
from handsel.orders.rules import may_withdraw
from handsel.orders.withdrawing import withdraw_order
from handsel.web.withdraw_form import WithdrawForm


@at_desk
@require_http_methods(["GET", "HEAD", "POST"])
def order_withdraw(request: DeskRequest, number: str) -> HttpResponse:
    desk = request.desk
    leg = get_object_or_404(desk.purchases, number=number)
    may_withdraw(desk.actor, leg).or_refuse()
    form = WithdrawForm(request.POST or None)
    canceled = form.submit(lambda typed: withdraw_order(leg_id=leg.pk, reason=typed["reason"], by=desk.actor, at=now()))
    if canceled:
        return done_here(request, _("Order %s is canceled.") % number, "console:order", number)
    return render(request, "console/orders/withdraw.html", {"form": form, "leg": leg}, status=form.status)
