"""Credits, charges and payouts in the console, and the second person who confirms large ones (FUN-3, FUN-6)."""

import pytest
from django.test import Client

from handsel.accounts.models import Account
from handsel.cli.demo.story import Cast
from handsel.kernel.isolation import scoped
from handsel.ledger.documents import Adjustment, Confirmation
from handsel.ledger.models import Receipt
from tests.cast import NOON, wallet
from tests.console.conftest import HTMX, logged_in
from tests.console.counting import queries_of
from tests.ledger.people import FIONA, second_person

pytestmark = pytest.mark.django_db

QUEUE = "/console/funds/to-confirm/"


@pytest.fixture
def fiona(cast: Cast) -> Client:
    """Fiona does the finances at Kleinbach."""
    second_person(cast)
    return logged_in("kleinbach", FIONA)


@pytest.fixture
def here(cast: Cast) -> str:
    """The address of Bakery's funds."""
    with scoped(cast.karl.scope):
        return f"/console/accounts/{Account.objects.get(pk=cast.bakery).number}/funds/"


def page_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def balance(cast: Cast) -> int:
    return wallet(cast.kleinbach, cast.bakery).balance_minor


def credit(client: Client, here: str, amount: str = "20", **more: str) -> int:
    body = {"kind": "credit_note", "amount": amount, "reason": "Goodwill", "key": "k1"} | more
    return client.post(f"{here}adjust/", body, headers=HTMX).status_code


@pytest.mark.covers("FUN-3")
def test_a_credit_note_is_written_read_printed_and_reversed(karl, cast, here):
    assert "Above €500.00 a second person confirms" in page_of(karl, f"{here}adjust/")
    assert [credit(karl, here), credit(karl, here)] == [204, 204]

    assert balance(cast) == 12_000
    assert "/console/funds/documents/credit-note/1001/" in page_of(karl, here)
    page = page_of(karl, "/console/funds/documents/credit-note/1001/")
    for told in ("Credit note", "€20.00", "Goodwill", "Karl Kaufmann", "data-print"):
        assert told in page
    back = "/console/funds/documents/credit-note/1001/reverse/"
    assert "Reverse Credit note 1001" in page_of(karl, back)
    assert karl.post(back, {"reason": "Mistake"}, headers=HTMX).status_code == 204
    assert balance(cast) == 10_000
    assert "was taken back" in page_of(karl, here.replace("/funds/", "/timeline/"))


@pytest.mark.covers("FUN-3")
def test_a_debit_note_charges_and_what_is_wrong_stands_beside_its_field(karl, cast, here):
    assert credit(karl, here, "30.00", kind="debit_note", key="a") == 204
    assert balance(cast) == 7_000
    for amount, said in (("0", "above zero"), ("1.005", "2 decimals"), ("x", "such as")):
        body = {"kind": "debit_note", "amount": amount, "reason": "r", "key": "b"}
        answer = karl.post(f"{here}adjust/", body, headers=HTMX)
        assert answer.status_code == 422
        assert said in " ".join(answer.context["form"].errors["amount"])
    assert credit(karl, here, "70.01", kind="debit_note", key="c") == 409
    assert balance(cast) == 7_000


@pytest.mark.covers("FUN-3")
def test_above_the_limit_it_waits_in_a_queue_with_a_count_until_a_second_person_confirms(karl, fiona, cast, here):
    assert credit(karl, here, "600") == 204
    assert balance(cast) == 10_000

    asked = page_of(karl, QUEUE)
    assert "Withdraw" in asked
    assert "/confirm/" not in asked
    page = page_of(fiona, QUEUE)
    assert "Karl Kaufmann" in page
    assert '<span class="hs-count is-urgent">1</span>' in page
    assert "Movements of money need a second person" in page_of(fiona, "/console/")
    with scoped(cast.karl.scope):
        waiting = Confirmation.objects.get()
    confirm = f"{QUEUE}{waiting.pk}/confirm/"
    assert karl.post(confirm, {"sure": "on"}, headers=HTMX).status_code == 403
    assert "€600.00" in page_of(fiona, confirm)

    assert fiona.post(confirm, {"sure": "on"}, headers=HTMX).status_code == 204

    assert balance(cast) == 70_000
    assert fiona.post(confirm, {"sure": "on"}, headers=HTMX).status_code == 409
    assert "Confirmed" in page_of(fiona, f"{QUEUE}?answered=1")
    document = page_of(karl, "/console/funds/documents/credit-note/1001/")
    assert "Fiona Frei" in document
    assert "Karl Kaufmann" in document


