"""What becomes of each row: a table that whoever keeps the customer list can read."""

import io

import pytest

from handsel.accounts.importing.drafts import FIELDS, Draft, Fault
from handsel.accounts.importing.errors import ErrorFile, neutral
from handsel.accounts.importing.fates import Deciding, Fate, Known, Seen
from handsel.accounts.importing.tally import Tally

pytestmark = pytest.mark.covers("ACC-22")


def fields(number="", email="", company="", **more):
    return dict.fromkeys(FIELDS, "") | {
        "external_number": number, "email": email, "company_name": company, **more,
    }  # fmt: skip


def row(line, *basics, **more):
    return Draft(line, fields(*basics, **more))


def decide(*drafts, known=(), seen=None, kind="customer"):
    return Deciding(kind=kind, known=known, seen=seen or Seen()).decide(drafts)


TAKEN = "refused: external_number: This number is that of Bakery, b@example.com: another name and e-mail address."
BAKERY = Known(1, "customer", fields("7", "b@example.com", "Bakery", city="Köln"))


@pytest.mark.parametrize(
    ("now", "fate"),
    [
        (("7", "b@example.com", "Bakery"), "unchanged"),
        (("7", "new@example.com", "Bakery"), "update: email"),
        (("7", "b@example.com", "Bakery Lee"), "update: company_name"),
        (("7", "", ""), "unchanged"),
        (("", "b@example.com", "Bakery"), "unchanged"),
        (("", "b@example.com", "BAKERY"), "update: company_name"),
        (("8", "b@example.com", "Bakery"), "unchanged"),
        (("8", "b@example.com", "Café"), "new"),
        (("8", "c@example.com", "Bakery"), "new"),
        (("", "", "Bakery"), "new"),
        (("7", "x@example.com", "Other"), TAKEN),
    ],
)  # fmt: skip
def test_a_row_finds_its_account_by_number_else_by_address_and_name(now, fate):
    (decision,) = decide(row(2, *now), known=[BAKERY])

    assert str(decision) == fate


def test_an_empty_cell_erases_nothing():
    (decision,) = decide(row(2, "7", "b@example.com", "Bakery", city=""), known=[BAKERY])

    assert decision.fate is Fate.UNCHANGED


def test_an_account_without_a_number_gets_the_one_of_its_row():
    known = Known(1, "customer", fields("", "b@example.com", "Bakery"))

    (decision,) = decide(row(2, "7", "b@example.com", "Bakery", phone="1"), known=[known])

    assert decision.changes == {"external_number": "7", "phone": "1"}


@pytest.mark.parametrize(
    ("second", "fate"),
    [
        (("2", "b@example.com", "Bakery"), "same person as row 2"),
        (("1", "b@example.com", "Bakery"), "same person as row 2"),
        (("1", "", "Bakery Lee"), "same person as row 2"),
        (("2", "b@example.com", "Bakery Lee"), "new"),
        (("1", "x@example.com", "Other"),
         "refused: external_number: Row 2 has this number with another name and e-mail address."),
    ],
)  # fmt: skip
def test_a_row_can_be_the_same_person_as_an_earlier_one(second, fate):
    _, decision = decide(row(2, "1", "b@example.com", "Bakery"), row(3, *second))

    assert str(decision) == fate


def test_the_first_row_is_named_however_many_follow_and_in_whichever_batch():
    seen = Seen()
    for lines in ((2, 3), (4,)):
        decisions = decide(*(row(line, str(line), "b@example.com", "Bakery") for line in lines), seen=seen)
        seen.remember(decisions)

    assert decisions[0].same_as == 2
    assert decide(row(5, "3", "", "Bakery"), seen=seen)[0].same_as == 2


def test_deciding_a_batch_twice_gives_the_same_fates():
    seen = Seen()
    rows = [row(2, "1", "b@example.com", "Bakery"), row(3, "2", "b@example.com", "Bakery")]

    assert [str(d) for d in decide(*rows, seen=seen)] == [str(d) for d in decide(*rows, seen=seen)]


def test_two_rows_for_one_account_are_one():
    rows = [row(2, "7", "b@example.com", "Bakery"), row(3, "", "B@example.com".lower(), "Bakery")]

    assert [str(d) for d in decide(*rows, known=[BAKERY])] == ["unchanged", "same person as row 2"]


def test_two_rows_with_different_keys_of_one_account_are_one():
    known = Known(1, "customer", fields("7", "b@example.com", "Bakery"))
    rows = [row(2, "7", "new@example.com", "Bakery"), row(3, "", "b@example.com", "Bakery")]

    assert [str(d) for d in decide(*rows, known=[known])] == ["update: email", "same person as row 2"]


def test_branches_of_one_name_with_numbers_of_their_own_stay_apart():
    rows = [row(2, "1", "", "Bike Shop"), row(3, "2", "", "Bike Shop")]

    assert [str(d) for d in decide(*rows)] == ["new", "new"]


def test_without_number_and_address_name_phone_and_postcode_must_do():
    known = Known(1, "customer", fields("", "", "Bakery", phone="1", postcode="2"))

    decisions = decide(
        row(2, "", "", "Bakery", phone="1", postcode="2"),
        row(3, "", "", "Bakery", phone="9", postcode="2"),
        known=[known],
    )

    assert [str(d) for d in decisions] == ["unchanged", "new"]


def test_a_customer_is_not_turned_into_a_reseller():
    (decision,) = decide(row(2, "7", "b@example.com", "Bakery"), known=[BAKERY], kind="reseller")

    assert str(decision) == "refused: external_number: Bakery is a customer already, not a reseller."


def test_a_refused_row_does_not_count_as_seen():
    refused = Draft(2, fields("1", "b@example.com", "Bakery"), [Fault("Land", "Narnia", "No country is called that.")])

    first, second = decide(refused, row(3, "1", "b@example.com", "Bakery"))

    assert str(first) == "refused: Land: No country is called that."
    assert str(second) == "new"


def test_the_sum_is_said_in_sentences():
    tally = Tally()
    tally.add(
        decide(
            row(2, "1", "b@example.com", "Bakery"),
            row(3, "2", "b@example.com", "Bakery"),
            row(4, "7", "x@example.com", "Bakery", city="Bonn"),
            Draft(5, {}, [Fault("email", "", "This is missing.")]),
            known=[Known(1, "customer", fields("7", "z@example.com", "Bakery", city="Köln"))],
        )
    )

    assert tally.sentences(kind="customer", dry_run=True) == [
        "1 would be new, 1 would be changed, 0 unchanged, 1 refused.",
        "4 rows are 2 people: 1 row is the same person as an earlier row, 1 row is refused.",
        "Changed: email 1, city 1.",
        "Refused once: email: This is missing.",
    ]


def test_the_error_file_runs_nothing_when_a_spreadsheet_opens_it():
    stream = io.StringIO()
    fault = Fault("E-Mail", "=cmd|'/c calc'!A1", "Not a full e-mail address, such as name@example.com.")

    ErrorFile(stream).add(decide(Draft(5, {}, [fault])))

    assert stream.getvalue().splitlines() == [
        "line,column,reason,value",
        "5,E-Mail,\"Not a full e-mail address, such as name@example.com.\",'=cmd|'/c calc'!A1",
    ]
    assert [neutral(text) for text in ("+1", "-1", "@x", "\tx", "\rx", "x")] == [
        "'+1",
        "'-1",
        "'@x",
        "'\tx",
        "'\rx",
        "x",
    ]
