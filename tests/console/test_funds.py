"""Wallets, receipts and the dialog that adds to a wallet (FUN-1, FUN-6)."""

import pytest
from django.test import Client
from django.utils import translation

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account
from handsel.accounts.tree import add_customer
from handsel.cli.demo.story import Cast, fund
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.kernel.refusal import Invalid
from handsel.ledger.models import Receipt
from handsel.orders.approval import approve_order
from handsel.web.amounts import typed_money
from tests.cast import NOON, wallet
from tests.console.conftest import HTMX, logged_in
from tests.console.counting import queries_of
from tests.orders.buying import buy
from tests.storefront.visitors import words

pytestmark = pytest.mark.django_db

FUNDS = "/console/funds/"
PAYMENT = {
    "amount": "1,250.50",
    "method": "bank_transfer",
    "received_on": "2026-11-02",
    "reference": "RE 17",
    "key": "k1",
}


def bakery_of(cast: Cast) -> Account:
    with scoped(cast.karl.scope):
        return Account.objects.get(pk=cast.bakery)


def adding(cast: Cast) -> str:
    return f"/console/accounts/{bakery_of(cast).number}/funds/add/"


def receipt_of(cast: Cast) -> Receipt:
    with scoped(cast.karl.scope):
        return Receipt.objects.filter(seller_id=cast.kleinbach, buyer_id=cast.bakery).latest("pk")


@pytest.fixture
def olga(cast: Cast) -> Client:
    """Olga owns the operator."""
    return logged_in("operator", "olga@handsel.example")


def page_of(client: Client, path: str, **params: str) -> str:
    answer = client.get(path, params)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


@pytest.mark.covers("FUN-1")
def test_the_overview_shows_balance_held_and_available_of_each_buyer(karl, cast):
    buy(cast)

    page = page_of(karl, FUNDS)

    assert "Bakery Brandt" in page
    assert "€100.00" in page
    assert "€7.92" in page
    assert "€92.08" in page
    assert "100.0 %" in page  # own 100.00 cover the buyers' 100.00
    assert "Harbour" not in page


def test_search_narrows_the_wallets(karl, cast):
    add_customer(details=AccountDetails(company_name="Fjord", email="f@fjord.no"), by=cast.karl, at=NOON)

    rows = karl.get(FUNDS, {"q": "fjord"}, headers=HTMX).content.decode()

    assert "Fjord" in rows
    assert "Bakery" not in rows
    assert "<html" not in rows
    assert "Nobody found" in page_of(karl, FUNDS, q="zzz")


def test_lists_need_the_same_queries_however_long_they_are(karl, cast):
    lists = (FUNDS, f"{FUNDS}receipts/")
    short = [queries_of(karl, path) for path in lists]

    for number in range(4):
        details = AccountDetails(company_name=f"Shop {number}", email=f"shop{number}@example.org")
        fund(cast.karl, add_customer(details=details, by=cast.karl, at=NOON).pk, 1_000, f"opening-{number}", NOON)

    assert [queries_of(karl, path) for path in lists] == short


@pytest.mark.covers("FUN-1")
def test_adding_funds_credits_the_wallet_and_makes_a_receipt_to_print(karl, cast):
    assert "Amount in EUR" in page_of(karl, adding(cast))

    answer = karl.post(adding(cast), PAYMENT, headers=HTMX)

    assert answer.status_code == 204
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000 + 125_050
    receipt = receipt_of(cast)
    page = page_of(karl, f"{FUNDS}receipts/{receipt.number}/")
    for told in ("Bakery Brandt", "€1,250.50", "Bank transfer", "RE 17", "Karl Kaufmann", "Marktplatz 1", "data-print"):
        assert told in page
    assert "RE 17" in page_of(karl, f"{FUNDS}receipts/", q="re 17")
    assert "RE 17" in page_of(karl, f"{FUNDS}receipts/", q=str(receipt.number))


@pytest.mark.covers("FUN-1")
def test_pressing_the_button_twice_credits_once(karl, cast):
    answers = [karl.post(adding(cast), PAYMENT, headers=HTMX) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [204, 204]
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000 + 125_050


def test_each_dialog_has_a_key_of_its_own(karl, cast):
    keys = {karl.get(adding(cast)).context["form"]["key"].value() for _ in range(2)}

    assert len(keys) == 2


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("amount", "", "Fill this in."),
        ("amount", "0", "Enter an amount above zero."),
        ("amount", "-5", "Enter an amount such as 125.50."),
        ("amount", "1.234.50", "Enter an amount such as 125.50."),
        ("amount", "12.345", "EUR has 2 decimals; enter no more."),
        ("amount", "nan", "Enter an amount such as 125.50."),
        ("amount", "9" * 25, "too large"),
        ("received_on", "2999-01-01", "it cannot lie ahead"),
        ("received_on", "yesterday", "Enter a valid date."),
        ("method", "barter", "Choose one of those that are offered"),
    ],
)
def test_what_is_wrong_with_a_payment_is_told_beside_its_field(karl, cast, field, value, said):
    answer = karl.post(adding(cast), PAYMENT | {field: value}, headers=HTMX)

    assert answer.status_code == 422
    assert said in " ".join(answer.context["form"].errors[field])
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000


@pytest.mark.parametrize(
    ("language", "text", "minor"),
    [("en", "1,250.5", 125_050), ("de", "1.250,50", 125_050), ("de", "1250,5", 125_050), ("fr", "1 250,50", 125_050)],
)
def test_amounts_are_read_in_the_writing_of_the_reader(language, text, minor):
    with translation.override(language):
        assert typed_money(text, "EUR") == Money(minor, "EUR")


