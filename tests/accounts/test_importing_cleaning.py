"""One value at a time: what is kept, and in which form."""

import pytest

from handsel.accounts.importing.cleaning import clean_email, clean_number, clean_phone, clean_text, is_honorific
from handsel.accounts.importing.countries import country_code

pytestmark = pytest.mark.covers("ACC-22")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Obere \n Str. 57 ", "Obere Str. 57"),
        ("Bak\x00ery\x07", "Bakery"),
        ("Cafe\u0301", "Café"),
        ("\ufeffBakery\u200b", "Bakery"),
        ("Müller\u00a0GmbH", "Müller GmbH"),
        ("'+49 30 901820", "+49 30 901820"),
        ("'01067", "01067"),
        ("'t Hof", "'t Hof"),
        ("NULL", ""),
        ("#N/A", ""),
        ("Null", "Null"),
        ("NA", "NA"),
        ("05021", "05021"),
        ("🥐 Bakery", "🥐 Bakery"),
    ],
)
def test_text_is_kept_on_one_line_without_what_nobody_sees(typed, kept):
    assert clean_text(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"), [("17850.0", "17850"), ("ALFKI", "ALFKI"), ("007", "007"), ("0", ""), ("1.50", "1.50")]
)
def test_a_number_is_kept_as_the_text_it_is(typed, kept):
    assert clean_number(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ann@Example.COM", "ann@example.com"),
        ("Ann Lee <ann@example.com>", "ann@example.com"),
        ("mailto:ann@example.com", "ann@example.com"),
        ("ann@example.com ::: lee@example.com", "ann@example.com"),
        ("ann@example.com;", "ann@example.com"),
        ("jésus9@adventure-works.com", "jésus9@adventure-works.com"),
        ("ann+shop@mail.example.co.uk", "ann+shop@mail.example.co.uk"),
        ("", ""),
    ],
)
def test_an_address_is_kept_in_lower_case(typed, kept):
    assert clean_email(typed) == (kept, "")


@pytest.mark.parametrize(
    "typed",
    ["ann", "ann@", "@example.com", "ann@example", "ann@@example.com", "a b@example.com", "ann@-example.com",
     ".ann@example.com", "ann..lee@example.com", "ann@example..com", "ann@example.com, lee@example.com",
     "ann@example.com\nBcc: all@example.com"],
)  # fmt: skip
def test_what_is_no_address_is_said_to_be_none(typed):
    assert clean_email(typed)[1].startswith("Not a full e-mail address")


@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("030-0074321", "DE", "+49 30 0074321"),
        ("+49 30 901820", "", "+49 30 901820"),
        ("030-0074321", "", "030-0074321"),
        ("1 (11) 500 555-0162", "AU", "1 (11) 500 555-0162"),
        ("(5) 555-4729", "MX", "(5) 555-4729"),
        ("245-555-0173", "US", "245-555-0173"),
        ("212 555 0100 ::: 212 555 0101", "US", "+1 212-555-0100"),
        ("ask for Ann", "DE", "ask for Ann"),
        ("", "DE", ""),
    ],
)
def test_a_phone_number_is_made_international_or_kept_as_typed(typed, country, kept):
    assert clean_phone(typed, country) == kept
    assert clean_phone(kept, country) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("DE", "DE"), ("de", "DE"), ("DEU", "DE"), ("276", "DE"), ("Germany", "DE"), ("Deutschland", "DE"),
        ("Allemagne", "DE"), ("ドイツ", "DE"), ("UK", "GB"), ("England", "GB"), ("USA", "US"), ("U.S.A.", "US"),
        ("United States of America", "US"), ("EIRE", "IE"), ("México", "MX"), ("mexico", "MX"), ("Brasil", "BR"),
        ("The Netherlands", "NL"), ("South Korea", "KR"), ("Czechia", "CZ"), ("NA", "NA"), ("Türkiye", "TR"),
        ("Russia", "RU"), ("Narnia", ""), ("", ""), ("Unspecified", ""),
    ],
)  # fmt: skip
def test_a_country_is_known_by_code_or_name_in_many_languages(typed, code):
    assert country_code(typed) == code


def test_titles_of_people_are_told_from_titles_of_jobs():
    assert is_honorific("Prof. Dr.")
    assert not is_honorific("Production Technician - WC60")
