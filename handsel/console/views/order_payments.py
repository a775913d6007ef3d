"""Record what arrived for an order, all of it or a part (ORD-6)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.funds import OrderPaymentForm
from handsel.console.received import received_as_typed
from handsel.console.returning import done_here
from handsel.kernel.clock import now
from handsel.orders.receiving import due_for, record_payment, refuse_unless_awaited
from handsel.orders.rules import may_record_payment


@at_desk
@require_http_methods(["GET", "POST"])
def order_payment(request: DeskRequest, number: str) -> HttpResponse:
    desk, at = request.desk, now()
    leg = get_object_or_404(desk.sales.select_related("buyer"), number=number)
    may_record_payment(desk.actor, leg).or_refuse()
    if request.method == "GET":
        refuse_unless_awaited(leg)
    due = due_for(leg)
    form = OrderPaymentForm(request.POST or None, due=due, today=request.portal.today(at))
    receipt = form.submit(
        lambda typed: record_payment(
            leg_id=leg.pk,
            received=received_as_typed(desk, leg.buyer_id, typed, leg.currency, at),
            by=desk.actor,
            at=at,
        )
    )
    if receipt:
        said = _("Receipt %(receipt)s is written for order %(number)s.")
        return done_here(request, said % {"receipt": receipt.number, "number": number}, "console:order", number)
    return render(request, "console/orders/payment.html", {"form": form, "leg": leg, "due": due}, status=form.status)
