"""The queue of those who signed up: found on the start page, looked at, accepted and rejected (ACC-3)."""

from typing import Any

import pytest
from django.test import Client

from handsel.cli.demo.story import Cast
from handsel.identity.roles import Role
from tests.console.conftest import HTMX, logged_in
from tests.console.counting import queries_of
from tests.identity.colleagues import colleague
from tests.signups.visitors import asked, confirmed, portal_lets, sign_ups_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-3")]

QUEUE = "/console/sign-ups/"
ACCEPT, REJECT = f"{QUEUE}accept/", f"{QUEUE}reject/"


@pytest.fixture
def queue(db: Any, cast: Cast) -> Cast:
    """Kleinbach says yes or no itself."""
    portal_lets(cast.karl, sign_up="approval")
    return cast


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_staff_finds_who_signed_up_looks_and_accepts(karl: Client, queue: Cast):
    assert "Sign-ups wait" not in page(karl, "/console/")
    one = confirmed(queue, company_name="<b>Florist", details={"city": "Berlin", "country": "DE"})
    assert "Sign-ups wait for your answer" in page(karl, "/console/")
    shown = page(karl, QUEUE)
    for part in ("&lt;b&gt;Florist", "Flora Fink", "flora@florist.example", "Berlin, DE"):
        assert part in shown
    assert "Account manager" in page(karl, f"{QUEUE}{one.pk}/")
    assert "Each gets an account" in page(karl, f"{ACCEPT}?chosen={one.pk}")

    assert karl.post(ACCEPT, {"chosen": one.pk}, headers=HTMX).status_code == 204

    assert karl.post(ACCEPT, {"chosen": one.pk}, headers=HTMX).status_code == 409
    assert "Nobody here" in page(karl, QUEUE)
    number = sign_ups_of(queue)[0].account.number  # type: ignore[union-attr]  # it was accepted
    assert f"/console/accounts/{number}/" in page(karl, f"{QUEUE}?part=answered")
    assert "became a customer" in page(karl, f"/console/accounts/{number}/timeline/")


def test_several_are_rejected_with_one_reason(karl: Client, queue: Cast):
    ids = [confirmed(queue, f"{name}@x.example").pk for name in "ab"]
    assert karl.post(REJECT, {"chosen": ids, "reason": " "}).status_code == 422
    assert karl.post(REJECT, {"reason": "So"}).status_code == 422

    assert karl.post(REJECT, {"chosen": ids, "reason": "Not now"}, headers=HTMX).status_code == 204

    assert "Not now" in page(karl, f"{QUEUE}?part=answered")
    assert "Choose at least one in the list" in page(karl, ACCEPT)


def test_an_address_that_an_account_has_is_told_and_the_unconfirmed_stand_apart(karl: Client, queue: Cast):
    karl.post("/console/customers/new/", {"company_name": "Old Florist", "email": "flora@florist.example"})
    confirmed(queue)
    asked(queue, "late@x.example")

    assert "same as Old Florist" in page(karl, QUEUE)
    assert "late@x.example" not in page(karl, QUEUE)
    assert "late@x.example" in page(karl, f"{QUEUE}?part=unconfirmed")


def test_who_may_only_read_sees_why_and_nobody_elses_are_found(ruth: Client, sven: Client, queue: Cast):
    one = confirmed(queue)
    assert "add or change accounts" in page(ruth, QUEUE)
    assert ruth.post(ACCEPT, {"chosen": one.pk}).status_code == 403
    assert ruth.get(REJECT).status_code == 403
    assert "Florist" not in page(sven, QUEUE)
    assert sven.get(f"{QUEUE}{one.pk}/").status_code == 404
    assert sven.post(ACCEPT, {"chosen": one.pk}).status_code == 404


def test_who_sees_own_accounts_only_sees_no_sign_ups_of_others(queue: Cast):
    one = confirmed(queue)
    colleague(queue, Role.ACCOUNT_MANAGER, own=True, name="Anna")
    anna = logged_in("kleinbach", "anna@kleinbach.example")
    assert "Florist" not in page(anna, QUEUE)
    assert anna.get(f"{QUEUE}{one.pk}/").status_code == 404


def test_the_number_of_queries_does_not_depend_on_how_many_wait(karl: Client, queue: Cast):
    confirmed(queue)
    one = queries_of(karl, QUEUE)
    for number in range(4):
        confirmed(queue, f"n{number}@x.example")
    assert queries_of(karl, QUEUE) == one
