"""A bank's list: each row matched to a buyer or not, and recorded once, whichever file it comes in (FUN-1, FUN-7)."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from handsel.accounts.archiving import archive_account
from handsel.accounts.details import AccountDetails
from handsel.accounts.importing.unreadable import Unreadable
from handsel.accounts.models import Account
from handsel.accounts.references import reference_of
from handsel.accounts.tree import add_customer
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.kernel.refusal import Forbidden
from handsel.ledger.announcing import Announced, announce_payment
from handsel.ledger.arrivals import record_rows
from handsel.ledger.documents import PaidBy
from handsel.ledger.funds import add_funds
from handsel.ledger.models import Receipt
from handsel.ledger.payment_columns import guess_choices
from handsel.ledger.payment_file_errors import rows_left
from handsel.ledger.payment_files import MOST_ROWS, Answers, Fate, RowSeen, look_at_payments, receive_payment_file
from handsel.ledger.proof import prove_books
from handsel.ledger.receiving import Received
from tests.cast import NOON, wallet

pytestmark = [pytest.mark.django_db, pytest.mark.covers("FUN-1")]

HEAD = "Date,Amount,Name,Reference,Account number\n"


@pytest.fixture
def bakery(cast) -> Account:
    with transaction.atomic(), scoped(cast.karl.scope):
        return Account.objects.get(pk=cast.bakery)


def read(text: str):
    return receive_payment_file(ContentFile(text.encode(), name="list.csv"))


def look(cast, text: str, answers: Answers = Answers(), by=None) -> list[RowSeen]:  # noqa: B008 - never changed
    file = read(text)
    with transaction.atomic(), scoped((by or cast.karl).scope):
        return look_at_payments(file, guess_choices(file.names), answers, decimal_mark=".", by=by or cast.karl, at=NOON)


def fates(rows: list[RowSeen]) -> list[str]:
    return [row.how.value if row.fate == Fate.MATCHED and row.how else row.fate.value for row in rows]


def customer(cast, name: str, **more: str) -> Account:
    details = AccountDetails(company_name=name, email=f"{name.lower()}@e.example", **more)
    return add_customer(details=details, by=cast.karl, at=NOON)


def test_each_row_finds_its_buyer_by_the_surest_of_what_it_says(cast, bakery):
    garage = customer(cast, "Garage", external_number="K-77")
    rows = look(
        cast,
        HEAD
        + f"2026-11-01,5.00,,for nothing,{bakery.number}\n"
        + f"2026-11-01,6.00,,Payment {reference_of(bakery.number)} thank you,\n"
        + f"2026-11-01,7.00,GARAGE,customer {garage.number},\n"
        + "2026-11-01,8.00,,,K-77\n"
        + "2026-11-01,9.00,Garage,something,\n"
        + "2026-11-01,10.00,Somebody,something,\n"
        + f"2026-11-01,11.00,Somebody,{bakery.number},\n"
        + "2026-11-01,12.00,,,999999\n"
        + "2026-11-01,-12.00,,,\n"
        + "soon,12.00,,,\n",
    )

    assert fates(rows) == [
        "number", "reference", "name_and_number", "number", "unknown", "unknown", "unknown", "unknown", "went_out",
        "refused",
    ]  # fmt: skip
    assert [row.account.name for row in rows[:4] if row.account] == [bakery.name, bakery.name, "Garage", "Garage"]
    assert rows[4].reason.startswith(f"Perhaps Garage ({garage.number})")
    assert rows[7].reason == "You have no account with the number 999999."


def test_what_is_recorded_is_known_in_whatever_file_it_comes_again(cast, bakery):
    text = HEAD + "".join(f"2026-11-01,{n}.00,Bakery,INV {n},{bakery.number}\n" for n in range(1, 61))
    rows = look(cast, text)
    outcomes = record_rows(rows, mail=False, by=cast.karl, at=NOON)
    assert all(outcome.is_new for outcome in outcomes)
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000 + 100 * sum(range(1, 61))

    other = "Betrag;Buchungstag;Verwendungszweck;Name;Kundennummer\n" + "".join(
        f"{n},00;01.11.2026;INV {n};Bakery;\n" for n in range(60, 62)
    )
    again = look(cast, text)
    assert set(fates(again)) == {"recorded"}
    assert again[0].receipt
    assert again[0].receipt.reference == "INV 1"
    assert fates(look(cast, other)) == ["recorded", "unknown"]
    assert record_rows(again, mail=False, by=cast.karl, at=NOON) == []
    assert prove_books().faults == []


def test_a_payment_that_may_be_in_the_books_already_is_asked_about(cast, bakery):
    by_hand = Received(Money(500, "EUR"), PaidBy.BANK_TRANSFER, NOON.date(), "hand", "INV 5")
    add_funds(buyer_id=cast.bakery, received=by_hand, by=cast.karl, at=NOON)
    line = f"2026-10-31,5.00,Bakery,Re INV-5 thanks,{bakery.number}\n"
    twice = f"2026-11-01,7.00,Bakery,INV 7,{bakery.number}\n" * 2
    text = HEAD + line + twice + f"2026-11-01,5.00,Bakery,INV 6,{bakery.number}\n"

    rows = look(cast, text)
    assert fates(rows) == ["alike", "number", "alike", "number"]
    assert (rows[0].receipt.reference if rows[0].receipt else "", rows[2].reason) == ("INV 5", "Row 3 says the same.")
    sure = look(cast, text, Answers(sure=frozenset({2, 4})))
    assert fates(sure) == ["number"] * 4
    assert sum(outcome.is_new for outcome in record_rows(sure, mail=False, by=cast.karl, at=NOON)) == 4


def test_a_person_says_whose_a_payment_is_and_the_key_stays(cast, bakery):
    text = HEAD + "2026-11-01,5.00,Somebody,something,\n"
    (unknown,) = look(cast, text)
    (known,) = look(cast, text, Answers({2: str(bakery.number)}))
    assert (unknown.key, known.account) == (known.key, bakery)
    record_rows([known], mail=True, by=cast.karl, at=NOON)
    (recorded,) = look(cast, text)
    assert (recorded.fate, recorded.account) == (Fate.RECORDED, bakery)


@pytest.mark.covers("FUN-7")
def test_an_announced_payment_is_found_and_confirmed_with_it(cast):
    sent = Announced(Money(5_000, "EUR"), NOON.date(), "k", reference="our order 12")
    told = announce_payment(buyer_id=cast.bakery, announced=sent, by=cast.berta, at=NOON)
    text = HEAD + "2026-11-01,50.00,Somebody,OUR ORDER-12 RINGS,\n" * 2

    rows = look(cast, text)
    assert (fates(rows), rows[0].announcement, rows[1].announcement) == (["announced", "alike"], told, None)
    record_rows(rows, mail=False, by=cast.karl, at=NOON)
    with transaction.atomic(), scoped(cast.karl.scope):
        told.refresh_from_db()
        assert (told.state, told.receipt.reference) == ("confirmed", "OUR ORDER-12 RINGS")
    assert fates(look(cast, text)) == ["recorded", "unknown"]


def test_accounts_that_take_nothing_and_days_ahead_are_refused(cast, bakery):
    garage = customer(cast, "Garage")
    archive_account(account_id=garage.pk, reason="", by=cast.karl, at=NOON)
    rows = look(
        cast,
        "Date,Amount,Currency,Account number\n"
        f"2026-11-01,5.00,EUR,{garage.number}\n2026-11-01,5.00,USD,{bakery.number}\n2026-11-03,5.00,EUR,{bakery.number}\n",
    )
    assert set(fates(rows)) == {"refused"}
    assert [row.reason for row in rows][1:] == [f"{bakery.name} has no wallet in USD.", "The day lies ahead."]


def test_only_who_moves_money_looks_and_nobody_finds_the_accounts_of_another(cast, bakery):
    with pytest.raises(Forbidden):
        look(cast, HEAD + "2026-11-01,5.00,,,\n", by=cast.ruth)
    assert fates(look(cast, HEAD + f"2026-11-01,5.00,Bakery,,{bakery.number + 500}\n", by=cast.sven)) == ["unknown"]


def test_the_rows_that_are_left_come_back_with_their_reasons(cast):
    text = HEAD + "2026-11-01,5.00,=Evil(),something,\n"
    file = read(text)
    made = rows_left(file, look(cast, text)).decode("utf-8-sig")
    assert made.splitlines()[0].startswith("Row,What is wrong,Account number,Date,Amount")
    assert "'=Evil()" in made
    completed = made.replace("account.,,2026", "account.,1001,2026")
    assert guess_choices(read(completed).names)[:3] == ["", "", "account"]


def test_as_many_statements_for_two_hundred_rows_as_for_two(cast, bakery):
    def statements(many: int) -> int:
        text = HEAD + "".join(f"2026-11-01,{n + 1}.00,P {n},INV {n},{bakery.number}\n" for n in range(many))
        with CaptureQueriesContext(connection) as asked:
            look(cast, text)
        return len(asked)

    assert statements(2) == statements(200)


def test_too_much_or_no_table_is_refused():
    with pytest.raises(Unreadable, match=f"{MOST_ROWS:,}"):
        read("Date,Amount\n" + "2026-11-01,5.00\n" * (MOST_ROWS + 1))
    with pytest.raises(Unreadable):
        read("")


STATEMENT = (Path(__file__).parent / "statement.xml").read_text()


def test_a_statement_in_xml_is_a_list_like_any_other(cast, bakery):
    rows = look(cast, STATEMENT.replace("REFERENCE", reference_of(bakery.number)))

    assert fates(rows) == ["reference", "unknown", "unknown", "went_out"]
    first = rows[0].paid
    assert first
    assert (first.amount, first.day.isoformat(), first.payer) == (Money(12_345, "EUR"), "2026-11-02", "Bakery Brandt")
    assert (first.payer_account, first.transaction) == ("DE89370400440532013000", "2026110200001 TX-1")
    assert [row.paid.amount.minor for row in rows[1:3] if row.paid] == [1_000, 2_000]
    assert rows[1].paid
    assert rows[1].paid.reference == "Part one"
    record_rows(rows, mail=False, by=cast.karl, at=NOON)
    with transaction.atomic(), scoped(cast.karl.scope):
        assert Receipt.objects.filter(amount_minor=12_345, method="bank_transfer").count() == 1


def test_a_statement_that_names_entities_or_is_damaged_is_refused():
    bomb = STATEMENT.replace("<Document", '<!DOCTYPE x [<!ENTITY a "aaaa">]><Document', 1)
    with pytest.raises(Unreadable, match="document type"):
        read(bomb)
    with pytest.raises(Unreadable, match="damaged"):
        read(STATEMENT[:-20])
    with pytest.raises(Unreadable, match="XML"):
        read("<?xml version='1.0'?><other/>")
