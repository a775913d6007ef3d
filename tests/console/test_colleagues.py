"""What is done about a colleague from the list of the staff: role, log-in, place; and what each role may (USR-5)."""

import pytest
from django.test import Client

from handsel.accounts.managers import set_manager
from handsel.accounts.models import Account
from handsel.cli.demo.story import Cast
from handsel.identity.models import Seat, User
from handsel.identity.roles import RIGHTS, STAFF, Right, Role
from handsel.kernel.isolation import scoped
from tests.cast import NOON
from tests.console.conftest import HTMX, logged_in

pytestmark = [pytest.mark.django_db, pytest.mark.covers("USR-5")]

STAFF_PAGE = "/console/staff/"
ROLE = {"role": "account_manager", "own_accounts_only": "on"}


@pytest.fixture
def klara(cast: Cast) -> Client:
    """Klara owns Kleinbach, alone."""
    return logged_in("kleinbach", "klara@kleinbach.example")


def ruth_at(what: str, cast: Cast) -> str:
    return f"{STAFF_PAGE}{cast.ruth.user_id}/{what}/"


def seat_of(cast: Cast) -> Seat | None:
    with scoped(cast.karl.scope):
        return Seat.objects.select_related("user").filter(user_id=cast.ruth.user_id, buyer__isnull=True).first()


def test_a_role_is_changed_in_a_dialog(karl, cast):
    page = karl.get(ruth_at("role", cast), headers=HTMX).content.decode()
    assert "Role of Ruth Reader" in page
    assert 'value="owner"' not in page

    assert karl.post(ruth_at("role", cast), ROLE, headers=HTMX).status_code == 204

    assert (seat_of(cast).role, seat_of(cast).own_accounts_only) == (Role.ACCOUNT_MANAGER, True)
    assert "Own accounts only" in karl.get(STAFF_PAGE).content.decode()


def test_what_is_wrong_with_a_role_is_told_beside_its_field(karl, klara, cast):
    wrong = karl.post(ruth_at("role", cast), ROLE | {"role": "support"}, headers=HTMX)
    assert wrong.status_code == 422
    assert "own_accounts_only" in wrong.context["form"].errors
    assert karl.post(ruth_at("role", cast), {"role": "owner"}, headers=HTMX).status_code == 422

    with scoped(cast.karl.scope):
        owner = User.objects.get(email="klara@kleinbach.example").pk
    last = klara.post(f"{STAFF_PAGE}{owner}/role/", {"role": "manager"}, headers=HTMX)
    assert last.status_code == 409
    assert "is the only owner who can log in" in last.content.decode()
    assert karl.get(f"{STAFF_PAGE}{owner}/role/", headers=HTMX).status_code == 403


def test_who_is_deactivated_is_out_until_they_are_activated(karl, ruth, cast):
    assert "Deactivate Ruth Reader?" in karl.get(ruth_at("deactivate", cast), headers=HTMX).content.decode()
    assert karl.post(ruth_at("deactivate", cast), headers=HTMX).status_code == 204
    assert ruth.get(STAFF_PAGE).status_code == 302
    assert "Deactivated" in karl.get(STAFF_PAGE).content.decode()

    assert "Activate Ruth Reader?" in karl.get(ruth_at("activate", cast), headers=HTMX).content.decode()
    assert karl.post(ruth_at("activate", cast), headers=HTMX).status_code == 204
    assert ruth.get(STAFF_PAGE).status_code == 302  # no former session comes back to life
    assert logged_in("kleinbach", "ruth@kleinbach.example").get(STAFF_PAGE).status_code == 200


def test_whoever_leaves_hands_over_their_accounts_in_the_same_dialog(karl, ruth, cast):
    assert "Hand their accounts to" not in karl.get(ruth_at("remove", cast), headers=HTMX).content.decode()
    set_manager(account_id=cast.bakery, manager_id=cast.ruth.user_id, by=cast.karl, at=NOON)

    page = karl.get(ruth_at("remove", cast), headers=HTMX).content.decode()
    assert "They look after 1 account." in page
    assert karl.post(ruth_at("remove", cast), {"successor": "999999"}, headers=HTMX).status_code == 422
    assert karl.post(ruth_at("remove", cast), {"successor": cast.karl.user_id}, headers=HTMX).status_code == 204

    assert seat_of(cast) is None
    with scoped(cast.karl.scope):
        assert Account.objects.get(pk=cast.bakery).manager_id == cast.karl.user_id
    assert ruth.get(STAFF_PAGE).status_code == 302
    assert "ruth@kleinbach.example" not in karl.get(STAFF_PAGE).content.decode()


@pytest.mark.parametrize("what", ["role", "deactivate", "activate", "remove"])
def test_others_change_nobody(ruth, sven, cast, what):
    karl = f"{STAFF_PAGE}{cast.karl.user_id}/{what}/"
    for method in ("get", "post"):
        assert getattr(ruth, method)(karl, headers=HTMX).status_code == 403
        assert getattr(sven, method)(karl, headers=HTMX).status_code == 404
    assert sven.get(f"{STAFF_PAGE}999999/{what}/", headers=HTMX).status_code == 404


def test_the_list_is_searched_by_name_and_address(karl):
    for text, found in (("ruth", True), ("READ", True), ("kleinbach.example ruth", True), ("nobody", False)):
        page = karl.get(STAFF_PAGE, {"q": text}, headers=HTMX).content.decode()
        assert ("Ruth Reader" in page) == found, text
    assert "Nobody found" in page


def test_the_page_of_roles_shows_the_table_that_rules_ask(ruth):
    page = ruth.get(f"{STAFF_PAGE}roles/").content.decode()

    of_staff = [right for right in Right if right not in {Right.SHOP, Right.PAY, Right.OWN_DATA, Right.OWN_USERS}]
    assert all(str(right.label) in page for right in of_staff)
    yes = sum(len(RIGHTS[role]) for role in STAFF) + len(STAFF)
    assert page.count("</svg>Yes</span>") == yes
