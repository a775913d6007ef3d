"""A file of prices that each reseller of the world has looked through (CAT-2)."""

from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from handsel.catalog.models import PriceList
from handsel.catalog.price_file_tasks import look_through
from handsel.identity.actor import Actor
from handsel.kernel.isolation import scoped


def give_price_files(owner: Actor, at: datetime) -> None:
    """Upload a file of prices, of which the worker finds a row refused and another changed."""
    with transaction.atomic(), scoped(owner.scope):
        default = PriceList.objects.get(seller_id=owner.seller_id, is_default=True).pk
    prices = SimpleUploadedFile("prices.csv", b"SKU,New price\nNONE,1\nWEB-S,99999\n")
    asked = {"price_list_id": default, "currency": "EUR", "decimal_mark": "."}
    look_through(file=prices, **asked, by=owner, at=at)
