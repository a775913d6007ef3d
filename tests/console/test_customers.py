"""My Customers and the New Customer dialog (ACC-2, ACC-11)."""

import pytest

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account
from handsel.accounts.tree import add_customer
from handsel.kernel.isolation import scoped
from tests.cast import NOON
from tests.console.conftest import HTMX

NEW = "/console/customers/new/"


def more_customers(cast, count):
    for number in range(count):
        details = AccountDetails(company_name=f"Shop {number}", email=f"shop{number}@example.org", city="Oslo")
        add_customer(details=details, by=cast.karl, at=NOON)


def test_the_list_shows_who_buys_from_us_and_nobody_else(karl):
    page = karl.get("/console/customers/").content.decode()

    assert "Bakery Brandt" in page
    assert "+49 30 901820" in page
    assert "berta@bakery.example" in page
    assert "Harbour" not in page


def test_search_as_one_types_answers_with_the_rows_alone(karl, cast):
    more_customers(cast, 2)

    rows = karl.get("/console/customers/", {"q": "bakery kleinb"}, headers=HTMX).content.decode()

    assert "Bakery Brandt" in rows
    assert "Shop 0" not in rows
    assert "<html" not in rows


def test_a_search_that_finds_nobody_says_so(karl):
    assert "Nobody found" in karl.get("/console/customers/", {"q": "zzzz"}).content.decode()


def test_long_lists_come_in_pages(karl, cast):
    more_customers(cast, 60)

    first = karl.get("/console/customers/").content.decode()
    second = karl.get("/console/customers/", {"page": 2, "q": "shop"}).content.decode()

    assert "1–50 of 61" in first
    assert "51–60 of 60" in second
    assert "?page=1&amp;q=shop" in second


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "99999999999999999999", "99"])
def test_a_page_that_is_none_shows_the_first(karl, page):
    assert "Bakery Brandt" in karl.get("/console/customers/", {"page": page}).content.decode()


@pytest.mark.parametrize("rows", [1, 5])
def test_the_list_needs_the_same_queries_however_long_it_is(karl, cast, rows, django_assert_num_queries):
    more_customers(cast, rows - 1)

    with django_assert_num_queries(13):
        karl.get("/console/customers/")


@pytest.mark.covers("ACC-2")
def test_a_new_customer_needs_a_name_and_an_email_only(karl, cast):
    answer = karl.post(NEW, {"company_name": "Fjord Media", "email": "Ingrid@Fjord.no"}, headers=HTMX)

    assert answer.status_code == 204
    with scoped(cast.karl.scope):
        added = Account.objects.get(name="Fjord Media")
    assert added.email == "ingrid@fjord.no"
    assert answer["HX-Redirect"] == f"/console/accounts/{added.number}/"
    assert "Fjord Media is added." in karl.get(answer["HX-Redirect"]).content.decode()


@pytest.mark.covers("ACC-2")
def test_all_fields_of_the_dialog_reach_the_record(karl, cast):
    typed = {
        "company_name": "Fjord Media", "contact_name": "Ingrid Solberg", "email": "ingrid@fjord.no",
        "phone": "+47 22 12 34 56", "address": "Havnegata 1", "city": "Oslo", "country": "NO", "state": "",
        "postcode": "0150", "tax_number": "NO 995 525 828 MVA", "manager": str(cast.karl.user_id),
    }  # fmt: skip

    karl.post(NEW, typed)

    with scoped(cast.karl.scope):
        added = Account.objects.get(name="Fjord Media")
    assert {field: str(getattr(added, field)) for field in typed if field != "manager"} == {
        field: text for field, text in typed.items() if field != "manager"
    }
    assert added.manager_id == cast.karl.user_id


@pytest.mark.covers("ACC-2")
def test_missing_and_wrong_fields_are_named_beside_the_field(karl):
    answer = karl.post(NEW, {"email": "ingrid@fjord", "country": "NO"}, headers=HTMX)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert 'id="id_company_name_error">Enter a company name or a contact name.' in page
    assert 'id="id_email_error">Enter a full e-mail address, such as ingrid@fjord.no.' in page
    assert 'value="ingrid@fjord"' in page
    assert '<option value="NO" selected>' in page


def test_the_dialog_is_a_page_where_there_is_no_htmx(karl):
    assert "<html" in karl.get(NEW).content.decode()
    assert "<html" not in karl.get(NEW, headers=HTMX).content.decode()


def test_a_manager_of_another_reseller_is_no_choice(karl, cast):
    answer = karl.post(NEW, {"company_name": "A", "email": "a@example.org", "manager": str(cast.nora.user_id)})

    assert answer.status_code == 422
    assert "Select a valid choice" in answer.content.decode()


def test_who_may_only_read_sees_no_button_and_is_refused(ruth):
    assert NEW not in ruth.get("/console/customers/").content.decode()

    answer = ruth.post(NEW, {"company_name": "Fjord Media", "email": "ingrid@fjord.no"})

    assert answer.status_code == 403
    assert "Only owners and managers add or change accounts." in answer.content.decode()


@pytest.mark.covers("ORD-4")
def test_order_approval_is_switched_for_all_customers(karl):
    asked = karl.get("/console/customers/approval/").content.decode()
    assert "1 of 1 customers" in asked

    karl.post("/console/customers/approval/", {"required": "off"})

    assert "0 of 1 customers" in karl.get("/console/customers/approval/").content.decode()


@pytest.mark.covers("ORD-4")
def test_a_choice_is_needed_and_readers_have_none(karl, ruth):
    assert karl.post("/console/customers/approval/", {"required": ""}).status_code == 422
    assert ruth.post("/console/customers/approval/", {"required": "off"}).status_code == 403


@pytest.mark.parametrize("path", ["customers/new/", "resellers/new/", "accounts/1001/users/new/"])
def test_who_may_only_read_gets_no_form_that_is_refused_in_the_end(ruth, path):
    assert ruth.get(f"/console/{path}").status_code == 403
