"""What is written for a reader is read back as the same amount, in every language, format and currency (FUN-1)."""

import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from handsel.accounts.portal_models import NumberFormat
from handsel.kernel.money import MAX_MINOR, AmountTooFine, AmountUnreadable, Money
from handsel.kernel.refusal import Invalid
from handsel.web.amounts import typed_amount, typed_money
from handsel.web.manners import prefer_numbers

LANGUAGES = st.sampled_from([code for code, _ in settings.LANGUAGES])
FORMATS = st.sampled_from(NumberFormat.values)
CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KWD", "CLP", "TND"])


@pytest.fixture(autouse=True)
def _as_before():
    yield
    prefer_numbers("")


@pytest.mark.covers("FUN-1")
@given(minor=st.integers(1, MAX_MINOR), currency=CURRENCIES, language=LANGUAGES, marks=FORMATS)
def test_every_amount_is_read_as_it_is_written(minor, currency, language, marks):
    prefer_numbers(marks)
    with translation.override(language):
        money = Money(minor, currency)
        assert typed_money(typed_amount(money), currency) == money


def outcome(text: str, currency: str) -> tuple[set[str], int]:
    """Return the fields that are refused, or the amount."""
    try:
        return set(), typed_money(text, currency).minor
    except Invalid as refused:
        return set(refused.fields), 0


@pytest.mark.covers("FUN-1")
@given(text=st.text(max_size=30), currency=CURRENCIES, language=LANGUAGES, marks=FORMATS)
def test_any_text_is_an_amount_above_zero_or_is_refused_beside_its_field(text, currency, language, marks):
    prefer_numbers(marks)
    with translation.override(language):
        fields, minor = outcome(text, currency)
    assert fields == {"amount"} or 0 < minor <= MAX_MINOR


@pytest.mark.covers("FUN-1")
@pytest.mark.parametrize(
    ("text", "currency", "minor"), [("1,234", "JPY", 1_234), ("1,234.5", "EUR", 123_450), ("0.001", "KWD", 1)]
)
def test_decimals_are_those_of_the_currency(text, currency, minor):
    assert typed_money(text, currency) == Money(minor, currency)


@pytest.mark.covers("FUN-1")
@pytest.mark.parametrize(
    ("text", "currency", "refusal"),
    [("1.5", "JPY", AmountTooFine), ("0.0001", "KWD", AmountTooFine), ("12,34", "EUR", AmountUnreadable)],
)
def test_what_could_mean_another_sum_is_refused(text, currency, refusal):
    with pytest.raises(refusal):
        typed_money(text, currency)
