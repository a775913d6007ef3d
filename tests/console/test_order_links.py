"""Links in the mail that asks for approval: they ask again, for who may decide, and for a while (ORD-7)."""

from datetime import timedelta
from urllib.parse import quote, urlsplit

import pytest
from django.test import Client

from handsel.cli.demo.story import Cast
from handsel.identity.deactivation import deactivate_user
from handsel.kernel.clock import now
from handsel.mail.models import Message
from handsel.orders.decision_links import Decision, DecisionLink, decision_link
from handsel.orders.models import Leg
from handsel.orders.status import situation
from tests.cast import NOON
from tests.mail.reading import mails, read_all
from tests.orders.branches import mark_up
from tests.orders.buying import buy, leg_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-7")]


def page(cast: Cast, leg: Leg, decision: Decision = Decision.ACCEPT, **told: object) -> str:
    """Return the address of a link as it is made for Karl."""
    link = DecisionLink(decision, leg.pk, int(str(told.get("user_id", cast.karl.user_id))))
    at = told.get("at", now())
    return f"/console/orders/decide/?link={quote(decision_link(link, at=at))}"  # type: ignore[arg-type]


def stands(cast: Cast, leg: Leg) -> str:
    return situation(leg_of(cast.karl, leg.order_id, cast.bakery)).name


def request_of(cast: Cast) -> Message:
    read_all(now())
    found = mails(cast.kleinbach, kind="order_to_approve", recipient="karl@kleinbach.example")
    return found[-1]


def test_the_mail_holds_both_links_and_looking_at_them_decides_nothing(karl, cast):
    leg = buy(cast)
    text = request_of(cast).text

    links = [word for word in text.split() if "/orders/decide/" in word]

    assert len(links) == 2
    for link, asks in zip(links, ("Accept order", "Reject order"), strict=True):
        parts = urlsplit(link)
        shown = karl.get(f"{parts.path}?{parts.query}")
        assert asks in shown.content.decode()
    assert stands(cast, leg) == "awaiting_approval"


def test_accepting_and_rejecting_take_a_second_yes(karl, cast):
    first, second = buy(cast), buy(cast, "MAIL")

    assert karl.post(page(cast, first), {}).status_code == 302
    assert karl.post(page(cast, second, Decision.REJECT), {"reason": ""}).status_code == 422
    assert karl.post(page(cast, second, Decision.REJECT), {"reason": "Sold out"}).status_code == 302

    assert stands(cast, first) == "in_progress"
    assert leg_of(cast.karl, second.order_id, cast.bakery).cancel_reason == "Sold out"


@pytest.mark.covers("ORD-14")
def test_the_page_behind_the_link_shows_the_lines_and_whether_they_can_be_funded(karl, cast):
    leg = buy(cast)

    accepting, rejecting = (karl.get(page(cast, leg, way)).content.decode() for way in Decision)

    assert "Web hosting Start" in accepting
    assert "Can it be funded now?" in accepting
    assert "Web hosting Start" in rejecting
    assert "Can it be funded now?" not in rejecting
    karl.post(page(cast, leg), {})
    assert "Can it be funded now?" not in karl.get(page(cast, leg)).content.decode(), "it is accepted"


def test_the_link_that_rejects_leads_to_calling_off_what_is_paid_and_not_delivered(karl, cast):
    leg = buy(cast)
    karl.post(page(cast, leg), {})

    shown = karl.get(page(cast, leg, Decision.REJECT)).content.decode()

    assert "can still be called off" in shown
    assert f'hx-get="/console/orders/{leg.number}/call-off/"' in shown
    assert "call-off" not in karl.get(page(cast, leg)).content.decode()


def test_a_second_time_is_told_and_does_nothing(karl, cast):
    leg = buy(cast)
    karl.post(page(cast, leg), {})

    again = karl.post(page(cast, leg), {})

    assert again.status_code == 409
    assert "was accepted already" in again.content.decode()
    opened = karl.get(page(cast, leg)).content.decode()
    assert "was accepted already" in opened
    assert "btn-primary" not in opened.split("<main", 1)[1], "nothing is asked that is decided"


def test_what_changed_meanwhile_is_confirmed_there(karl, cast):
    leg = buy(cast)
    mark_up(cast.kleinbach, 50)

    shown = karl.get(page(cast, leg)).content.decode()
    seal = shown.partition('name="confirmed" value="')[2].partition('"')[0]

    assert "costs 9.90 EUR now" in shown
    assert karl.post(page(cast, leg), {}).status_code == 409
    assert karl.post(page(cast, leg), {"confirmed": seal}).status_code == 302


def test_only_who_may_decide_is_let_through_and_others_log_in_first(karl, ruth, nora, cast):
    leg = buy(cast)
    stranger = Client(SERVER_NAME="kleinbach.localhost", SERVER_PORT="8000")

    assert "/console/log-in/?next=" in stranger.post(page(cast, leg), {})["Location"]
    assert ruth.post(page(cast, leg), {}).status_code == 403
    assert nora.post(page(cast, leg), {}).status_code == 410
    assert stands(cast, leg) == "awaiting_approval"


@pytest.mark.parametrize("harm", ["old", "changed", "other purpose", "missing"])
def test_a_link_that_is_old_or_not_ours_leads_to_one_page(karl, cast, harm):
    leg = buy(cast)
    address = {
        "old": page(cast, leg, at=now() - timedelta(days=15)),
        "changed": page(cast, leg)[:-3] + "abc",
        "other purpose": page(cast, leg).replace("link=", "secret="),
        "missing": "/console/orders/decide/",
    }[harm]

    assert karl.get(address).status_code == karl.post(address, {}).status_code == 410
    assert stands(cast, leg) == "awaiting_approval"


def test_the_links_of_who_was_deactivated_die(karl, cast):
    leg = buy(cast)
    address = page(cast, leg, user_id=cast.ruth.user_id)
    assert karl.get(address).status_code == 200
    deactivate_user(user_id=cast.ruth.user_id, by=cast.karl, at=NOON)

    assert karl.get(address).status_code == 410
