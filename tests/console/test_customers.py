"""The New Customer dialog, and order approval for all customers (ACC-2, ORD-4)."""

import pytest

from handsel.accounts.models import Account
from handsel.kernel.isolation import scoped
from tests.console.conftest import HTMX

NEW = "/console/customers/new/"


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
    assert "Choose one of those that are offered" in answer.content.decode()


def test_who_may_only_read_sees_no_button_and_is_refused(ruth):
    assert NEW not in ruth.get("/console/customers/").content.decode()

    answer = ruth.post(NEW, {"company_name": "Fjord Media", "email": "ingrid@fjord.no"})

    assert answer.status_code == 403
    assert "Only owners, managers and account managers add or change accounts." in answer.content.decode()


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
