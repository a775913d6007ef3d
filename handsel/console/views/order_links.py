"""The page behind the links of a mail that asks for approval: it asks again before deciding (ORD-7, ORD-14)."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from handsel.console.accepting import check_of
from handsel.console.desk import Desk, DeskRequest, at_desk
from handsel.console.forms.orders import AcceptForm, ReasonForm
from handsel.console.hand_prices_seen import hand_prices
from handsel.console.order_sheets import OrderSheet
from handsel.identity.links import LinkSpent
from handsel.kernel.clock import now
from handsel.orders.approval import approve_order, reject_order
from handsel.orders.decision_links import Decision, read_decision_link
from handsel.orders.models import Leg
from handsel.orders.rules import may_approve, may_decide_orders, may_reject
from handsel.web.answers import done


@at_desk
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def order_decide(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_decide_orders(desk.actor).or_refuse()
    try:
        link = read_decision_link(request.GET.get("link", ""), seller_id=desk.seller_id, at=now())
    except LinkSpent as spent:
        return render(request, "console/orders/decide_spent.html", {"said": str(spent)}, status=HTTPStatus.GONE)
    leg = get_object_or_404(desk.sales.select_related("buyer"), pk=link.leg_id)
    accepts = link.decision == Decision.ACCEPT
    check = check_of(desk, leg) if accepts else None
    typed = request.POST if request.method == "POST" else None
    form = AcceptForm(typed, seal=check.seal if check else "") if accepts else ReasonForm(typed)
    decided = form.submit(lambda typed: _decide(desk, leg, link.decision, typed))
    if decided:
        said = _("Order %s is accepted.") if accepts else _("Order %s is canceled.")
        return done(request, said % leg.number, "console:order", leg.number)
    may = (may_approve if accepts else may_reject)(desk.actor, leg)
    shown = {"form": form, "leg": leg, "accepts": accepts, "check": check, "may": may} | _sheet(desk, leg)
    return render(request, "console/orders/decide.html", shown, status=form.status)


def _sheet(desk: Desk, leg: Leg) -> dict[str, Any]:
    """Return what the page of the order tells, too: its lines, who can fund it, what else can be done."""
    purchase = desk.purchases.filter(order_id=leg.order_id).first()
    return {"sheet": OrderSheet(desk, leg, purchase), "by_hand": hand_prices(desk, leg)}


def _decide(desk: Desk, leg: Leg, decision: Decision, typed: dict[str, Any]) -> Leg:
    if decision == Decision.ACCEPT:
        return approve_order(leg_id=leg.pk, confirmed=typed["confirmed"], by=desk.actor, at=now())
    return reject_order(leg_id=leg.pk, reason=typed["reason"], by=desk.actor, at=now())
