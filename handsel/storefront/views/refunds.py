"""A buyer asks for the money of what was delivered; its seller answers (ORD-12)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handsel.deliveries.refunding import ask_refund, refundable_lines, ways_back
from handsel.deliveries.rules import may_ask_refund
from handsel.kernel.clock import now
from handsel.storefront.counter import CounterRequest, at_counter, if_allowed
from handsel.storefront.forms.refunds import WishForm
from handsel.web.answers import done


@at_counter
@if_allowed("may_shop")
@require_http_methods(["GET", "HEAD", "POST"])
def order_refund(request: CounterRequest, number: str) -> HttpResponse:
    actor, leg = request.counter.actor, get_object_or_404(request.counter.orders, number=number)
    may_ask_refund(actor, leg).or_refuse()
    form = WishForm(request.POST or None, lines=refundable_lines(leg), ways=ways_back(leg))
    asked = form.submit(
        lambda typed: ask_refund(
            leg_id=leg.pk, line_ids=typed["lines"], back=typed["back"], reason=typed["reason"], by=actor, at=now()
        )
    )
    if asked:
        said = _("%(seller)s was asked, and answers here.") % {"seller": request.portal.title}
        return done(request, said, "storefront:order", number)
    return render(request, "storefront/orders/refund.html", {"form": form, "leg": leg}, status=form.status)
