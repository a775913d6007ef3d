"""What a typed text looks for: words, and telephone numbers however they are written (ACC-10, ACC-11)."""

import pytest

from handsel.accounts.search_terms import terms_of

STORED = {
    "+49 30 901820": " +49 30 901820 4930901820 ",
    "030 901820": " 030 901820 030901820 ",
    "030/90 18-20": " 030/90 18-20 030901820 ",
    "+49 (0)30 901820": " +49 (0)30 901820 49030901820 ",
    "0049 30 901820": " 0049 30 901820 004930901820 ",
}


def finds(typed: str, text: str) -> bool:
    return all(
        all(part in text for part in term.words) or any(part in text for part in term.instead)
        for term in terms_of(typed)
    )


@pytest.mark.parametrize(
    "typed", [*STORED, "+4930901820", "(030) 90 18 20", "30 901820", "0309018", "+49 30", "90-18-20"]
)
@pytest.mark.parametrize("stored", STORED)
def test_a_telephone_number_is_found_however_it_is_written(typed, stored):
    assert finds(typed, STORED[stored])


@pytest.mark.parametrize("typed", ["+49 31 901820", "+49 30 901821", "040 901820", "+43", "031"])
@pytest.mark.parametrize("stored", STORED)
def test_another_number_is_not_found(typed, stored):
    assert not finds(typed, STORED[stored])


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("Bäckerei +49 30 901820", " backerei krume 030 901820 030901820 berlin "),
        ("krume 030 90", " backerei krume 030 901820 030901820 berlin "),
        ("1001", " bakery 1001 "),
        ("DE 123 456 789", " bakery de123456789 "),
        ("be", " bakery berlin "),
        ("akery", " bakery berlin "),
        ("+1 (212) 555-0100", " 212-555-0100 2125550100 "),
        ("+33 1 23 45 67 89", " 01 23 45 67 89 0123456789 "),
    ],
)
def test_words_and_numbers_are_found_together(typed, text):
    assert finds(typed, text)


def test_nothing_typed_looks_for_nothing():
    assert terms_of("  ") == []
