"""What gets past a door and what does not: wrong faces, log-ins that ended elsewhere, shut doors (USR-3, USR-7)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from handsel.accounts.models import Account
from handsel.cli.demo.story import PASSWORD, Cast
from handsel.identity.actor import Actor, system
from handsel.identity.links import LinkSpent
from handsel.identity.models import Seat, User
from handsel.identity.own_password import change_password
from handsel.identity.proof import ProofNeeded
from handsel.identity.providers import NotVouchedFor, ProviderDetails, add_provider, change_provider, sign_in_through
from handsel.identity.roles import Role
from handsel.identity.second_step import Means, Shown, WrongProof, check_passkey_alone
from handsel.identity.session_models import Session
from handsel.identity.sessions import end_sessions
from handsel.identity.throttling import Place, TooManyTries
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Invalid
from handsel.visits.handing import begin_visit, hand_to_child
from tests.cast import NOON
from tests.console.test_visits import BAKERY, gone
from tests.guests.going import BACK, let_in, portal, stay, to_parent, visit_at_nordlicht
from tests.storefront.visitors import words

pytestmark = pytest.mark.django_db


def end_elsewhere(cast: Cast) -> None:
    """End all log-ins of Karl, as a new password does."""
    with transaction.atomic(), scoped(cast.karl.scope):
        end_sessions(user=User.objects.get(pk=cast.karl.user_id), at=NOON.replace(year=2100))
        Session.objects.filter(user_id=cast.karl.user_id).update(ended_at=NOON.replace(year=2099))


@pytest.mark.covers("USR-9")
@pytest.mark.parametrize(
    ("door", "who", "lands"),
    [
        ("/log-in/", "karl@kleinbach.example", "/console/"),
        ("/console/log-in/", "berta@bakery.example", "/"),
        ("/console/log-in/", "karl@kleinbach.example", "/console/"),
        ("/log-in/", "berta@bakery.example", "/"),
    ],
)
def test_who_logs_in_at_the_wrong_face_is_led_to_their_own(cast: Cast, door: str, who: str, lands: str):
    browser = Client(SERVER_NAME="kleinbach.localhost", SERVER_PORT="8000")

    answer = browser.post(door, {"email": who, "password": PASSWORD})

    assert (answer.status_code, answer["Location"]) == (302, lands)
    assert browser.get(lands).status_code == 200
    wrong = browser.post(door, {"email": who, "password": "a wrong password"})
    assert wrong.status_code == 403


@pytest.mark.covers("USR-10", "USR-7")
def test_a_look_as_a_customer_ends_with_the_log_in_beside_it(karl: Client, cast: Cast):
    karl.post(f"{BAKERY}look/")
    assert "Karl Kaufmann looks as Bakery Brandt" in words(karl.get("/"))  # the control

    end_elsewhere(cast)

    assert "looks as" not in words(karl.get("/"))
    assert karl.get("/orders/")["Location"].startswith("/log-in/")


@pytest.mark.covers("USR-6", "USR-7")
def test_a_visit_at_the_parent_ends_with_the_log_in_at_home(karl: Client, cast: Cast):
    browser = gone(karl)
    assert browser.get("/subscriptions/").status_code == 200  # the control

    end_elsewhere(cast)

    assert browser.get("/subscriptions/").status_code == 302


@pytest.mark.covers("USR-6", "USR-7")
def test_other_log_ins_end_no_visit_and_a_hand_off_on_its_way_dies_with_its_own(
    cast: Cast,
):
    def session(began: timedelta, ended: timedelta | None) -> None:
        with transaction.atomic(), scoped(cast.karl.scope):
            Session.objects.all().delete()
            Session.objects.create(
                seller_id=cast.kleinbach, user_id=cast.karl.user_id, digest="d", way="console", device="",
                created_at=NOON + began, seen_at=NOON, expires_at=NOON + timedelta(days=9), proved_at=NOON,
                ended_at=None if ended is None else NOON + ended, proof="password",
            )  # fmt: skip

    hour = timedelta(hours=1)
    visit = visit_at_nordlicht(cast, cast.karl)
    for began, ended, goes_on in ((-2, -1, True), (-1, None, True), (1, 2, True), (-1, 1, False)):
        session(hour * began, None if ended is None else hour * ended)
        assert (stay(visit) is not None) is goes_on

    onward = to_parent(cast, cast.karl, cast.bakery)
    with pytest.raises(LinkSpent):
        begin_visit(secret=onward.secret, by=portal(cast.nordlicht), at=NOON)


@pytest.mark.covers("USR-5", "USR-6")
@pytest.mark.parametrize(("role", "status"), [(Role.ACCOUNT_MANAGER, 403), (Role.READ_ONLY, 200), (Role.FINANCE, 200)])
def test_who_looks_after_some_accounts_reads_no_statement_of_all_at_the_parent(
    karl: Client, cast: Cast, role: Role, status: int
):
    is_narrow = role == Role.ACCOUNT_MANAGER
    with transaction.atomic(), scoped(cast.karl.scope):
        Seat.objects.filter(user_id=cast.karl.user_id).update(role=role, own_accounts_only=is_narrow)
        Account.objects.filter(pk=cast.bakery).update(manager_id=cast.karl.user_id)

    browser = gone(karl)

    assert browser.get("/subscriptions/").status_code == 200
    assert browser.get("/funds/").status_code == status
    assert browser.get("/funds/statement/xlsx/").status_code == status


@pytest.mark.covers("USR-6", "USR-7")
def test_a_childs_console_is_entered_with_a_fresh_proof_only(cast: Cast):
    let_in(cast)

    with pytest.raises(ProofNeeded):
        hand_to_child(account_id=cast.kleinbach, came_from=BACK, by=proved(cast.nora, hours=9), at=NOON)
    assert hand_to_child(account_id=cast.kleinbach, came_from=BACK, by=proved(cast.nora), at=NOON)


def proved(who: Actor, hours: int = 0) -> Actor:
    return replace(who, proved_at=NOON - timedelta(hours=hours))


@pytest.mark.covers("USR-7")
def test_a_session_left_open_neither_guesses_nor_replaces_the_password(cast: Cast):
    with transaction.atomic(), scoped(cast.karl.scope):
        user = User.objects.get(pk=cast.karl.user_id)
        user.set_unusable_password()
        user.save()
    new: dict[str, Any] = {"before": "", "password": "a brand new sentence", "session_id": None, "at": NOON}

    with pytest.raises(ProofNeeded):
        change_password(**new, by=proved(cast.karl, hours=9))
    assert change_password(**new, by=proved(cast.karl)).check_password("a brand new sentence")


@pytest.mark.covers("USR-3", "USR-7")
def test_strangers_with_false_passkeys_shut_the_door_to_nobody_but_themselves(cast: Cast):
    def knock(address: str) -> type[Exception]:
        shown = Shown(Means.PASSKEY, "{}", {})
        with pytest.raises((WrongProof, TooManyTries)) as refused:
            check_passkey_alone(shown=shown, place=Place(address), by=system(cast.kleinbach), at=NOON)
        return refused.type

    for number in range(120):
        knock(f"198.51.{number}.7")

    assert knock("203.0.113.7") is WrongProof  # heard
    for _ in range(50):
        knock("192.0.2.7")
    assert knock("192.0.2.7") is TooManyTries


DETAILS = ProviderDetails("House", "https://id.house.example", "us", "a secret", for_console=False, for_storefront=True)


@pytest.mark.covers("USR-7")
def test_the_secret_of_one_provider_is_never_sent_to_another(cast: Cast):
    provider = add_provider(details=DETAILS, by=system(cast.kleinbach), at=NOON)
    other = replace(DETAILS, issuer="https://id.evil.example", secret="")
    same: dict[str, Any] = {"provider_id": provider.pk, "by": system(cast.kleinbach), "at": NOON}

    with pytest.raises(Invalid) as refused:
        change_provider(details=other, **same)
    assert refused.value.fields.keys() == {"secret"}
    assert change_provider(details=replace(DETAILS, name="Home", secret=""), **same).name == "Home"  # the controls
    assert change_provider(details=replace(other, secret="theirs"), **same).issuer == other.issuer


@pytest.mark.covers("USR-7")
@pytest.mark.parametrize("for_console", [False, True])
def test_a_provider_for_customers_only_vouches_for_nobody_of_the_staff(cast: Cast, *, for_console: bool):
    provider = add_provider(details=replace(DETAILS, for_console=for_console), by=system(cast.kleinbach), at=NOON)
    claims = {"sub": "1", "email": "karl@kleinbach.example", "email_verified": True}
    asked: dict[str, Any] = {"provider_id": provider.pk, "claims": claims, "by": system(cast.kleinbach), "at": NOON}

    if for_console:
        assert sign_in_through(**asked).pk == cast.karl.user_id
        return
    with pytest.raises(NotVouchedFor):
        sign_in_through(**asked)