@pytest.mark.parametrize(("language", "text"), [("de", "12.50"), ("en", "12,50"), ("en", ""), ("en", "1,2,3")])
def test_an_amount_that_could_mean_another_sum_is_asked_about(language, text):
    with translation.override(language), pytest.raises(Invalid):
        typed_money(text, "EUR")


@pytest.mark.covers("FUN-1")
@pytest.mark.parametrize(
    "other", [{"method": "cash"}, {"received_on": "2026-11-01"}, {"reference": "RE 18"}, {"note": "late"}]
)
def test_a_dialog_that_was_sent_records_nothing_else_when_it_is_sent_again(karl, cast, other):
    assert karl.post(adding(cast), PAYMENT, headers=HTMX).status_code == 204

    again = karl.post(adding(cast), PAYMENT | other | {"sure": "on"}, headers=HTMX)

    assert again.status_code == 422
    assert "This was recorded already, as receipt" in again.content.decode()
    assert karl.post(adding(cast), PAYMENT, headers=HTMX).status_code == 204
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000 + 125_050


@pytest.mark.covers("FUN-6")
def test_a_receipt_is_taken_back_once_with_a_reason(karl, cast):
    karl.post(adding(cast), PAYMENT | {"amount": "250.50"}, headers=HTMX)
    address = f"{FUNDS}receipts/{receipt_of(cast).number}/"

    assert "Reverse receipt" in page_of(karl, f"{address}reverse/")
    empty = karl.post(f"{address}reverse/", {"reason": ""}, headers=HTMX)
    done = karl.post(f"{address}reverse/", {"reason": "Wrong customer."}, headers=HTMX)
    again = karl.post(f"{address}reverse/", {"reason": "Once more."}, headers=HTMX)

    assert [empty.status_code, done.status_code, again.status_code] == [422, 204, 409]
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000
    page = page_of(karl, address)
    assert "Wrong customer." in page
    assert "/reverse/" not in page


@pytest.mark.covers("FUN-6")
def test_money_that_was_spent_is_not_taken_back(karl, cast):
    approve_order(leg_id=buy(cast, "TLS", "One year").pk, by=cast.karl, at=NOON)

    answer = karl.post(f"{FUNDS}receipts/{receipt_of(cast).number}/reverse/", {"reason": "x"}, headers=HTMX)

    assert answer.status_code == 409
    assert "not enough left to take back" in answer.content.decode()


@pytest.mark.covers("FUN-2")
def test_the_own_wallet_shows_what_was_bought_from_the_parent(karl, cast):
    leg = approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON)

    page = page_of(karl, f"{FUNDS}own/")

    assert leg.number in page
    assert "-€6.60" in page
    assert "€93.40" in page
    assert "Nordlicht" not in page.split("<main")[1]


def test_the_operator_has_no_wallet_above_it(cast, olga):
    assert olga.get(f"{FUNDS}own/").status_code == 404
    assert "Your own wallet" not in page_of(olga, FUNDS)


def test_read_only_staff_add_and_reverse_nothing(ruth, cast):
    receipt = f"{FUNDS}receipts/{receipt_of(cast).number}/"

    answers = [
        ruth.post(adding(cast), PAYMENT, headers=HTMX),
        ruth.post(f"{receipt}reverse/", {"reason": "x"}, headers=HTMX),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert "Only owners, managers and finance staff add or reverse funds." in page_of(ruth, receipt)
    assert "Only owners, managers and finance staff add or reverse funds." in page_of(ruth, FUNDS)


def test_wallets_and_receipts_of_a_sibling_are_not_found(sven, cast):
    number = receipt_of(cast).number

    assert sven.get(f"{FUNDS}receipts/{number + 500}/").status_code == 404
    assert sven.get("/console/accounts/99999/funds/add/").status_code == 404
    assert "Bakery" not in page_of(sven, f"{FUNDS}receipts/")


def test_the_statement_of_a_record_leads_to_the_orders_it_was_debited_for(karl, cast):
    order = buy(cast)
    approve_order(leg_id=order.pk, by=cast.karl, at=NOON)

    page = page_of(karl, f"/console/accounts/{bakery_of(cast).number}/funds/")

    assert f'href="/console/orders/{order.number}/"' in page


@pytest.mark.covers("FUN-8")
def test_the_books_say_what_each_comes_to_and_both_sides_are_equal(karl, cast):
    approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON)

    page = words(karl.get(f"{FUNDS}books/"))

    assert (
        "Wallets of your buyers 1 €92.08 Payments: Bank transfer €100.00 Revenue, net €7.92 Total €100.00 €100.00"
        in page
    )


@pytest.mark.covers("FUN-1", "OPS-3")
def test_a_reseller_prints_what_its_own_seller_gave_it_in_that_ones_brand(karl, ruth, sven, olga, cast):
    for part in range(5):  # so that nobody else has this number from a seller of theirs
        fund(cast.nora, cast.kleinbach, 100, f"part-{part}", NOON)
    with scoped(cast.nora.scope):
        number = Receipt.objects.get(seller_id=cast.nordlicht, reference="part-4").number
    here = f"{FUNDS}own/papers/receipt/{number}/"
    assert f'href="{here}"' in page_of(karl, f"{FUNDS}own/")

    page = page_of(karl, here)

    for told in ("Nordlicht", "Kleinbach", "Bank transfer", "data-print", f"Receipt {number}"):
        assert told in page
    assert "Operator" not in page
    assert ruth.get(here).status_code == 200
    assert olga.get(here).status_code == 404
    assert karl.get(f"{FUNDS}own/papers/receipt/{number + 500}/").status_code == 404
    assert sven.get(here).status_code == 404
