"""A visitor of a storefront, and what they find on its shelves."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from handsel.catalog.models import Product
from handsel.catalog.offers import Offer, offers_to
from handsel.catalog.products import withdraw_product
from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor, system
from handsel.identity.links import issue_link
from handsel.identity.models import OneTimeLink, User
from handsel.kernel import clock
from handsel.kernel.isolation import scoped
from tests.cast import NOON


@dataclass
class Visitor:
    """A browser at one portal."""

    client: Client
    portal: str

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.client.get(path, HTTP_HOST=f"{self.portal}.localhost", headers=headers)

    def post(self, path: str, *, headers: dict[str, str] | None = None, **fields: Any) -> HttpResponse:
        return self.client.post(path, fields, HTTP_HOST=f"{self.portal}.localhost", headers=headers)

    def text(self, path: str) -> str:
        return words(self.get(path))

    def put(self, offer: Offer, quantity: int = 1) -> HttpResponse:
        return self.post(f"/products/{offer.plan_id}/", plan=offer.plan_id, quantity=quantity)

    def line(self, offer: Offer) -> str:
        """Return the address of the line of this plan in the cart; of one that there is not, where there is none."""
        page = self.get("/cart/").content.decode()
        found = re.search(rf'id="line(\d+)_product" href="/products/{offer.plan_id}/', page)
        return f"/cart/{found[1] if found else 999_999}/"

    def order(self) -> str:
        """Order what lies in the cart, and return the number of the order."""
        found = re.search(r'action="(/checkout/(\w+)/)"', self.get("/checkout/").content.decode())
        assert found is not None
        self.post(found[1], seal=self.seal())
        return found[2]

    def seal(self) -> str:
        found = re.search(r'name="seal" value="(\w+)"', self.get("/checkout/").content.decode())
        assert found is not None
        return found[1]


def words(response: HttpResponse) -> str:
    """Return what stands on a page, without tags and needless blanks."""
    page = re.sub(r"<(script|style|template).*?</\1>|<!--.*?-->", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def offer(by: Actor, sku: str, plan: str = "Monthly") -> Offer:
    """Return the offer of this plan to the buyer of `by`."""
    assert by.buyer_id is not None
    with transaction.atomic(), scoped(by.scope):
        return next(o for o in offers_to(by.buyer_id) if (o.sku, o.plan) == (sku, plan))


def link_for(user: User, seller: int, at: datetime | None = None) -> str:
    """Return the secret of an activation link that was made just now, or `at` a moment."""
    with transaction.atomic(), scoped(system(seller).scope):
        return issue_link(user=user, purpose=OneTimeLink.Purpose.ACTIVATION, at=at or clock.now())


def withdraw(cast: Cast, sku: str) -> None:
    """Let the operator stop selling one of its products."""
    with transaction.atomic(), scoped(cast.olga.scope):
        product = Product.objects.get(sku=sku)
    withdraw_product(product_id=product.pk, by=cast.olga, at=NOON)
