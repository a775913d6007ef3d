"""A row of a file becomes the fields of an account, with everything that is wrong with it."""

import pytest

from handsel.accounts.importing.cleaning import LENGTHS
from handsel.accounts.importing.delimited import RawRow
from handsel.accounts.importing.drafts import Drafting
from handsel.accounts.importing.lookups import read_lookup
from handsel.accounts.importing.matching import match_columns
from handsel.accounts.importing.unreadable import Unreadable
from tests.accounts.importing_samples import write

pytestmark = pytest.mark.covers("ACC-22")


def draft(mandatory=(), /, **cells):
    names = [name.replace("_", " ") for name in cells]
    return Drafting(match_columns(names), mandatory=mandatory).draft(RawRow(7, list(cells.values())))


def filled(made):
    return {name: value for name, value in made.fields.items() if value}


@pytest.mark.parametrize(
    ("cells", "company", "contact"),
    [
        ({"Title": "Mr.", "FirstName": "Orlando", "MiddleName": "N.", "LastName": "Gee", "Suffix": "Jr."},
         "", "Mr. Orlando N. Gee Jr."),
        ({"CompanyName": "A Bike Store", "FirstName": "Orlando", "LastName": "Gee"}, "A Bike Store", "Orlando Gee"),
        ({"Title": "Sales Representative", "FirstName": "Ann", "LastName": "Lee"}, "", "Ann Lee"),
        ({"CompanyName": "Alfreds", "ContactName": "Maria Anders"}, "Alfreds", "Maria Anders"),
        ({"ContactName": "Alfreds GmbH", "FirstName": "Maria", "LastName": "Anders"}, "Alfreds GmbH", "Maria Anders"),
        ({"Display_Name": "Lee, Ann", "FirstName": "Ann", "LastName": "Lee"}, "", "Ann Lee"),
        ({"Name": "Bakery"}, "Bakery", ""),
        ({"Name": "Bakery", "Company": "Bakery"}, "Bakery", ""),
        ({"Company": "Bakery", "Full_name": "Ann Lee"}, "Bakery", "Ann Lee"),
        ({"Title": "Mr.", "FirstName": "", "LastName": "", "Company": "Bakery"}, "Bakery", ""),
    ],
)  # fmt: skip
def test_names_of_company_and_person_are_told_apart(cells, company, contact):
    made = draft(**cells)

    assert (made.fields["company_name"], made.fields["contact_name"]) == (company, contact)


def test_an_address_is_taken_whole_from_the_first_block_that_says_where():
    made = draft(
        Name="Bakery",
        Billing_Address="",
        Billing_City="",
        Billing_Country="Germany",
        Shipping_Address="Hauptstr. 1",
        Shipping_Street2="Hof",
        Shipping_City="Köln",
        Shipping_Code="01067",
        Shipping_Country="DE",
    )

    assert filled(made) == {
        "company_name": "Bakery", "address": "Hauptstr. 1, Hof", "city": "Köln", "postcode": "01067", "country": "DE",
    }  # fmt: skip


def test_a_lone_country_is_better_than_nothing():
    made = draft(First_name="Ann", Last_name="Lee", State="Québec", Country="Canada")

    assert (made.fields["state"], made.fields["country"]) == ("Québec", "CA")


def test_the_first_filled_phone_column_counts_and_the_country_tells_how_it_is_dialled():
    made = draft(Name="Bakery", Phone="", Mobile="0171 2345678", Default_Address_Phone="1", Country="DE")

    assert made.fields["phone"] == "+49 171 2345678"


def test_all_that_is_wrong_with_a_row_is_said_at_once():
    made = draft(("name", "email"), Firma="", Mail="nonsense", Land="Narnia", PLZ="9" * 21)

    assert [(fault.column, fault.reason) for fault in made.faults] == [
        ("Land", "No country is called that."),
        ("Mail", "Not a full e-mail address, such as name@example.com."),
        ("name", "This is missing."),
        ("PLZ", "Longer than 20 characters (21)."),
    ]
    assert made.line == 7


def test_what_is_mandatory_is_named_as_the_file_calls_it():
    made = draft(("name", "email", "city"), Name="Bakery", Courriel="", Ville="")

    assert [(fault.column, fault.reason) for fault in made.faults] == [
        ("Courriel", "This is missing."),
        ("Ville", "This is missing."),
    ]


def test_a_row_with_a_cell_too_many_is_refused_and_a_short_one_is_filled_up():
    drafting = Drafting(match_columns(["Name", "Email"]), mandatory=())

    long, empty_end, short = (
        drafting.draft(RawRow(2, cells)) for cells in (["a", "b", "c"], ["a", "", "", " "], ["a"])
    )

    assert [fault.reason for fault in long.faults] == [
        "The row has 3 cells under 2 columns; perhaps a comma is not in quotes."
    ]
    assert not empty_end.faults
    assert short.fields["company_name"] == "a"


def test_a_row_that_could_not_be_read_is_refused_for_that():
    made = Drafting(match_columns(["Name"])).draft(RawRow(9, [], "The quote is never closed."))

    assert [fault.reason for fault in made.faults] == ["The quote is never closed."]


def test_every_length_is_checked():
    names = {"external_number": "Customer ID", "company_name": "Company", "contact_name": "Full name"}
    for field, longest in LENGTHS.items():
        if field not in {"country", "email", "contact_name"}:
            made = draft(**{names.get(field, field).replace(" ", "_"): "9" * (longest + 1), "Full_name": "Ann"})
            assert [fault.reason for fault in made.faults] == [f"Longer than {longest} characters ({longest + 1})."]


PLACES = "GeographyKey,City,PostalCode\n26,Rockhampton,04700\n37,Seaford,3198\n"


def joined(tmp_path, content, key):
    names = ["Name", "GeographyKey"]
    lookup = read_lookup(write(tmp_path, content, "places.csv"), names)
    return Drafting(match_columns([*names, *lookup.names]), lookup, ("name",)).draft(RawRow(2, ["Bakery", key]))


@pytest.mark.parametrize("key", ["26", "26.0", " 26 "])
def test_places_are_looked_up_in_a_second_file(tmp_path, key):
    made = joined(tmp_path, PLACES, key)

    assert filled(made) == {"company_name": "Bakery", "city": "Rockhampton", "postcode": "04700"}


def test_a_key_that_is_not_there_refuses_the_row_and_an_empty_one_does_not(tmp_path):
    assert [fault[:3] for fault in joined(tmp_path, PLACES, "99").faults] == [
        ("GeographyKey", "99", "'99' does not stand in places.csv.")
    ]
    assert joined(tmp_path, PLACES, "").faults == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("Key,City\n1,Köln\n", "places.csv shares no column with the file to import"),
        ("Name,GeographyKey\n1,2\n", r"places.csv shares several columns \(Name, GeographyKey\)"),
        ("GeographyKey,City\n1,Köln\n1,Bonn\n", r"two different rows with the GeographyKey '1' \(line 3\)"),
    ],
)
def test_a_file_in_which_nothing_can_be_looked_up_is_refused(tmp_path, content, reason):
    with pytest.raises(Unreadable, match=reason):
        joined(tmp_path, content, "1")
