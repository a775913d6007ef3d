"""How the people of the story go to other portals, in the steps that tests share."""

from datetime import datetime
from typing import Any

from django.db import transaction

from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor, system
from handsel.kernel.isolation import scoped
from handsel.timeline.models import Event
from handsel.timeline.origin import Origin, Way
from handsel.visits.handing import Arrival, Onward, arrival_with, begin_visit, hand_to_child, hand_to_parent
from handsel.visits.models import Destination, Visit
from handsel.visits.staying import Stay, stay_of
from handsel.visits.support import give_support_access
from tests.cast import NOON

BACK = "http://kleinbach.localhost:8000/console/accounts/1001/"


def portal(seller: int, way: Way = Way.STOREFRONT) -> Actor:
    """Return the portal's own actor, as a page of it has it."""
    return system(seller).coming_from(Origin(way, "203.0.113.7"))


def to_parent(cast: Cast, by: Actor, account: int, at: datetime = NOON) -> Onward:
    del cast
    return hand_to_parent(account_id=account, destination=Destination.SUBSCRIPTIONS, came_from=BACK, by=by, at=at)


def visit_at_nordlicht(cast: Cast, by: Actor, at: datetime = NOON) -> Visit:
    """Let `by` of Kleinbach go to Nordlicht for Bakery."""
    onward = to_parent(cast, by, cast.bakery, at)
    return begin_visit(secret=onward.secret, by=portal(cast.nordlicht), at=at)


def let_in(cast: Cast, role: str = "read_only", hours: int = 1, at: datetime = NOON) -> None:
    """Let Karl give Nordlicht support access to Kleinbach."""
    give_support_access(role=role, hours=hours, reason="The price list is wrong", by=cast.karl, at=at)


def help_at_kleinbach(cast: Cast, by: Actor, at: datetime = NOON) -> Visit:
    onward = hand_to_child(account_id=cast.kleinbach, came_from=BACK, by=by, at=at)
    return begin_visit(secret=onward.secret, by=portal(cast.kleinbach, Way.CONSOLE), at=at)


def at_door(seller: int, secret: str, at: datetime = NOON) -> Arrival | None:
    with transaction.atomic(), scoped(system(seller).scope):
        return arrival_with(secret, at=at)


def stay(visit: Visit, at: datetime = NOON) -> Stay | None:
    with transaction.atomic(), scoped(system(visit.seller_id).scope):
        return stay_of(visit.pk, at=at)


def told(seller: int, name: str) -> list[Any]:
    """Return the events of this name at `seller`, as people read who did them."""
    with transaction.atomic(), scoped(system(seller).scope):
        found = Event.objects.filter(seller_id=seller, name=name).order_by("pk")
        return [(event.actor_name, event.actor_home, event.let_in_by, event.account_id) for event in found]
