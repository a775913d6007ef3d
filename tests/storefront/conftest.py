"""Visitors of storefronts: a stranger, Berta (Bakery) and Florian (Florist) at Kleinbach, and Hanno at Südwind."""

import pytest
from django.test import Client

from handsel.accounts.details import AccountDetails
from handsel.accounts.tree import add_customer
from handsel.cli.demo.story import PASSWORD, Cast
from handsel.identity.actor import Actor, system
from handsel.identity.people import Person, activate, add_storefront_user
from tests.cast import NOON
from tests.storefront.visitors import Visitor, link_for


@pytest.fixture
def stranger(db) -> Visitor:
    """Somebody at Kleinbach's storefront who is not logged in."""
    return Visitor(Client(), "kleinbach")


@pytest.fixture
def berta(stranger: Visitor) -> Visitor:
    """Berta of the Bakery, logged in at Kleinbach's storefront."""
    stranger.post("/log-in/", email="berta@bakery.example", password=PASSWORD)
    return stranger


@pytest.fixture
def florian(db, cast: Cast) -> Visitor:
    """Florian, who buys for another customer of Kleinbach."""
    details = AccountDetails(company_name="Florist", email="florian@florist.example")
    florist = add_customer(details=details, by=cast.karl, at=NOON)
    return _visitor("kleinbach", cast.karl, florist.pk, "florian@florist.example")


@pytest.fixture
def hanno(db, cast: Cast) -> Visitor:
    """Hanno, who buys for the Harbour at Südwind."""
    return _visitor("suedwind", cast.sven, cast.harbour, "hanno@harbour.example")


def _visitor(portal: str, by: Actor, buyer: int, email: str) -> Visitor:
    person = Person("Other", "Buyer", email, "en", "Y-m-d")
    user = add_storefront_user(buyer_id=buyer, person=person, by=by, at=NOON)
    activate(secret=link_for(user, by.seller_id, NOON), password=PASSWORD, by=system(by.seller_id), at=NOON)
    visitor = Visitor(Client(), portal)
    visitor.post("/log-in/", email=email, password=PASSWORD)
    return visitor
