"""What a row of a bank's list says: amounts, days and references as banks write them (FUN-1)."""

from datetime import date

import pytest

from handsel.accounts.references import reference_of
from handsel.kernel.money import Money
from handsel.ledger.payment_columns import guess_choices, lacking
from handsel.ledger.payment_rows import FileRow, Paid, WentOut, WrongRow, forms_of, mark_of, read_row, reading_of

pytestmark = pytest.mark.covers("FUN-1")

TODAY = date(2026, 11, 2)
NAMES = ["Buchungstag", "Betrag", "Währung", "Auftraggeber", "Verwendungszweck"]


def read(
    *cells: str, names: list[str] | None = None, mark: str = ",", currency: str = "EUR", account: str = ""
) -> Paid:
    row = FileRow(2, list(cells))
    reading = reading_of([row], guess_choices(names or NAMES), decimal_mark=mark, currency=currency, today=TODAY)
    return read_row(row, reading, account)


@pytest.mark.parametrize(
    ("written", "minor"),
    [("1.250,50", 125_050), ("1,250.50", 125_050), ("12,5", 1_250), ("+ 7.00", 700), ("100", 10_000), ("9,00 €", 900)],
)
def test_an_amount_is_read_as_the_bank_writes_it(written: str, minor: int):
    assert read("2026-11-01", written, "EUR", "", "").amount == Money(minor, "EUR")


@pytest.mark.parametrize("written", ["-12,00", "12,00-", "(12.00)", "0,00", "−5,00"])
def test_what_went_out_is_no_payment(written: str):
    with pytest.raises(WentOut):
        read("2026-11-01", written, "EUR", "", "")


@pytest.mark.parametrize(
    ("word", "came_in"), [("CRDT", True), ("H", True), ("Bij", True), ("S", False), ("DBIT", False)]
)
def test_a_column_may_say_which_way_it_went(word: str, came_in: bool):  # noqa: FBT001 - a row of the table
    names = ["Date", "Amount", "Credit/Debit"]
    if came_in:
        assert read("2026-11-01", "5.00", word, names=names).amount.minor == 500
    else:
        with pytest.raises(WentOut):
            read("2026-11-01", "5.00", word, names=names)


def test_credit_and_debit_may_stand_in_columns_of_their_own():
    names = ["Date", "Paid in", "Paid out"]
    assert read("2026-11-01", "5.00", "", names=names).amount.minor == 500
    with pytest.raises(WentOut):
        read("2026-11-01", "", "5.00", names=names)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (("yesterday", "5,00", "EUR"), "yesterday is no day."),
        (("", "5,00", "EUR"), "The row names no day."),
        (("2026-11-01", "", "EUR"), "The row names no amount."),
        (("2026-11-01", "much", "EUR"), "much is no amount such as 125,50."),
        (("2026-11-01", "12,34,56", "EUR"), "12,34,56 is no amount such as 125,50."),
        (("2026-11-01", "5,00", "XXQ"), "XXQ is no currency."),
        (("2026-11-01", "5,005", "EUR"), "EUR has 2 decimals; enter no more."),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(cells: tuple[str, ...], said: str):
    with pytest.raises(WrongRow, match=said.replace(".", r"\.")):
        read(*cells, "", "")


def test_a_row_that_names_no_currency_is_in_the_only_one_or_refused():
    assert read("2026-11-01", "5,00", "", "", "").amount.currency == "EUR"
    with pytest.raises(WrongRow, match="names no currency"):
        read("2026-11-01", "5,00", "", "", "", currency="")
    with pytest.raises(WrongRow, match="says neither"):
        read("2026-11-01", "5", "perhaps", names=["Date", "Amount", "Direction"])
    with pytest.raises(WrongRow, match="never closed"):
        read_row(FileRow(2, [], "never closed"), reading_of([], [], decimal_mark=".", currency="EUR", today=TODAY))


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (["28.10.2026"], date(2026, 10, 28)),
        (["10/28/2026", "10/01/2026"], date(2026, 10, 28)),
        (["01/11/2026", "30/10/2026"], date(2026, 11, 1)),
        (["02/11/2026"], date(2026, 11, 2)),
        (["10/11/2026"], date(2026, 10, 11)),
        (["20261028"], date(2026, 10, 28)),
        (["2026-10-28T09:15:00"], date(2026, 10, 28)),
        (["28 Oct 2026"], date(2026, 10, 28)),
    ],
)
def test_days_are_read_as_all_of_them_can_be_and_none_lies_ahead(days: list[str], first: date):
    rows = [FileRow(line, [day, "5.00"]) for line, day in enumerate(days)]
    reading = reading_of(rows, ["date", "amount"], decimal_mark=".", currency="EUR", today=TODAY)
    assert read_row(rows[0], reading).day == first


def test_the_mark_that_most_amounts_show_counts():
    assert mark_of(["1.250,00", "3,50", "1.5"], ".") == ","
    assert mark_of(["1250", "1.250"], ",") == ","
    assert forms_of([], TODAY)


def test_references_and_numbers_are_found_wherever_they_stand():
    own, order = reference_of(1007), reference_of(1008, "X7K2").replace(" ", "")
    paid = read("2026-11-01", "5,00", "EUR", "Bakery", f"SVWZ+{own} thanks and {order}, invoice 4711")
    assert paid.accounts_meant == [1007, 1008]
    assert "4711" in paid.numbers
    assert read("2026-11-01", "5,00", "EUR", "", "RF99 1007").accounts_meant == []


def test_the_key_is_that_of_the_payment_and_not_of_the_file():
    one = read("2026-11-01", "1.250,00", "EUR", "Bakery", "Invoice 7")
    other = read("Invoice  7", "01.11.2026", "1250.00", "EUR", "Bakery", names=[NAMES[4], *NAMES[:4]])
    assert one.key(1) == other.key(1) != one.key(2)
    assert read("2026-11-01", "1.250,01", "EUR", "Bakery", "Invoice 7").key(1) != one.key(1)


def test_several_columns_of_text_are_one_reference_and_what_lacks_is_said():
    names = ["Date", "Amount", "Omschrijving-1", "Omschrijving-2", "Name", "Counterparty name"]
    assert guess_choices(names) == ["date", "amount", "reference", "reference", "payer", ""]
    assert read("2026-11-01", "5.00", "one", "two", "A", "B", names=names).reference == "one two"
    assert lacking(["reference"]) == ["the day", "the amount"]
    assert lacking(["date", "credit"]) == []
