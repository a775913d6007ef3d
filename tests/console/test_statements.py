"""Statements in both faces: narrowed, paged, as Excel and as PDF (FUN-2); payments that look entered twice (FUN-1)."""

from datetime import timedelta
from io import BytesIO

import pytest
import python_calamine
from django.test import Client

from handsel.accounts.models import Account
from handsel.cli.demo.story import Cast
from handsel.kernel.isolation import scoped
from handsel.ledger.proof import Proof, begin_hourly_proof, end_hourly_proof
from handsel.reports.proving import prove_hourly
from handsel.timeline.models import Event
from tests.cast import NOON, wallet
from tests.console.conftest import HTMX, logged_in
from tests.console.counting import queries_of

pytestmark = pytest.mark.django_db

PAYMENT = {"amount": "12.50", "method": "other", "received_on": "2026-11-02", "reference": "=RE 9", "key": "k1"}


@pytest.fixture
def here(cast: Cast) -> str:
    with scoped(cast.karl.scope):
        return f"/console/accounts/{Account.objects.get(pk=cast.bakery).number}/funds/"


def page_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


@pytest.mark.covers("FUN-2")
def test_a_statement_is_narrowed_and_says_opening_and_closing_balance(karl, here):
    karl.post(f"{here}add/", PAYMENT, headers=HTMX)

    assert "=RE 9" in page_of(karl, here)
    narrowed = page_of(karl, f"{here}?kind=receipt&q=RE+9&since=2020-01-01&until=2020-12-31")
    assert "No entry found" in narrowed
    assert "Opening balance" in narrowed
    assert "Against" in page_of(karl, f"{here}statement/")


@pytest.mark.covers("FUN-2")
def test_a_statement_is_taken_along_as_excel_where_text_stays_text(karl, here, cast):
    karl.post(f"{here}add/", PAYMENT, headers=HTMX)

    answer = karl.get(f"{here}statement/xlsx/?kind=receipt")

    assert answer.status_code == 200
    rows = python_calamine.CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[0][1:] == ["Document", "Number", "Reason", "Against", "Amount", "Balance", "Currency"]
    assert rows[1][1:] == ["Opening balance", "", "", "", "", 0.0, "EUR"]
    assert rows[-1][1:] == ["Closing balance", "", "", "", "", 112.5, "EUR"]
    assert rows[-2][1:] == ["Receipt", "1002", "=RE 9", "Other", 12.5, 112.5, "EUR"]
    with scoped(cast.karl.scope):
        assert Event.objects.get(name="funds.statement_exported").data["kind"] == "receipt"


@pytest.mark.covers("FUN-2")
def test_a_statement_is_a_pdf_in_the_sellers_brand_and_nobody_elses(karl, here):
    karl.post(f"{here}add/", PAYMENT, headers=HTMX)

    answer = karl.get(f"{here}statement/pdf/")

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"Nordlicht" not in answer.content


@pytest.mark.covers("FUN-2")
def test_the_own_wallet_has_its_files_too(karl, cast):
    for path in ("/console/funds/own/statement/xlsx/", "/console/funds/own/statement/pdf/"):
        assert karl.get(path).status_code == 200
    assert karl.get("/console/funds/own/statement/").status_code == 200
    assert karl.get("/console/funds/own/statement/doc/").status_code == 404


def test_another_ending_and_another_sellers_account_are_not_found(karl, sven, here):
    assert karl.get(f"{here}statement/doc/").status_code == 404
    assert sven.get("/console/accounts/99999/funds/statement/pdf/").status_code == 404


def test_a_record_needs_the_same_queries_however_long_its_statement_is(karl, here):
    karl.post(f"{here}add/", PAYMENT, headers=HTMX)
    short = queries_of(karl, here)
    for number in range(4):
        karl.post(f"{here}add/", PAYMENT | {"key": f"n{number}", "sure": "on"}, headers=HTMX)
    assert queries_of(karl, here) == short


@pytest.mark.covers("FUN-1")
def test_the_dialog_shows_the_last_entries_and_asks_about_a_payment_like_one_before(karl, here, cast):
    assert karl.post(f"{here}add/", PAYMENT, headers=HTMX).status_code == 204
    assert "€12.50" in page_of(karl, f"{here}add/")

    asked = karl.post(f"{here}add/", PAYMENT | {"key": "k2"}, headers=HTMX)
    assert asked.status_code == 409
    assert "has the same amount and reference" in asked.content.decode()
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 11_250

    assert karl.post(f"{here}add/", PAYMENT | {"key": "k2", "sure": "on"}, headers=HTMX).status_code == 204
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 12_500
    assert karl.post(f"{here}add/", PAYMENT | {"key": "k3", "reference": "RE 10"}, headers=HTMX).status_code == 204


@pytest.mark.covers("FUN-1")
def test_the_receipt_mail_is_sent_only_when_it_is_wanted(karl, here, cast):
    karl.post(f"{here}add/", PAYMENT, headers=HTMX)
    karl.post(f"{here}add/", PAYMENT | {"key": "k2", "mail": "on", "reference": "x"}, headers=HTMX)
    with scoped(cast.karl.scope):
        told = (
            Event.objects.filter(name="funds.added", account_id=cast.bakery)
            .order_by("pk")
            .values_list("data", flat=True)
        )
        assert [data.get("mail") for data in told][-2:] == [False, True]


@pytest.mark.covers("FUN-8")
def test_the_operator_sees_what_came_of_the_proofs(karl, cast):
    olga = logged_in("operator", "olga@handsel.example")
    assert "Not proved yet" in page_of(olga, "/console/funds/proof/")
    prove_hourly(at=NOON)

    assert "All adds up" in page_of(olga, "/console/funds/proof/")
    assert "The books do not add up" not in page_of(olga, "/console/")
    assert karl.get("/console/funds/proof/").status_code == 404

    begin_hourly_proof(NOON + timedelta(hours=1))
    end_hourly_proof(Proof(5, 5, ["wallet 1 says 2"]), NOON + timedelta(hours=1))
    assert "wallet 1 says 2" in page_of(olga, "/console/funds/proof/")
    assert "The books do not add up" in page_of(olga, "/console/")
