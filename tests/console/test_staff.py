"""The staff: who they are, who is invited by whom, and the link again (USR-5)."""

import pytest
from django.db import transaction
from django.test import Client

from handsel.cli.demo.story import Cast
from handsel.identity.models import Seat, User
from handsel.identity.people import Person, invite_staff
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.console.conftest import HTMX, logged_in
from tests.console.counting import queries_of
from tests.identity.factors import with_app
from tests.identity.test_second_factor import owner_of
from tests.storefront.visitors import words

pytestmark = pytest.mark.django_db

STAFF = "/console/staff/"
INES = {
    "first_name": "Ines", "last_name": "Ivers", "email": "ines@kleinbach.example", "role": "manager",
    "language": "en", "date_format": "Y-m-d",
}  # fmt: skip


@pytest.fixture
def klara(cast: Cast) -> Client:
    """Klara owns Kleinbach."""
    return logged_in("kleinbach", "klara@kleinbach.example")


def invited(cast: Cast, name: str = "Ines") -> User:
    person = Person(name, "Ivers", f"{name.lower()}@kleinbach.example", "en", "Y-m-d")
    return invite_staff(person=person, role=Role.READ_ONLY, by=cast.karl, at=NOON)


def page_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


@pytest.mark.covers("USR-5")
def test_the_list_shows_role_and_state_of_each(karl, cast):
    invited(cast)

    page = page_of(karl, STAFF)

    for told in ("Klara Kleinbach", "Owner", "Karl Kaufmann", "Manager", "Ruth Reader", "Read only", "Invited"):
        assert told in page
    assert "Berta" not in page
    assert "Nora" not in page


@pytest.mark.covers("USR-5")
def test_an_invitation_makes_a_seat_with_the_role(karl, cast):
    answer = karl.post(f"{STAFF}invite/", INES, headers=HTMX)

    assert answer.status_code == 204
    with scoped(cast.karl.scope):
        seat = Seat.objects.get(user__email="ines@kleinbach.example")
    assert (seat.role, seat.buyer_id) == (Role.MANAGER, None)


@pytest.mark.parametrize(
    ("field", "value"), [("first_name", ""), ("email", "nope"), ("email", "karl@kleinbach.example"), ("role", "buyer")]
)
def test_what_is_wrong_with_an_invitation_is_told_beside_its_field(karl, field, value):
    answer = karl.post(f"{STAFF}invite/", INES | {field: value}, headers=HTMX)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_a_manager_makes_no_owner_and_an_owner_does(karl, klara):
    assert 'value="owner"' not in page_of(karl, f"{STAFF}invite/")
    assert karl.post(f"{STAFF}invite/", INES | {"role": "owner"}, headers=HTMX).status_code == 422

    assert 'value="owner"' in page_of(klara, f"{STAFF}invite/")
    assert klara.post(f"{STAFF}invite/", INES | {"role": "owner"}, headers=HTMX).status_code == 204


@pytest.mark.covers("USR-2")
def test_the_link_is_sent_again_until_it_was_used(karl, cast):
    user = invited(cast)

    asked = karl.get(f"{STAFF}{user.pk}/resend/", headers=HTMX).content.decode()
    assert "ines@kleinbach.example gets a new mail with an activation link." in asked
    with scoped(cast.karl.scope):
        assert Event.objects.filter(name="user.invited", subject_id=user.pk).count() == 1
    again = karl.post(f"{STAFF}{user.pk}/resend/", {"sure": "True"}, headers=HTMX)
    active = karl.post(f"{STAFF}{cast.ruth.user_id}/resend/", {"sure": "True"}, headers=HTMX)

    assert again.status_code == 204
    assert "A new link is on its way to ines@kleinbach.example." in page_of(karl, STAFF)
    assert active.status_code == 409
    assert "has activated the log-in already" in active.content.decode()
    with scoped(cast.karl.scope):
        told = Event.objects.filter(name="user.invited", subject_id=user.pk).latest("pk")
    assert told.data["again"] is True


def test_read_only_staff_invite_nobody(ruth, cast):
    user = invited(cast)

    answers = [ruth.post(f"{STAFF}invite/", INES, headers=HTMX), ruth.post(f"{STAFF}{user.pk}/resend/", headers=HTMX)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert "Only owners and managers let staff in and out." in page_of(ruth, STAFF)


def test_staff_of_a_sibling_are_not_found(sven, cast):
    assert sven.post(f"{STAFF}{invited(cast).pk}/resend/").status_code == 404
    assert sven.post(f"{STAFF}{cast.berta.user_id}/resend/").status_code == 404


def test_the_list_needs_the_same_queries_however_long_it_is(karl, cast):
    short = queries_of(karl, STAFF)

    for number in range(4):
        invited(cast, f"Ines{number}")

    assert queries_of(karl, STAFF) == short


def test_settings_show_how_the_portal_appears(ruth):
    page = page_of(ruth, "/console/settings/")

    for told in ("Kleinbach", "IT for the shop around the corner", "#0f766e"):
        assert told in page


@pytest.mark.covers("USR-7")
def test_an_owner_helps_a_colleague_who_lost_the_second_factor(cast, karl, ruth):
    owner = owner_of(cast.kleinbach)
    with_app(cast.karl)
    with transaction.atomic(), scoped(cast.karl.scope):
        email = User.objects.get(pk=owner.user_id).email
    klara = logged_in("kleinbach", email)
    assert "Second factor Lost?" in words(klara.get("/console/staff/"))
    assert "Second factor" in words(ruth.get("/console/staff/"))
    assert "Lost?" not in words(ruth.get("/console/staff/"))
    path = f"/console/people/{cast.karl.user_id}/second-factor/"
    assert karl.get(path).status_code == 403
    assert "logged out everywhere" in words(klara.get(path))

    assert klara.post(path, {"sure": "True"}).status_code == 302

    assert "Lost?" not in words(klara.get("/console/staff/"))
    assert klara.get("/console/people/999999/second-factor/").status_code == 404
    assert logged_in("kleinbach", "karl@kleinbach.example")
