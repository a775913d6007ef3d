"""The screens of inactive accounts and of likely duplicates (ACC-7)."""

from datetime import timedelta

import pytest

from handsel.accounts.details import AccountDetails
from handsel.accounts.tree import add_customer
from tests.cast import NOON
from tests.console.conftest import HTMX
from tests.console.counting import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-7")]


LONG_AGO = NOON - timedelta(days=2_000)


def twins(cast, name="Twin"):
    details = [AccountDetails(company_name=f"{name} {n}", email=f"{name}@twins.example".lower()) for n in range(2)]
    return [add_customer(details=one, by=cast.karl, at=LONG_AGO).number for one in details]


def test_inactive_accounts_are_listed_with_what_can_be_done_and_go_to_the_preview(karl, cast):
    assert "Everybody was active" in karl.get("/console/inactive/?months=36").content.decode()
    number, _ = twins(cast)

    page = karl.get("/console/inactive/?months=36").content.decode()

    assert "Twin 0" in page
    assert "Never traded: delete" in page
    assert "whether a mail was opened is not known yet" in page
    assert 'aria-current="page">\n      36 months' in page
    asked = karl.post("/console/bulk/", {"action": "delete", "numbers": [number]}, headers=HTMX)
    assert asked.status_code == 200
    assert "1 account" in asked.content.decode()


@pytest.mark.parametrize("query", ["?months=99", "?months=x", "?page=99999999", "?page=-1"])
def test_an_odd_address_opens_the_list_as_usual(karl, cast, query):
    for path in ("/console/inactive/", "/console/duplicates/"):
        assert karl.get(path + query).status_code == 200


def test_likely_duplicates_are_listed_with_their_reasons_and_noted_for_merging(karl, cast):
    assert "No duplicates" in karl.get("/console/duplicates/").content.decode()
    first, second = twins(cast)

    page = karl.get("/console/duplicates/").content.decode()
    assert "Same e-mail" in page
    note = f"/console/duplicates/{first}/{second}/note/?why=email"
    assert note in page
    assert "Twin 0 and Twin 1 each get a note" in karl.get(note, headers=HTMX).content.decode()
    assert karl.post(note, {"sure": "True"}, headers=HTMX).status_code == 204
    assert "To merge" in karl.get("/console/duplicates/").content.decode()
    assert "Looks like Twin 1" in karl.get(f"/console/accounts/{first}/notes/").content.decode()
    assert karl.post(note, {"sure": "True"}, headers=HTMX).status_code == 409


def test_who_may_only_read_sees_the_lists_and_greyed_buttons(ruth, cast):
    first, second = twins(cast)

    for path in ("/console/inactive/", "/console/duplicates/"):
        page = ruth.get(path).content.decode()
        assert "Twin 0" in page
        assert 'name="action"' not in page
    assert ruth.post(f"/console/duplicates/{first}/{second}/note/", {"sure": "True"}).status_code == 403


@pytest.mark.covers("OPS-3")
def test_another_resellers_accounts_are_not_found(nora, cast):
    first, second = twins(cast)

    assert "Twin" not in nora.get("/console/duplicates/").content.decode()
    assert nora.get(f"/console/duplicates/{first}/{second}/note/").status_code == 404


@pytest.mark.parametrize("path", ["/console/inactive/", "/console/duplicates/"])
def test_the_lists_need_the_same_queries_however_long_they_are(karl, cast, path):
    twins(cast)
    karl.get(path)
    few = queries_of(karl, path)
    for name in ("Ann", "Bea", "Cem", "Dee"):
        twins(cast, name)

    assert queries_of(karl, path) == few