@pytest.mark.covers("FUN-3")
def test_a_request_is_declined_or_withdrawn(karl, fiona, cast, here):
    for key in ("a", "b"):
        credit(karl, here, "600", key=key)
    with scoped(cast.karl.scope):
        first, second = Confirmation.objects.order_by("pk").values_list("pk", flat=True)

    assert "whoever asked" in page_of(fiona, f"{QUEUE}{first}/decline/").lower()
    assert fiona.post(f"{QUEUE}{first}/decline/", {"reason": ""}, headers=HTMX).status_code == 422
    assert fiona.post(f"{QUEUE}{first}/decline/", {"reason": "Too much"}, headers=HTMX).status_code == 204
    assert fiona.post(f"{QUEUE}{second}/withdraw/", {"sure": "on"}, headers=HTMX).status_code == 403
    assert "Nothing moves" in page_of(karl, f"{QUEUE}{second}/withdraw/")
    assert karl.post(f"{QUEUE}{second}/withdraw/", {"sure": "on"}, headers=HTMX).status_code == 204

    page = page_of(karl, f"{QUEUE}?answered=1")
    assert "Too much" in page
    assert "Withdrawn" in page
    assert balance(cast) == 10_000


@pytest.mark.covers("FUN-3", "FUN-6")
def test_taking_back_more_than_the_limit_waits_and_the_queue_says_what_of_whom_and_why(karl, fiona, cast, here):
    credit(karl, here, "600")
    with scoped(cast.karl.scope):
        large = Confirmation.objects.get().pk
    fiona.post(f"{QUEUE}{large}/confirm/", {"sure": "on"}, headers=HTMX)
    paper = "/console/funds/documents/credit-note/1001/"
    assert "Above €500.00 a second person confirms" in page_of(karl, f"{paper}reverse/")

    assert karl.post(f"{paper}reverse/", {"reason": "Not agreed"}, headers=HTMX).status_code == 204

    assert balance(cast) == 70_000
    page = page_of(karl, paper)
    assert "Karl Kaufmann asked to reverse this: Not agreed" in page
    assert f"{paper}reverse/" not in page
    queue = page_of(fiona, QUEUE)
    for told in (
        "Bakery",
        f'<a href="{paper}">Reversal of Credit note 1001</a>',
        "Not agreed",
        "Karl Kaufmann",
        "€600.00",
    ):
        assert told in queue
    with scoped(cast.karl.scope):
        asked = Confirmation.objects.get(kind="reversal").pk
    assert karl.post(f"{QUEUE}{asked}/confirm/", {"sure": "on"}, headers=HTMX).status_code == 403
    assert "Reversal of Credit note 1001 for Bakery" in page_of(fiona, f"{QUEUE}{asked}/confirm/")
    assert fiona.post(f"{QUEUE}{asked}/confirm/", {"sure": "on"}, headers=HTMX).status_code == 204
    assert balance(cast) == 10_000
    assert fiona.post(f"{QUEUE}{asked}/confirm/", {"sure": "on"}, headers=HTMX).status_code == 409
    page = page_of(karl, paper)
    assert "Reversed by Fiona Frei" in page
    assert "Asked for by Karl Kaufmann" in page
    assert "Reversal over €600.00 waits for a second person." in page_of(karl, here.replace("/funds/", "/timeline/"))


@pytest.mark.covers("FUN-6")
def test_no_key_that_a_form_sends_stands_for_the_reversal_of_another(karl, fiona, cast, here):
    credit(karl, here, "600")
    with scoped(cast.karl.scope):
        large = Confirmation.objects.get().pk
    fiona.post(f"{QUEUE}{large}/confirm/", {"sure": "on"}, headers=HTMX)
    with scoped(cast.karl.scope):
        taken_back = Adjustment.objects.get(number=1001).transfer_id
    assert credit(karl, here, "700", key=f"reverse-{taken_back}-0") == 204

    reverse = "/console/funds/documents/credit-note/1001/reverse/"
    assert karl.post(reverse, {"reason": "Not agreed"}, headers=HTMX).status_code == 204

    with scoped(cast.karl.scope):
        assert Confirmation.objects.get(kind="reversal").reverses_id == taken_back


@pytest.mark.covers("FUN-6")
def test_taking_back_a_large_receipt_waits_too(karl, fiona, cast, here):
    body = {"amount": "600", "method": "cash", "received_on": "", "key": "k", "mail": ""}
    body["received_on"] = NOON.date().isoformat()
    assert karl.post(f"{here}add/", body, headers=HTMX).status_code == 204
    with scoped(cast.karl.scope):
        number = Receipt.objects.get(seller_id=cast.kleinbach, amount_minor=60_000).number
    paper = f"/console/funds/receipts/{number}/"

    assert karl.post(f"{paper}reverse/", {"reason": "Entered twice"}, headers=HTMX).status_code == 204

    assert balance(cast) == 70_000
    assert "asked to reverse this: Entered twice" in page_of(karl, paper)
    assert f'<a href="{paper}">Reversal of Receipt {number}</a>' in page_of(fiona, QUEUE)
    assert "Withdraw" in page_of(karl, QUEUE)


