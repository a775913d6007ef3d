"""The sign-up page: what is asked, the same answer for everybody, the link, and who is let in (ACC-3, USR-9)."""

from typing import Any

import pytest
from django.test import Client

from handsel.accounts.manager_rules import GivenTo, change_manager_rule
from handsel.accounts.terms import publish_terms
from handsel.cli.demo.story import Cast
from handsel.kernel.clock import now
from tests.cast import NOON
from tests.signups.visitors import WORD, link_in, mails_to, portal_lets, read_everything, sign_ups_of
from tests.storefront.visitors import Visitor, words

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-3")]

TYPED = {
    "kind": "company", "company_name": "Florist", "first_name": "Flora", "last_name": "Fink",
    "email": "flora@florist.example", "password": WORD,
}  # fmt: skip


@pytest.fixture
def visitor(stranger: Visitor, cast: Cast) -> Visitor:
    """A stranger at Kleinbach, which lets people in at once."""
    portal_lets(cast.karl, sign_up="open")
    return stranger


def signed_up(visitor: Visitor, **changes: Any) -> Any:
    return visitor.post("/sign-up/", **(TYPED | changes))


def test_a_visitor_signs_up_confirms_and_stands_in_the_shop(visitor: Visitor, cast: Cast):
    assert "Sign up" in visitor.text("/")
    assert "Sign up" in visitor.text("/log-in/")
    assert "Company name" in visitor.text("/sign-up/")

    answer = words(signed_up(visitor))

    assert "Look into your mailbox" in answer
    assert "flora@florist.example" in answer
    assert visitor.get("/orders/").status_code == 302
    read_everything(now())
    page = f"/sign-up/confirm/{link_in(mails_to(cast.kleinbach, 'flora@florist.example')[0])}/"
    assert "Confirm your address" in visitor.text(page)
    assert visitor.get(page)["Referrer-Policy"] == "strict-origin"
    assert "not the password" in words(visitor.post(page, password="guessed it"))
    assert visitor.post(page, password=WORD).status_code == 302
    assert "Good to see you, Flora" in visitor.text("/")
    assert visitor.get("/sign-up/").status_code == 302
    assert Client().get(page, HTTP_HOST="kleinbach.localhost").status_code == 410


def test_with_approval_one_is_told_to_wait(visitor: Visitor, cast: Cast):
    portal_lets(cast.karl, sign_up="approval")
    signed_up(visitor)
    read_everything(now())
    page = f"/sign-up/confirm/{link_in(mails_to(cast.kleinbach, 'flora@florist.example')[0])}/"

    assert "looks at your sign-up now" in words(visitor.post(page, password=WORD))
    assert visitor.get("/orders/").status_code == 302


def test_the_answer_is_word_for_word_the_same_for_a_known_address(visitor: Visitor):
    fresh = words(signed_up(visitor))
    known = words(signed_up(visitor, email="berta@bakery.example"))
    assert fresh.replace("flora@florist.example", "…") == known.replace("berta@bakery.example", "…")


def test_programs_that_fill_in_everything_get_the_same_answer_and_leave_nothing(visitor: Visitor, cast: Cast):
    trapped = signed_up(visitor, website="https://spam.example")
    assert "Look into your mailbox" in words(trapped)
    assert sign_ups_of(cast) == []


def test_where_it_is_off_there_is_no_page(stranger: Visitor):
    assert stranger.get("/sign-up/").status_code == 404
    assert signed_up(stranger).status_code == 404
    assert "gives you one" in stranger.text("/log-in/")
    assert stranger.get("/sign-up/confirm/made-up/").status_code == 410


def test_what_is_wrong_stands_beside_the_field_and_what_was_typed_stays_but_the_password(visitor: Visitor, cast: Cast):
    answer = signed_up(visitor, email="flora", company_name="", phone="call me")

    page = answer.content.decode()
    assert answer.status_code == 422
    for said in ("Enter a full e-mail address", "Please fill this in.", "Enter a phone number with +"):
        assert said in page
    assert 'value="Flora"' in page
    assert WORD not in page
    assert sign_ups_of(cast) == []


def test_only_what_the_portal_asks_is_asked(visitor: Visitor, cast: Cast):
    portal_lets(cast.karl, sign_up_fields=[], mandatory_fields=["city"])
    names = set(visitor.get("/sign-up/").context["form"].fields)
    assert names == {"first_name", "last_name", "email", "city", "password", "terms_version"}


def test_a_private_person_is_not_asked_for_a_company(visitor: Visitor, cast: Cast):
    drawn = signed_up(visitor, kind="private", redraw="1").content.decode()
    assert "Company name" not in drawn
    assert "Please fill" not in drawn
    signed_up(visitor, kind="private")
    assert sign_ups_of(cast)[0].name == "Flora Fink"


def test_terms_and_account_managers_are_asked_where_there_are_any(visitor: Visitor, cast: Cast):
    publish_terms(text="Be kind.", url="", version=0, by=cast.karl, at=NOON)
    ruth = cast.ruth.user_id or 0
    rule = GivenTo(lets_choose=True, on_offer=(ruth,))
    change_manager_rule(rule=rule, version=0, by=cast.karl, at=NOON)
    page = visitor.text("/sign-up/")
    assert "I have read the terms" in page
    assert "Ruth Reader" in page
    assert "Karl Kaufmann" not in page

    assert "agree to them" in words(signed_up(visitor, terms_version=1))
    assert "Look into your mailbox" in words(signed_up(visitor, terms="on", terms_version=1, manager=ruth))

    (kept,) = sign_ups_of(cast)
    assert (kept.terms_version, kept.manager_id) == (1, ruth)


def test_a_link_of_another_portal_does_not_work(visitor: Visitor, cast: Cast):
    signed_up(visitor)
    read_everything(now())
    page = f"/sign-up/confirm/{link_in(mails_to(cast.kleinbach, 'flora@florist.example')[0])}/"
    assert Client().get(page, HTTP_HOST="suedwind.localhost").status_code == 410
    assert Client().get(page, HTTP_HOST="kleinbach.localhost").status_code == 200
