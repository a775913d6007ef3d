"""Settings: the payment methods on offer, the bank account, and the words about paying (BIL-3)."""

from typing import Any

import pytest
from django.test import Client

from handsel.accounts.models import Account, Edge
from handsel.accounts.payment import set_payment_method, ways_to_pay
from handsel.accounts.references import reference_of
from handsel.cli.demo.story import Cast
from handsel.kernel.isolation import scoped
from tests.cast import NOON
from tests.console.conftest import HTMX
from tests.console.counting import queries_of
from tests.orders.buying import buy

pytestmark = [pytest.mark.django_db, pytest.mark.covers("BIL-3")]

METHODS = "/console/settings/payment-methods/"
WORDS = f"{METHODS}instructions/"
IBAN = "DE89 3704 0044 0532 0130 00"


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def typed(client: Client, **changes: Any) -> dict[str, Any]:
    """Return what a browser sends of the screen, with what it saw, after `changes`."""
    form = client.get(METHODS).context["form"]
    seen = {f"initial-{name}": form[name].value() for name in form.fields if name != "version"}
    return {name: form[name].value() for name in form.fields} | seen | changes


def save(client: Client, **changes: Any) -> Any:
    return client.post(METHODS, typed(client, **changes), follow=True)


def test_what_is_offered_and_the_bank_are_saved_and_stand_in_the_history(karl: Client, cast: Cast):
    answer = save(karl, to_customers=["deposit", "bank_transfer"], iban=IBAN, account_holder="Kleinbach IT")

    assert "The payment methods are saved." in answer.content.decode()
    with scoped(cast.karl.scope):
        ways = ways_to_pay(cast.kleinbach)
    assert (ways.to_customers, ways.iban) == (["deposit", "bank_transfer"], "DE89370400440532013000")
    history = page(karl, "/console/settings/history/")
    assert "Payment methods for customers" in history
    assert "Deposit, Bank transfer" in history


def test_switching_a_method_off_says_how_many_still_use_it_and_leaves_them(karl: Client, cast: Cast):
    set_payment_method(account_id=cast.bakery, method="cheque", by=cast.karl, at=NOON)
    assert "Cheque · 1 buyer pays so" in page(karl, METHODS)

    told = save(karl, to_customers=["deposit"]).content.decode()

    assert "1 buyer still pays by Cheque. They go on as they are" in told
    with scoped(cast.karl.scope):
        bakery = Account.objects.get(pk=cast.bakery)
        assert Edge.objects.get(buyer=bakery).payment_method == "cheque"
    dialog = f"/console/accounts/{bakery.number}/payment-method/"
    assert 'value="deposit"' in page(karl, dialog)
    assert 'value="cheque"' not in page(karl, dialog)
    assert karl.post(dialog, {"method": "cheque"}).status_code == 422


def test_a_wrong_iban_stands_beside_its_field_and_nothing_is_saved(karl: Client, cast: Cast):
    answer = save(karl, iban="DE00 3704 0044 0532 0130 00", bank_name="Sparkasse")

    assert answer.status_code == 422
    assert "its check digits do not fit" in answer.content.decode()
    with scoped(cast.karl.scope):
        assert ways_to_pay(cast.kleinbach).bank_name == ""


def test_two_people_who_save_do_not_overwrite_each_other(karl: Client, cast: Cast):
    seen = typed(karl, bank_name="Mine")
    save(karl, bank_name="Theirs")

    answer = karl.post(METHODS, seen)

    assert answer.status_code == 409
    assert "Theirs" in answer.content.decode()
    with scoped(cast.karl.scope):
        assert ways_to_pay(cast.kleinbach).bank_name == "Theirs"


def test_the_words_are_written_language_by_language(karl: Client, cast: Cast):
    assert "{reference}, {amount}" in page(karl, f"{WORDS}?language=de")
    words = {"version": 0, "language": "de", "bank_transfer": "Bitte {reference} angeben.", "cheque": "", "cash": ""}
    assert karl.post(WORDS, words, headers=HTMX).status_code == 204
    assert "Bank transfer" in page(karl, METHODS)
    assert "Bitte {reference} angeben." in page(karl, f"{WORDS}?language=de")

    wrong = karl.post(WORDS, words | {"version": 1, "cash": "{password}"})
    late = karl.post(WORDS, words | {"cash": "Bar"})

    assert (wrong.status_code, late.status_code) == (422, 409)
    assert "Nothing is filled in for {password}" in wrong.content.decode()
    assert karl.get(f"{WORDS}?language=tlh").status_code == 404


def test_who_may_only_read_sees_the_methods_and_why_nothing_can_be_saved(ruth: Client):
    shown = page(ruth, METHODS)

    assert "owners and managers" in shown
    assert ruth.get(WORDS).status_code == 403
    assert save(ruth, bank_name="Mine").status_code == 403


def test_accounts_and_orders_are_found_by_the_reference_on_a_bank_statement(karl: Client, cast: Cast):
    leg = buy(cast)
    with scoped(cast.karl.scope):
        number = Account.objects.get(pk=cast.bakery).number
    for text in (reference_of(number), reference_of(number, leg.number).lower()):
        assert "Bakery" in karl.get("/console/customers/", {"q": text}).content.decode()
        assert leg.number in karl.get("/console/orders/", {"q": text}).content.decode()
        assert "Bakery" in karl.get("/console/palette/", {"q": text}).content.decode()
    other = reference_of(number + 1)
    assert leg.number not in karl.get("/console/orders/", {"q": other}).content.decode()
    assert reference_of(number) in page(karl, f"/console/accounts/{number}/funds/")
    assert reference_of(number, leg.number) in page(karl, f"/console/orders/{leg.number}/")


def test_the_number_of_queries_does_not_depend_on_what_is_written(karl: Client):
    before = queries_of(karl, METHODS)
    for version, language in enumerate(("de", "en", "fr")):
        words = {"version": version, "language": language, "bank_transfer": "x", "cheque": "y", "cash": "z"}
        assert karl.post(WORDS, words).status_code == 302
    page(karl, METHODS)
    assert queries_of(karl, METHODS) <= before
