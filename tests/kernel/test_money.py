"""Amounts as people type them, in whole minor units of a currency (FUN-1)."""

import pytest

from handsel.kernel.money import Money, parse_money
from handsel.kernel.refusal import Invalid


@pytest.mark.covers("FUN-1")
@pytest.mark.parametrize(
    ("text", "currency", "decimal_mark", "minor"),
    [
        ("1,250.5", "EUR", ".", 125_050),
        ("1.250,50", "EUR", ",", 125_050),
        ("1 250", "JPY", ".", 1_250),
        ("0.005", "KWD", ".", 5),
    ],
)
def test_an_amount_is_read_as_it_is_typed(text: str, currency: str, decimal_mark: str, minor: int):
    assert parse_money(text, currency, decimal_mark=decimal_mark) == Money(minor, currency)


@pytest.mark.covers("FUN-1")
@pytest.mark.parametrize("text", ["", "x", "0", "-1", "1.005", "NaN", "Infinity", "1e999999", "10000000000000.01"])
def test_what_is_no_amount_for_a_posting_is_refused_beside_its_field(text: str):
    with pytest.raises(Invalid) as refused:
        parse_money(text, "EUR", field="cost")
    assert set(refused.value.fields) == {"cost"}
