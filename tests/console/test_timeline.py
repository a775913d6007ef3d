"""The timeline tells every event in a plain sentence, and can be narrowed to a kind by its address (ACC-16)."""

import re
from types import SimpleNamespace

import pytest

from handsel.accounts.models import Account
from handsel.accounts.notes import add_note
from handsel.console.happenings import Happening
from handsel.console.sentences import SENTENCES
from handsel.console.timelines import TOLD_KINDS
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.timeline.kinds import KINDS
from handsel.web.icons import ICONS
from tests.architecture.source import ROOT
from tests.cast import NOON

pytestmark = pytest.mark.covers("ACC-16")


def told(name, **data):
    event = SimpleNamespace(name=name, data=data, seller_id=1, actor_name="Karl", actor_id=1, reason="")
    return Happening(event).title


def timeline(cast, rest=""):
    with scoped(cast.karl.scope):
        return f"/console/accounts/{Account.objects.get(pk=cast.bakery).number}/timeline/{rest}"


def test_every_event_that_is_recorded_has_a_sentence_and_an_icon():
    recorded = set(re.findall(r"^\| `([a-z_.]+)`", (ROOT / "docs/reference/events.md").read_text(), re.MULTILINE))

    assert recorded - set(SENTENCES) == set()
    assert {icon for icon, _ in SENTENCES.values()} <= ICONS
    assert set(TOLD_KINDS) == set(KINDS)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("funds.added", {"amount_minor": 1250, "currency": "EUR", "method": "bank_transfer", "number": 7},
         "€12.50 was added by Bank transfer, with receipt 7."),
        ("order.placed", {"number": "N1", "gross_minor": 500, "currency": "EUR"}, "Order N1 over €5.00 was placed."),
        ("order.placed", {"number": "N1"}, "Order N1 over – was placed."),
        ("approval.switched", {"required": True}, "Order approval was switched on."),
        ("approval.switched", {"required": False}, "Order approval was switched off."),
        ("user.invited", {"role": Role.BUYER.value}, "A storefront user was invited."),
        ("user.invited", {"role": Role.BUYER.value, "again": True}, "The activation link was sent again."),
        ("user.invited", {"role": Role.MANAGER.value}, "A colleague was invited as Manager."),
        ("price_list.changed", {"before": "10.00", "after": "12.00"},
         "The markup was changed from 10.00 to 12.00 percent."),
        ("robot.built_up", {}, "Robot built up."),
    ],
)  # fmt: skip
def test_a_sentence_holds_the_facts_of_its_event(name, data, sentence):
    assert told(name, **data) == sentence


def test_staff_who_buy_act_on_behalf_of_the_customer_and_its_own_users_do_not():
    event = SimpleNamespace(name="order.placed", data={}, seller_id=1, actor_name="Karl", actor_id=1)

    assert Happening(event, "Bakery Brandt", {2}).behalf == "on behalf of Bakery Brandt"
    assert Happening(event, "Bakery Brandt", {1}).behalf == ""
    assert Happening(event).behalf == ""


@pytest.mark.django_db
def test_the_timeline_is_narrowed_to_a_kind(karl, cast):
    add_note(account_id=cast.bakery, text="x", by=cast.karl, at=NOON)

    everything = karl.get(timeline(cast)).content.decode()
    noted = karl.get(timeline(cast, "?kind=notes")).content.decode()

    assert "A note was written." in everything
    assert "The account was added." in everything
    assert "A note was written." in noted
    assert "The account was added." not in noted
    assert 'href="/console/accounts/' in noted
    assert "Nothing of this kind yet" in karl.get(timeline(cast, "?kind=addresses")).content.decode()


@pytest.mark.django_db
def test_an_unknown_kind_shows_everything_and_says_so(karl, cast):
    page = karl.get(timeline(cast, "?kind=%3Cb%3E")).content.decode()

    assert "There are no events of a kind “&lt;b&gt;”" in page
    assert "The account was added." in page
