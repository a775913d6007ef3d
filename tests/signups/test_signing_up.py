"""Visitors become customers by themselves: asked, confirmed, waited for, accepted or rejected (ACC-3)."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.db import transaction

from handsel.accounts.manager_rules import GivenTo, change_manager_rule
from handsel.accounts.models import Account, Edge
from handsel.accounts.suspending import suspend_account
from handsel.accounts.terms import publish_terms
from handsel.cli.demo.story import Cast
from handsel.identity.actor import system
from handsel.identity.links import LinkSpent
from handsel.identity.models import Seat, User
from handsel.identity.people import Person, add_storefront_user
from handsel.identity.roles import Role
from handsel.identity.throttling import Place
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid, Refusal
from handsel.ledger.models import Wallet
from handsel.signups.asking import MOST_FROM_NETWORK
from handsel.signups.confirming import LASTS, WrongPassword, confirm_sign_up
from handsel.signups.deciding import accept_sign_ups, reject_sign_ups
from handsel.signups.faults import AlreadyKnown, SignUpOff, TermsNotAgreed, TooManySignUps
from handsel.signups.models import SignUp, Stage
from handsel.signups.rules import SignUpDecided
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.identity.colleagues import colleague
from tests.signups.visitors import (
    WORD,
    asked,
    confirmed,
    link_in,
    mails_to,
    portal_lets,
    read_everything,
    sign_ups_of,
)

pytestmark = pytest.mark.covers("ACC-3")
FLORA = "flora@florist.example"


@pytest.fixture
def opened(db: Any, cast: Cast) -> Cast:
    """Kleinbach lets people in at once."""
    portal_lets(cast.karl, sign_up="open")
    return cast


@pytest.fixture
def asking(db: Any, cast: Cast) -> Cast:
    """Kleinbach says yes or no itself."""
    portal_lets(cast.karl, sign_up="approval")
    return cast


def confirm(cast: Cast, secret: str, password: str = WORD, minutes: int = 0) -> SignUp:
    at = NOON + timedelta(minutes=minutes)
    return confirm_sign_up(secret=secret, password=password, by=system(cast.kleinbach), at=at)


def test_who_confirms_the_address_is_a_customer_with_number_wallet_and_log_in(opened: Cast):
    done = confirmed(opened, details={"country": "DE", "phone": "030 901820", "city": "Berlin"})

    with transaction.atomic(), scoped(opened.karl.scope):
        account = Account.objects.get(pk=done.account_id)
        edge = Edge.objects.get(buyer=account)
        user = User.objects.get(email=FLORA)
        seat = Seat.objects.get(user=user)
        wallet = Wallet.objects.get(buyer=account)
        events = list(Event.objects.filter(account_id=account.pk).order_by("pk").values_list("name", "actor_name"))
    assert (done.stage, account.name, account.number) == ("accepted", "Florist", 1002)
    assert account.contact_name == "Flora Fink"
    assert (account.phone, account.country) == ("+49 30 901820", "DE")
    assert (edge.currency, edge.price_list_id, wallet.balance_minor) == ("EUR", None, 0)
    assert (user.is_active, seat.buyer_id, seat.role) == (True, account.pk, "buyer_billing")
    assert check_password(WORD, user.password)
    assert done.password == ""
    assert events == [(name, "Flora Fink") for name in ("account.added", "user.activated", "signup.accepted")]
    read_everything()
    assert [mail.kind for mail in mails_to(opened.kleinbach, FLORA)] == ["sign_up_confirm", "sign_up_accepted"]
    assert all("Kleinbach" in mail.html and "Nordlicht" not in mail.html for mail in mails_to(opened.kleinbach, FLORA))


def test_a_private_person_needs_no_company_and_what_is_not_asked_is_not_kept(opened: Cast):
    portal_lets(opened.karl, sign_up_fields=["company_name", "city"])

    told = {"city": "Bonn", "phone": "+49 30 901820"}
    done = confirmed(opened, is_company=False, company_name="Ignored", details=told)

    assert (done.name, done.company_name, done.city, done.phone) == ("Flora Fink", "", "Bonn", "")


def test_with_approval_it_waits_and_nobody_logs_in_until_it_is_accepted(asking: Cast):
    waiting = confirmed(asking)
    read_everything()

    with transaction.atomic(), scoped(asking.karl.scope):
        assert not User.objects.filter(email=FLORA).exists()
        assert not Account.objects.filter(email=FLORA).exists()
    assert waiting.stage == Stage.WAITING
    assert mails_to(asking.kleinbach, "karl@kleinbach.example")[-1].kind == "sign_up_waiting"

    (accepted,) = accept_sign_ups(sign_up_ids=[waiting.pk], by=asking.karl, at=NOON)

    read_everything()
    assert (accepted.stage, accepted.decided_by_name, accepted.password) == ("accepted", "Karl Kaufmann", "")
    assert mails_to(asking.kleinbach, FLORA)[-1].kind == "sign_up_accepted"
    with pytest.raises(SignUpDecided, match="accepted already"):
        accept_sign_ups(sign_up_ids=[waiting.pk], by=asking.karl, at=NOON)


def test_several_are_rejected_at_once_with_the_reason_by_mail_and_their_passwords_are_gone(asking: Cast):
    ids = [confirmed(asking, email).pk for email in ("a@x.example", "b@x.example")]

    reject_sign_ups(sign_up_ids=ids, reason=" Not  now ", by=asking.karl, at=NOON)

    read_everything()
    assert {(one.stage, one.reason, one.password) for one in sign_ups_of(asking)} == {("rejected", "Not now", "")}
    assert "Not now" in mails_to(asking.kleinbach, "b@x.example")[-1].html


def test_the_answer_is_the_same_for_an_address_that_is_known_and_its_owner_hears_of_it(opened: Cast):
    known = asked(opened, "berta@bakery.example")
    fresh = asked(opened)
    read_everything()

    assert (known.stage, fresh.stage) == (Stage.UNCONFIRMED, Stage.UNCONFIRMED)
    assert mails_to(opened.kleinbach, "berta@bakery.example")[-1].kind == "sign_up_known"
    assert [one.stage for one in sign_ups_of(opened)] == ["dropped", "unconfirmed"]
    assert sign_ups_of(opened)[0].password == ""


def test_who_was_invited_and_never_came_gets_the_activation_link_again(opened: Cast):
    person = Person("Ida", "Ivo", "ida@bakery.example", "en", "Y-m-d")
    add_storefront_user(buyer_id=opened.bakery, person=person, by=opened.karl, at=NOON)

    asked(opened, "ida@bakery.example")
    read_everything()

    assert mails_to(opened.kleinbach, "ida@bakery.example")[-1].kind == "activation_again"


def test_without_the_password_a_click_on_the_mail_makes_no_account(opened: Cast):
    asked(opened)
    read_everything()
    secret = link_in(mails_to(opened.kleinbach, FLORA)[0])

    with pytest.raises(WrongPassword, match="not the password"):
        confirm(opened, secret, "something else")

    assert sign_ups_of(opened)[0].stage == "unconfirmed"
    assert confirm(opened, secret).stage == "accepted"


def test_a_link_works_once_and_not_for_ever(opened: Cast):
    asked(opened)
    read_everything()
    secret = link_in(mails_to(opened.kleinbach, FLORA)[0])
    with pytest.raises(LinkSpent):
        confirm(opened, secret, minutes=int(LASTS.total_seconds() // 60) + 1)
    confirm(opened, secret)
    with pytest.raises(LinkSpent):
        confirm(opened, secret)
    with pytest.raises(LinkSpent):
        confirm(opened, "made-up")


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"email": "flora"}, "email", "full e-mail address"),
        ({"email": ""}, "email", "fill this in"),
        ({"first_name": " "}, "first_name", "fill this in"),
        ({"company_name": ""}, "company_name", "fill this in"),
        ({"password": "short"}, "password", "too short"),
        ({"details": {"country": "XX"}}, "country", "from the list"),
        ({"details": {"phone": "call me"}}, "phone", "with \\+ and the code"),
        ({"details": {"country": "DE", "tax_number": "1"}}, "tax_number", "no tax number"),
        ({"details": {"country": "DE", "postcode": "1"}}, "postcode", "as this country"),
        ({"last_name": "x" * 101}, "last_name", "too long"),
        ({"manager_id": 1}, "manager", "from the list"),
    ],
)
def test_what_is_wrong_is_named_and_leaves_no_trace(opened: Cast, more: Any, field: str, said: str):
    with pytest.raises(Invalid, match=said) as refused:
        asked(opened, **more)

    assert list(refused.value.fields) == [field]
    assert sign_ups_of(opened) == []


def test_what_the_portal_demands_must_be_there(opened: Cast):
    portal_lets(opened.karl, mandatory_fields=["phone"])
    with pytest.raises(Invalid) as refused:
        asked(opened)
    assert list(refused.value.fields) == ["phone"]


def test_nobody_signs_up_where_it_is_off_or_the_portal_is_not_active(db: Any, cast: Cast):
    with pytest.raises(SignUpOff, match="by yourself"):
        asked(cast)
    portal_lets(cast.karl, sign_up="open")
    suspend_account(account_id=cast.kleinbach, reason="So", by=cast.nora, at=NOON)
    with pytest.raises(SignUpOff, match="at the moment"):
        asked(cast)
    assert sign_ups_of(cast) == []


def test_too_many_from_one_network_are_refused_and_others_go_on(opened: Cast):
    for number in range(MOST_FROM_NETWORK):
        asked(opened, f"n{number}@x.example")
    with pytest.raises(TooManySignUps):
        asked(opened, "last@x.example")

    assert asked(opened, "else@x.example", Place("198.51.100.1")).pk
    assert asked(opened, "later@x.example", at=NOON + timedelta(hours=2)).pk


def test_nobodys_mailbox_is_filled_by_others(opened: Cast):
    for number in range(5):
        asked(opened, FLORA, Place(f"198.51.100.{number}"))
    read_everything()
    assert len(mails_to(opened.kleinbach, FLORA)) == 3


def test_terms_are_agreed_to_in_the_version_that_holds_and_it_is_kept(opened: Cast):
    publish_terms(text="Be kind.", url="", version=0, by=opened.karl, at=NOON)
    with pytest.raises(TermsNotAgreed):
        asked(opened)
    with pytest.raises(TermsNotAgreed):
        asked(opened, terms_version=7)
    assert asked(opened, terms_version=1).terms_version == 1


def test_the_account_manager_is_the_chosen_one_or_that_of_the_rule(opened: Cast):
    karl, ruth = opened.karl.user_id or 0, opened.ruth.user_id or 0
    rule = GivenTo("country", karl, lets_choose=True, on_offer=(ruth,), of_countries={"FR": ruth})
    change_manager_rule(rule=rule, version=0, by=opened.karl, at=NOON)

    managers = []
    for email, more in (
        ("a@x.example", {}),
        ("b@x.example", {"details": {"country": "FR"}}),
        ("c@x.example", {"manager_id": ruth}),
    ):
        done = confirmed(opened, email, **more)
        managers.append(done.account.manager_id if done.account else 0)

    assert managers == [karl, ruth, ruth]


def test_what_the_portal_lets_be_when_the_address_is_confirmed_counts(opened: Cast):
    asked(opened)
    read_everything()
    portal_lets(opened.karl, sign_up="off")
    assert confirm(opened, link_in(mails_to(opened.kleinbach, FLORA)[0])).stage == "waiting"


def test_who_may_add_accounts_answers_and_nobody_else(asking: Cast):
    waiting = confirmed(asking)
    for by in (asking.ruth, colleague(asking, Role.FINANCE)):
        with pytest.raises(Forbidden):
            accept_sign_ups(sign_up_ids=[waiting.pk], by=by, at=NOON)
    with pytest.raises(SignUp.DoesNotExist):
        accept_sign_ups(sign_up_ids=[waiting.pk], by=asking.sven, at=NOON)
    with pytest.raises(Invalid):
        reject_sign_ups(sign_up_ids=[waiting.pk], reason=" ", by=asking.karl, at=NOON)
    unconfirmed = asked(asking, "late@x.example")
    with pytest.raises(SignUpDecided, match="not confirmed"):
        accept_sign_ups(sign_up_ids=[waiting.pk, unconfirmed.pk], by=asking.karl, at=NOON)
    assert {one.stage for one in sign_ups_of(asking)} == {"waiting", "unconfirmed"}


def test_an_address_that_got_a_log_in_meanwhile_is_told_and_nothing_is_made(asking: Cast):
    waiting = confirmed(asking)
    person = Person("Flora", "Fink", FLORA, "en", "Y-m-d")
    add_storefront_user(buyer_id=asking.bakery, person=person, by=asking.karl, at=NOON)
    with pytest.raises(AlreadyKnown, match="has a log-in here already"):
        accept_sign_ups(sign_up_ids=[waiting.pk], by=asking.karl, at=NOON)
    assert sign_ups_of(asking)[0].stage == "waiting"


def test_refusals_have_codes_of_their_own():
    kinds = (SignUpOff, TooManySignUps, TermsNotAgreed, AlreadyKnown, SignUpDecided, WrongPassword)
    codes = [kind.code for kind in kinds]
    assert len({*codes, Refusal.code, Invalid.code}) == len(codes) + 2
