"""What the operator of the demo delivers by hand: certificates all along; at the end some of it is left to do."""

from datetime import date, datetime

from django.db import transaction

from handsel.catalog.models import Product, ProductKind, Provisioning
from handsel.catalog.products import ProductDetails, change_product
from handsel.deliveries.data import Handed
from handsel.deliveries.models import DeliveryTask
from handsel.deliveries.working import deliver, fail_deliveries, note_delivery, start_deliveries
from handsel.identity.actor import Actor
from handsel.kernel.isolation import scoped


def issue_certificates(by: Actor, at: datetime) -> None:
    """Deliver what waits for the people of the operator, each certificate with a number of its own."""
    for waiting in _waiting(by):
        number = ":".join(f"{waiting % 2**24:06X}"[place : place + 2] for place in (0, 2, 4))
        handed = Handed.of([("Certificate", f"7F:{number}")], date(at.year + 1, at.month, min(at.day, 28)))
        deliver(delivery_ids=[waiting], handed=handed, by=by, at=at)


def migrate_by_hand(by: Actor, at: datetime) -> None:
    """Let the people of the operator do migrations from now on."""
    with transaction.atomic(), scoped(by.scope):
        product = Product.objects.select_related("category__parent").get(seller_id=by.seller_id, sku="MOVE")
    details = ProductDetails(
        product.sku, product.name, product.category.path, ProductKind(product.kind), (), product.description,
        Provisioning.MANUAL,
    )  # fmt: skip
    change_product(product_id=product.pk, product=details, version=product.version, by=by, at=at)


def leave_deliveries(by: Actor, at: datetime) -> None:
    """Make one delivery, fail one, start one, and leave the others; each where there is one more."""
    waiting = _waiting(by)
    key = Handed.of([("Domain", "www.bakery.example"), ("Certificate", "7F:3A:90:C2")], date(at.year + 1, at.month, 28))
    if waiting:
        deliver(delivery_ids=waiting[:1], handed=key, by=by, at=at)
    if len(waiting) > 1:
        fail_deliveries(delivery_ids=waiting[1:2], reason="The domain does not answer to its name.", by=by, at=at)
    if len(waiting) > 2:  # noqa: PLR2004 - the third
        start_deliveries(delivery_ids=waiting[2:3], by=by, at=at)
        note_delivery(delivery_id=waiting[2], text="The authority wants a copy of the register.", by=by, at=at)


def _waiting(by: Actor) -> list[int]:
    with transaction.atomic(), scoped(by.scope):
        open_ones = DeliveryTask.objects.filter(seller_id=by.seller_id).waiting().order_by("pk")
        return list(open_ones.values_list("delivery_id", flat=True))
