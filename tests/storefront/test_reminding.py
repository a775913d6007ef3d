"""Visitors who ticked it are reminded of their cart, by the seller's rule, until they stop it (ORD-9, ACC-3)."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast
from handsel.identity.actor import system
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from handsel.orders.left_carts import set_cart_rules
from handsel.signups.cart_models import VisitorCart
from handsel.signups.reminding import remind_visitors
from tests.signups.visitors import mails_to, portal_lets, read_everything
from tests.storefront.visitors import Visitor, offer, words

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-9", "ACC-3", "MAI-1")]

TYPED = {"email": "Vera@Visitor.example", "agreed": "on"}


def rules(cast: Cast, hours: int | None = 24, most: int = 2) -> None:
    set_cart_rules(remind_after_hours=hours, most_reminders=most, keep_days=90, version=0, by=cast.karl, at=now())


@pytest.fixture
def visitor(stranger: Visitor, cast: Cast) -> Visitor:
    """A stranger with a cart at Kleinbach, which reminds of carts after a day."""
    portal_lets(cast.karl, visitor_prices="shown", sign_up="open")
    stranger.put(offer(cast.berta, "MAIL"))
    return stranger


def cart(cast: Cast) -> VisitorCart:
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        return VisitorCart.objects.get()


def mails(cast: Cast, at: datetime) -> list[str]:
    read_everything(at)
    return [mail.text for mail in mails_to(cast.kleinbach, "vera@visitor.example")]


def test_who_ticked_is_reminded_as_often_as_the_rule_says(visitor, cast):
    rules(cast)
    page = visitor.get("/cart/").content.decode()
    assert 'name="agreed"' in page
    assert "checked" not in page

    assert visitor.post("/visitors/cart/remind/", **TYPED).status_code == 302

    kept = cart(cast)
    assert kept.reminders_asked_at
    assert (kept.email, kept.reminders_text[:9]) == ("vera@visitor.example", "Remind me")
    assert "to be reminded of this cart" in visitor.text("/cart/")
    begun = now()
    assert remind_visitors(at=begun + timedelta(hours=23)) == 0
    assert [remind_visitors(at=begun + timedelta(hours=hours)) for hours in (25, 26, 50, 75, 100)] == [1, 0, 1, 0, 0]
    sent = mails(cast, begun + timedelta(hours=100))
    assert len(sent) == 2
    assert "1 × Mailbox" in sent[0]
    assert "Nordlicht" not in sent[0]


def test_without_a_tick_or_a_rule_nobody_is_reminded(visitor, cast):
    assert "reminder_agreed" not in visitor.get("/cart/").content.decode()
    assert visitor.post("/visitors/cart/remind/", **TYPED).status_code == 409
    rules(cast)
    refused = visitor.post("/visitors/cart/remind/", email="vera@visitor.example")
    assert refused.status_code == 422
    assert "otherwise no mail is sent" in words(refused)
    assert visitor.post("/visitors/cart/remind/", **(TYPED | {"email": "nonsense"})).status_code == 422

    assert cart(cast).reminders_asked_at is None
    assert remind_visitors(at=now() + timedelta(hours=30)) == 0


def test_one_click_stops_it_and_the_address_is_forgotten(visitor, cast):
    rules(cast)
    visitor.post("/visitors/cart/remind/", **TYPED)
    remind_visitors(at=now() + timedelta(hours=25))
    (mail,) = mails(cast, now() + timedelta(hours=25))
    stop = re.search(r"/visitors/reminders/[^/\s]+/", mail)
    assert stop

    assert "Stop the reminders" in visitor.text(stop[0])
    assert cart(cast).reminders_asked_at  # a program that follows links stops nothing
    for _ in range(2):
        assert visitor.post(stop[0]).status_code == 302

    kept = cart(cast)
    assert (kept.email, kept.reminders_asked_at, kept.reminders_text, kept.stop_digest) == ("", None, "", None)
    assert remind_visitors(at=now() + timedelta(hours=60)) == 0


def test_a_link_that_is_none_stops_nothing(visitor, cast):
    rules(cast)
    visitor.post("/visitors/cart/remind/", **TYPED)

    assert visitor.post("/visitors/reminders/made-up/").status_code == 302
    assert cart(cast).reminders_asked_at


def test_who_emptied_the_cart_is_not_reminded(visitor, cast):
    rules(cast)
    visitor.post("/visitors/cart/remind/", **TYPED)
    visitor.post(visitor.line(offer(cast.berta, "MAIL")), quantity=0)

    remind_visitors(at=now() + timedelta(hours=30))
    assert mails(cast, now() + timedelta(hours=30)) == []


def test_another_address_is_not_reminded_for_the_tick_of_the_first(visitor, cast):
    rules(cast)
    visitor.post("/visitors/cart/remind/", **TYPED)
    typed = {"kind": "company", "company_name": "F", "first_name": "Flora", "last_name": "Fink"}
    visitor.post("/sign-up/", **typed, email="flora@florist.example", password="weak")

    assert remind_visitors(at=now() + timedelta(hours=30)) == 0
