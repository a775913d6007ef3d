"""Columns are matched by the names that other systems give them."""

import json

import pytest

from handsel.accounts.importing.columns import is_card_number, is_password, plain
from handsel.accounts.importing.matching import match_columns
from handsel.accounts.importing.unreadable import Unreadable
from tests.accounts.importing_samples import sample

pytestmark = pytest.mark.covers("ACC-22")

WITHOUT_CUSTOMERS = {"shopify_products": "products exported from Shopify"}
WITH_CARDS = {"stripe_migration_cards": "'card.number' holds card numbers"}


def conventions():
    return json.loads(sample("messy-imports/header-conventions.json").read_text())


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        ("shopify_customers_2023+", "external_number first_name email company_name address city state postcode"),
        ("shopify_customers_older", "first_name last_name email company_name address city country postcode phone"),
        ("woocommerce_orders_flat", "external_number first_name email company_name address city country phone"),
        ("magento_customers_main", "email first_name middle_name last_name title suffix tax_number"),
        ("prestashop_customers", "external_number email first_name last_name"),
        ("whmcs_tblclients", "external_number company_name email address city state postcode country phone"),
        ("hostbill_clients", "external_number company_name email address city state postcode country phone"),
        ("stripe_payments_unified", "external_number any_name email address city state country postcode"),
        ("zoho_books_contacts", "external_number company_name any_name email title address city postcode phone"),
        ("freshbooks_clients", "company_name first_name last_name email phone address city state country postcode"),
        ("wave_customers", "external_number any_name first_name email phone address city state country postcode"),
        ("xero_contacts", "external_number any_name email first_name phone tax_number address city state postcode"),
        ("google_contacts_2024+", "first_name middle_name title suffix company_name email phone address city"),
        ("odoo_partners", "external_number any_name company_name address city state postcode country phone email"),
        ("civicrm_individuals", "first_name last_name state country"),
    ],
)  # fmt: skip
def test_the_export_of_each_system_is_taken(system, expected):
    matching = match_columns(conventions()[system]["columns"])

    assert set(expected.split()) <= {field for _, field in matching.taken()}


def test_every_layout_we_have_seen_is_taken_or_refused_by_name():
    for system, layout in conventions().items():
        refusal = {**WITHOUT_CUSTOMERS, **WITH_CARDS}.get(system)
        if refusal:
            with pytest.raises(Unreadable, match=refusal):
                match_columns(layout["columns"])
        else:
            assert match_columns(layout["columns"]).taken(), system


def test_case_blanks_and_punctuation_do_not_matter():
    spellings = ["E-Mail Address", "email_address", "*EmailAddress", "EMAIL ADDRESS *"]

    assert {plain(name) for name in spellings} == {"emailaddress"}
    assert plain("Numéro client") == "numeroclient"


def test_passwords_are_never_read_and_named():
    matching = match_columns(["Email *", "Password *", "Last Name *", "password_hash", "rp_token"])

    assert matching.refused == ["Password *", "password_hash", "rp_token"]
    assert {column for column, _ in matching.taken()} == {"Email *", "Last Name *"}


@pytest.mark.parametrize("name", ["card.number", "Card Number", "cc_number", "CVC", "Credit card"])
def test_a_file_with_card_numbers_is_refused(name):
    assert is_card_number(name)
    with pytest.raises(Unreadable, match="never takes card data"):
        match_columns(["Name", "Email", name])


@pytest.mark.parametrize("name", ["Card Last4", "card.id", "Phone number", "Passport", "Compass"])
def test_harmless_names_are_not_taken_for_secrets(name):
    assert not is_card_number(name)
    assert not is_password(name)


def test_a_file_without_names_of_customers_is_refused_with_its_columns():
    with pytest.raises(Unreadable, match=r"No column holds a company's or a person's name\. The file has: 'a', 'b'"):
        match_columns(["a", "b"])


def test_what_is_not_taken_is_listed():
    assert match_columns(["Name", "Total Spent", "", "Note"]).not_taken == ["Total Spent", "Note"]


def test_the_better_of_two_columns_comes_first():
    matching = match_columns(["Name", "Default Address Phone", "Phone", "CustomerKey", "CustomerAlternateKey"])

    assert matching.fields["phone"] == [2, 1]
    assert matching.fields["external_number"] == [4]


def test_a_column_that_stands_twice_is_read_from_left_to_right():
    assert match_columns(["id", "name", "name"]).fields["any_name"] == [1, 2]


def test_a_reason_names_the_column_as_the_file_calls_it():
    matching = match_columns(["Firma", "Billing City"])

    assert matching.column_of("company_name") == "Firma"
    assert matching.column_of("city") == "Billing City"
    assert matching.column_of("email") == ""