@pytest.mark.covers("FUN-3")
def test_only_owners_change_the_limit(karl, nora, cast):
    assert karl.get(f"{QUEUE}limit/").status_code == 403
    assert 'value="500.00"' in page_of(nora, f"{QUEUE}limit/")
    assert nora.post(f"{QUEUE}limit/", {"limit": "-1"}, headers=HTMX).status_code == 422
    assert nora.post(f"{QUEUE}limit/", {"limit": "0"}, headers=HTMX).status_code == 204
    assert "Above €0.00 one person asks" in page_of(nora, QUEUE)


@pytest.mark.covers("FUN-6")
def test_money_is_paid_out_and_a_payment_paid_back(karl, cast, here):
    body = {"amount": "10", "method": "bank_transfer", "reference": "T-1", "reason": "Asked for it", "key": "k"}
    assert "Send the money as well" in page_of(karl, f"{here}pay-out/")
    assert karl.post(f"{here}pay-out/", body, headers=HTMX).status_code == 204
    with scoped(cast.karl.scope):
        number = Receipt.objects.get(seller_id=cast.kleinbach, buyer_id=cast.bakery).number
    refund = f"/console/funds/receipts/{number}/refund/"
    assert "At most €100.00" in page_of(karl, refund)
    assert karl.post(refund, body | {"key": "l", "amount": "100.01"}, headers=HTMX).status_code == 409
    assert karl.post(refund, body | {"key": "m", "amount": "90"}, headers=HTMX).status_code == 204
    assert balance(cast) == 0
    assert "At most €10.00" in page_of(karl, refund)
    page = page_of(karl, "/console/funds/documents/payout/1002/")
    assert "T-1" in page
    assert f">{number}<" in page


@pytest.mark.covers("OPS-3")
def test_a_sibling_finds_neither_documents_nor_requests(karl, sven, cast, here):
    credit(karl, here)
    credit(karl, here, "600", key="b")
    with scoped(cast.karl.scope):
        asked = Confirmation.objects.get().pk

    assert sven.get("/console/funds/documents/credit-note/1001/").status_code == 404
    assert sven.get(f"{QUEUE}{asked}/confirm/").status_code == 404
    assert "Bakery" not in page_of(sven, QUEUE)


def test_read_only_staff_move_nothing(karl, ruth, cast, here):
    credit(karl, here, "600")
    with scoped(cast.karl.scope):
        asked = Confirmation.objects.get().pk
    paths = (f"{here}adjust/", f"{here}pay-out/", f"{QUEUE}{asked}/confirm/", f"{QUEUE}{asked}/withdraw/")
    assert [ruth.get(path).status_code for path in paths] == [403] * 4
    assert "Only owners, managers and finance staff move money." in page_of(ruth, QUEUE)


def test_the_queue_needs_the_same_queries_however_long_it_is(karl, here):
    credit(karl, here, "600", key="0")
    short = queries_of(karl, QUEUE)
    for number in range(1, 5):
        credit(karl, here, "600", key=f"{number}")
    assert queries_of(karl, QUEUE) == short


@pytest.mark.covers("FUN-4")
def test_the_credit_limit_is_set_and_lowering_it_below_use_must_be_meant(karl, cast, here):
    limits = f"{here}limits/"
    assert 'value="0.00"' in page_of(karl, limits)
    assert karl.post(limits, {"credit_limit": "50", "low_balance": "20"}, headers=HTMX).status_code == 204
    page = page_of(karl, here)
    for told in ("€50.00", "€150.00", "Warned below €20.00"):
        assert told in page
    assert credit(karl, here, "140", kind="debit_note") == 204
    assert "the account was warned by mail" in page_of(karl, here)
    assert 'value="20.00"' in page_of(karl, limits)

    asked = karl.post(limits, {"credit_limit": "0", "low_balance": ""}, headers=HTMX)
    assert asked.status_code == 409
    assert "€40.00" in asked.content.decode() or "40.00 EUR of the credit is used" in asked.content.decode()
    assert 'type="checkbox"' in asked.content.decode()
    meant = {"credit_limit": "0", "low_balance": "", "below_use": "on"}
    assert karl.post(limits, meant, headers=HTMX).status_code == 204
    assert "Nothing can be spent until enough is paid in" in page_of(karl, here)
    assert "Credit limit" in page_of(karl, here.replace("/funds/", "/timeline/"))


def test_read_only_staff_set_no_limits(ruth, here):
    assert ruth.get(f"{here}limits/").status_code == 403
