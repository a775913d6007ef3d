"""What the operator of the demo delivers by hand: some of it done, some under way, one failed, the rest waiting."""

from datetime import date, datetime

from django.db import transaction

from handsel.catalog.models import Product, Provisioning
from handsel.catalog.products import ProductDetails, change_product
from handsel.cli.demo.story import PRODUCTS
from handsel.deliveries.data import Handed
from handsel.deliveries.models import DeliveryTask
from handsel.deliveries.working import deliver, fail_deliveries, note_delivery, start_deliveries
from handsel.identity.actor import Actor
from handsel.kernel.isolation import scoped

BY_HAND = {"TLS", "MOVE"}


def deliver_by_hand(by: Actor, at: datetime) -> None:
    """Let the people of the operator deliver certificates and migrations from now on."""
    with transaction.atomic(), scoped(by.scope):
        found = list(Product.objects.filter(seller_id=by.seller_id, sku__in=BY_HAND).select_related("category__parent"))
    told = {product.sku: product for product in PRODUCTS}
    for product in found:
        known = told[product.sku]
        details = ProductDetails(
            product.sku, product.name, product.category.path, known.kind, (), product.description, Provisioning.MANUAL
        )
        change_product(product_id=product.pk, product=details, version=product.version, by=by, at=at)


def leave_deliveries(by: Actor, at: datetime) -> None:
    """Make one delivery, fail one, start one, and leave the others; each where there is one more."""
    with transaction.atomic(), scoped(by.scope):
        open_ones = DeliveryTask.objects.filter(seller_id=by.seller_id).waiting().order_by("pk")
        waiting = list(open_ones.values_list("delivery_id", flat=True))
    key = Handed.of([("Domain", "www.bakery.example"), ("Certificate", "7F:3A:90:C2")], date(at.year + 1, at.month, 28))
    if waiting:
        deliver(delivery_ids=waiting[:1], handed=key, by=by, at=at)
    if len(waiting) > 1:
        fail_deliveries(delivery_ids=waiting[1:2], reason="The domain does not answer to its name.", by=by, at=at)
    if len(waiting) > 2:  # noqa: PLR2004 - the third
        start_deliveries(delivery_ids=waiting[2:3], by=by, at=at)
        note_delivery(delivery_id=waiting[2], text="The authority wants a copy of the register.", by=by, at=at)
