"""How people of Kleinbach shop at Nordlicht: on a visit for one of its customers, or for Kleinbach itself."""

from dataclasses import replace

from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.identity.roles import Role
from handsel.orders.cart import put_in_cart
from handsel.orders.models import Order
from handsel.timeline.origin import Origin, Way
from handsel.visits.handing import begin_visit
from handsel.web.visiting import actor_of
from tests.cast import NOON
from tests.guests.going import portal, stay, to_parent
from tests.storefront.visitors import offer


def shopping_for(cast: Cast, account: int) -> Actor:
    """Return Karl as he is at Nordlicht, on a visit of his own for `account`."""
    visit = begin_visit(secret=to_parent(cast, cast.karl, account).secret, by=portal(cast.nordlicht), at=NOON)
    here = stay(visit)
    assert here is not None
    return actor_of(here, Origin(Way.STOREFRONT, "203.0.113.7"))


def own_people(cast: Cast) -> Actor:
    """Return somebody of Kleinbach with a seat at Nordlicht, there for nobody but Kleinbach."""
    return replace(shopping_for(cast, cast.bakery), guest=None, role=Role.BUYER, name="Kai Klein")


def put(by: Actor, quantity: int) -> Order:
    assert by.buyer_id is not None
    plan = offer(by, "MAIL").plan_id
    return put_in_cart(buyer_id=by.buyer_id, plan_id=plan, quantity=quantity, by=by, at=NOON)
