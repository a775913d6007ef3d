"""Phones, postcodes, states and tax numbers are understood as their country writes them (ACC-2)."""

from dataclasses import replace

import pytest
from django.utils import translation

from handsel.accounts.details import AccountDetails, find_faults
from handsel.accounts.phones import phone_in_full
from handsel.accounts.postal import ANYWHERE, parts_of, state_in_full
from handsel.accounts.tax_numbers import KINDS, find_tax_fault, is_tax_number, tax_number_in_full

pytestmark = pytest.mark.covers("ACC-2")

BERLIN = AccountDetails(company_name="Bakery Brandt", email="berta@bakery.example", country="DE")


@pytest.mark.parametrize(
    ("text", "country", "full"),
    [
        ("030 901820", "DE", "+49 30 901820"),
        ("+47 22 12 34 56", "DE", "+47 22 12 34 56"),
        ("0047 22123456", "DE", "+47 22 12 34 56"),
        ("(206) 555-0162 ext. 4", "US", "+1 206-555-0162 ext. 4"),
        ("+49 30 901820", "", "+49 30 901820"),
        ("030 901820", "", ""),
        ("555-0162", "US", ""),  # a local number reaches nobody from elsewhere
        ("ask for Berta", "DE", ""),
        ("1", "NO", ""),
    ],
)
def test_a_phone_number_is_kept_as_the_whole_world_dials_it(text, country, full):
    assert phone_in_full(text, country) == full


@pytest.mark.parametrize(
    ("text", "country", "full"),
    [
        ("136 695 976", "DE", "DE136695976"),
        ("de136695976", "DE", "DE136695976"),
        ("181/815/08155", "DE", "181/815/08155"),  # no VAT number, but one of the tax office
        ("094259216", "GR", "EL094259216"),
        ("980 7806 84", "GB", "GB980780684"),
        ("no 995 525 828 mva", "NO", "NO 995 525 828 MVA"),
        ("anything", "", "ANYTHING"),
    ],
)
def test_a_vat_number_stands_with_its_country_and_others_as_they_were_typed(text, country, full):
    assert tax_number_in_full(text, country) == full


@pytest.mark.parametrize("country", KINDS)
def test_the_number_shown_as_an_example_is_a_right_one(country):
    _, example = KINDS[country]

    assert is_tax_number(example, country)
    assert tax_number_in_full(example, country) == example
    said = f"This is no tax number of this country; they look like {example}."
    assert find_tax_fault("?", country) == said


@pytest.mark.covers("USR-9", "SHO-2")
def test_a_wrong_tax_number_is_refused_in_the_readers_language():
    with translation.override("de"):
        faults = find_faults(replace(BERLIN, tax_number="DE1"))

    assert faults["tax_number"] == "Das ist keine Steuernummer dieses Landes; sie sehen aus wie DE136695976."


def test_numbers_of_countries_that_nobody_knows_and_of_the_neighbours_are_taken():
    assert is_tax_number("12-34", "LB")
    assert is_tax_number("ATU13585627", "DE")
    assert not is_tax_number("DE136695970", "DE")


def test_each_country_has_its_own_parts_of_an_address():
    us, gb, jp, ie = (parts_of(code) for code in ("US", "GB", "JP", "IE"))

    assert (us["state"].kind, us["postcode"].kind, us["state"].is_needed) == ("state", "zip", True)
    assert "California" in us["state"].names
    assert not gb["state"].is_used
    assert (gb["city"].kind, gb["postcode"].example) == ("post_town", "EC1Y 8SY")
    assert (jp["state"].kind, ie["postcode"].kind, ie["postcode"].is_needed) == ("prefecture", "eircode", False)
    assert parts_of("") is parts_of("XX") is ANYWHERE


def test_a_state_is_called_by_its_name():
    assert state_in_full("ca", "US") == "California"
    assert state_in_full("北海道", "JP") == "Hokkaido"
    assert state_in_full("Bayern", "DE") == "Bayern"
    assert state_in_full("ca", "") == "ca"


def test_fields_are_tidied_by_the_rules_of_their_country():
    typed = replace(BERLIN, country="gb", phone="020 7946 0958", postcode="ec1y 8sy", tax_number="980780684")

    assert typed.tidied() == replace(
        BERLIN, country="GB", phone="+44 20 7946 0958", postcode="EC1Y 8SY", tax_number="GB980780684"
    )


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("phone", "12", "Enter a phone number such as +49 30 123456, or begin with + and another country."),
        ("postcode", "1234", "Enter a postcode as this country writes them, such as 26133."),
        ("tax_number", "DE1", "This is no tax number of this country; they look like DE136695976."),
        ("country", "XX", "Choose a country from the list."),
    ],
)
def test_what_is_wrong_names_the_way_out(field, value, said):
    assert find_faults(replace(BERLIN, **{field: value})) == {field: said}


def test_without_a_country_a_phone_number_tells_it():
    wrong = replace(BERLIN, country="", phone="030 901820", postcode="x", tax_number="y")

    assert find_faults(wrong) == {
        "phone": "Begin with + and the code of the country, such as +49 30 123456, or choose a country."
    }


def test_what_was_there_before_the_rules_stays_good_until_it_is_changed():
    old = replace(BERLIN, email="", phone="ask for Berta", postcode="1", tax_number="none", state="by")

    assert find_faults(replace(old, city="Berlin"), before=old, mandatory=frozenset()) == {}
    assert replace(old, city=" Berlin ").tidied(old) == replace(old, city="Berlin")
    assert set(find_faults(replace(old, phone="x"), before=old, mandatory=frozenset())) == {"phone"}
    moved = replace(old, country="AT")
    assert set(find_faults(moved, before=old, mandatory=frozenset())) == {"phone", "postcode", "tax_number"}
    unknown = replace(old, country="XX", phone="")
    assert find_faults(replace(unknown, city="Berlin"), before=unknown, mandatory=frozenset()) == {}
