"""Staff buy in the parent's storefront for their own reseller, and for no customer of it (ACC-21, USR-6)."""

import pytest
from django.db import transaction
from django.test import Client

from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.identity.models import Seat
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden
from handsel.orders.placement import place_order
from handsel.timeline.origin import Origin, Way
from handsel.visits.handing import begin_visit, hand_to_parent_to_buy
from handsel.visits.models import Visit
from handsel.visits.rules import NoParent
from handsel.web.visiting import actor_of
from tests.cast import NOON
from tests.console.conftest import logged_in
from tests.guests.going import at_door, help_at_kleinbach, let_in, portal, stay
from tests.guests.shopping import put, shopping_for
from tests.guests.test_staying import acting
from tests.identity.colleagues import colleague
from tests.storefront.visitors import Visitor, offer, words

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-21", "USR-6")]
BACK = "http://kleinbach.localhost:8000/console/purchases/"
BUY = "/console/purchases/buy/"


def going(by: Actor) -> str:
    return hand_to_parent_to_buy(came_from=BACK, by=by, at=NOON).secret


def at_nordlicht(cast: Cast, by: Actor) -> Visit:
    return begin_visit(secret=going(by), by=portal(cast.nordlicht), at=NOON)


def test_karl_orders_for_kleinbach_itself_and_its_customers_carts_stay(cast: Cast):
    put(shopping_for(cast, cast.bakery), 2)
    arrival = at_door(cast.nordlicht, going(cast.karl))
    visit = at_nordlicht(cast, cast.karl)
    by = acting(stay(visit))

    leg = place_order(order_id=put(by, 3).pk, by=by, at=NOON)

    assert arrival is not None
    assert (arrival.title, arrival.account) == ("Kleinbach", "Kleinbach")
    assert (visit.destination, visit.end_customer_id, visit.came_from) == ("shop", None, BACK)
    assert (leg.buyer_id, leg.end_customer_id) == (cast.kleinbach, None)


@pytest.mark.parametrize("role", [Role.OWNER, Role.MANAGER, Role.ACCOUNT_MANAGER])
def test_who_orders_for_customers_goes(cast: Cast, role: Role):
    assert stay(at_nordlicht(cast, colleague(cast, role))) is not None


@pytest.mark.parametrize("role", [Role.FINANCE, Role.SUPPORT, Role.READ_ONLY])
def test_nobody_else_of_the_staff_goes(cast: Cast, role: Role):
    with pytest.raises(Forbidden):
        going(colleague(cast, role))


def test_no_customer_no_guest_and_no_operator_goes(cast: Cast):
    let_in(cast, "manager")
    helper = actor_of(stay(help_at_kleinbach(cast, cast.nora)), Origin(Way.CONSOLE, "203.0.113.7"))
    for by in (cast.berta, helper):
        with pytest.raises(Forbidden):
            going(by)
    with pytest.raises(NoParent):
        going(cast.olga)


def test_who_sees_some_accounts_only_neither_goes_nor_stays(cast: Cast):
    secret, visit = going(cast.karl), at_nordlicht(cast, cast.karl)
    assert stay(visit) is not None  # the control
    with transaction.atomic(), scoped(cast.karl.scope):
        narrowed = {"role": Role.ACCOUNT_MANAGER, "own_accounts_only": True}
        Seat.objects.filter(user_id=cast.karl.user_id).update(**narrowed)

    assert stay(visit) is None
    assert at_door(cast.nordlicht, secret) is None
    with pytest.raises(Forbidden, match="some accounts only"):
        going(Actor(cast.karl.user_id, "Karl", cast.kleinbach, Role.ACCOUNT_MANAGER, own_accounts_only=True))


def test_from_the_purchases_there_and_back_one_sees_what_is_for_oneself(cast: Cast):
    karl = logged_in("kleinbach", "karl@kleinbach.example")
    for_bakery = shopping_for(cast, cast.bakery)
    of_bakery = place_order(order_id=put(for_bakery, 1).pk, by=for_bakery, at=NOON).number
    assert "Buy at Nordlicht" in karl.get("/console/purchases/").content.decode()

    left = karl.post(BUY)
    away = Visitor(Client(), "nordlicht")
    assert "Go on to Nordlicht for Kleinbach." in words(away.post("/hand-off/", secret=left.context["onward"].secret))
    assert away.post("/hand-off/enter/", secret=left.context["onward"].secret)["Location"] == "/"

    assert "Working at Nordlicht for Kleinbach" in away.text("/")
    away.put(offer(for_bakery, "MAIL"))
    own = away.order()
    seen = away.text("/orders/")
    assert own in seen
    assert of_bakery not in seen
    row = karl.get("/console/purchases/").content.decode().partition(own)[2].partition("</tr>")[0]
    assert "yourself" in row
    events = logged_in("nordlicht", "nora@nordlicht.example").get("/console/accounts/1001/timeline/").content.decode()
    assert "Karl Kaufmann of Kleinbach came to buy for this account." in events


def test_the_button_says_why_it_is_greyed(cast: Cast):
    ruth = logged_in("kleinbach", "ruth@kleinbach.example")
    page = ruth.get("/console/purchases/").content.decode()
    assert "Buy at Nordlicht" in page
    assert BUY not in page
    assert ruth.post(BUY).status_code == 403
    olga = logged_in("operator", "olga@handsel.example")
    assert olga.post(BUY).status_code == 409
