"""What there is at a glance, and what was bought for good (USR-6, SUB-1)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from handsel.storefront.counter import CounterRequest, at_counter
from handsel.storefront.orders_seen import SeenOrder
from handsel.web.tables import page_of

RECENT = 5


@at_counter
@require_safe
def overview(request: CounterRequest) -> HttpResponse:
    """Show how much runs and was bought, and the latest of each."""
    counter = request.counter
    running = counter.subscriptions.filter(ended_on__isnull=True)
    latest = counter.orders.order_by("-placed_at", "-pk")[:RECENT]
    shown = {
        "running_count": running.count(),
        "asset_count": counter.assets.count(),
        "order_count": counter.orders.count(),
        "running": running.order_by("renews_on", "pk")[:RECENT],
        "orders": SeenOrder.all_of(list(latest), request.portal.title),
    }
    return render(request, "storefront/account/overview.html", shown)


@at_counter
@require_safe
def billing(request: CounterRequest) -> HttpResponse:
    """Show the assets: licences, certificates and whatever else was bought for good."""
    page = page_of(request.counter.assets.order_by("-leg__executed_at", "-pk"), request.GET)
    return render(request, "storefront/account/billing.html", {"page": page})
