"""Payments from a bank's list on the screen: looked at, put right, recorded, what is left taken along (FUN-1)."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from handsel.accounts.models import Account
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from handsel.ledger.models import Receipt
from tests.cast import wallet

pytestmark = [pytest.mark.django_db, pytest.mark.covers("FUN-1")]

PAYMENTS = "/console/funds/payments/"


@pytest.fixture
def bakery(cast) -> int:
    with scoped(cast.karl.scope):
        return Account.objects.get(pk=cast.bakery).number


def content(bakery: int, head: str = "Date,Amount,Name,Reference,Account number") -> str:
    day = now().date().isoformat()
    return f"{head}\n{day},5.00,Bakery,INV 1,{bakery}\n{day},7.00,Somebody,nothing known,\n{day},-3.00,,,\n"


def upload(client, text: str, name: str = "bank list.csv"):
    return client.post(PAYMENTS, {"file": SimpleUploadedFile(name, text.encode())})


def carried(answer, **more: str) -> dict[str, str]:
    asked = answer.context["asked"]
    columns = {f"column-{place}": choice for place, choice in enumerate(asked.choices)}
    return {"packed": asked.packed, **columns, **more}


def words(answer) -> str:
    """Return what can be read on the page."""
    return " ".join(html.unescape(re.sub(r"<(?!input)[^>]*>", "", answer.content.decode())).split())


def test_a_file_is_looked_at_before_anything_moves(karl, cast, bakery):
    assert "Payments from a file" in words(karl.get("/console/funds/receipts/"))
    assert "as your bank gives it" in words(karl.get(PAYMENTS))

    answer = upload(karl, content(bakery))

    page = words(answer)
    assert "Record 1 payment · €5.00" in page
    assert "Nothing in it says whose it is; enter the number of the account." in page
    assert "1 row is money that went out" in page
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000


def test_what_is_matched_is_recorded_and_the_rest_can_be_put_right_beside_it(karl, cast, bakery):
    recorded = karl.post(f"{PAYMENTS}record/", carried(upload(karl, content(bakery)), do="record"))

    assert recorded.status_code == 200
    assert "1 payment is recorded." in words(recorded)
    assert "Recorded already" in words(recorded)
    known = karl.post(f"{PAYMENTS}record/", carried(recorded, do="look", **{"account-3": str(bakery)}))
    assert "Record 1 payment · €7.00" in words(known)
    assert f'name="account-3" value="{bakery}"' in words(known)
    karl.post(f"{PAYMENTS}record/", carried(known, do="record", mail="on", **{"account-3": str(bakery)}))
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 11_200
    assert "Record " not in words(upload(karl, content(bakery), "the same again.csv")).replace("Recorded", "")
    with scoped(cast.karl.scope):
        assert Receipt.objects.filter(seller_id=cast.kleinbach, reference="nothing known").count() == 1


def test_columns_that_nobody_knows_are_chosen_by_hand(karl, cast, bakery):
    answer = upload(karl, content(bakery, "Wann,Wieviel,Wer,Wozu,Konto"))
    assert "Choose at least the columns with the day and the amount." in words(answer)
    chosen = {
        f"column-{place}": field for place, field in enumerate(["date", "amount", "payer", "reference", "account"])
    }

    answer = karl.post(f"{PAYMENTS}record/", carried(answer, do="look") | chosen)

    assert "Record 1 payment · €5.00" in words(answer)
    again = karl.post(f"{PAYMENTS}record/", carried(answer, do="look") | {"column-1": "no such field"})
    assert "Choose at least" in words(again)


def test_a_payment_that_may_be_there_already_is_ticked_to_be_another(karl, cast, bakery):
    day = now().date().isoformat()
    text = "Date,Amount,Reference,Account number\n" + f"{day},5.00,INV 1,{bakery}\n" * 2
    answer = upload(karl, text)
    assert "Row 2 says the same." in words(answer)

    answer = karl.post(f"{PAYMENTS}record/", carried(answer, do="record", **{"sure-3": "on"}))

    assert "2 payments are recorded." in words(answer)
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 11_000
    third = upload(karl, text + f"{day},5.00,INV 1 again,{bakery}\n")
    assert "has the same amount, and a reference that is alike" in words(third)


def test_what_is_left_is_taken_along_as_a_file(karl, bakery):
    made = karl.post(f"{PAYMENTS}record/", carried(upload(karl, content(bakery)), do="left"))

    assert made["Content-Disposition"] == 'attachment; filename="bank list-left.csv"'
    assert "nothing known" in made.content.decode()
    assert "INV 1" not in made.content.decode()


def test_who_may_not_and_what_is_no_list_is_refused(karl, ruth, bakery):
    assert ruth.get(PAYMENTS).status_code == 403
    assert upload(ruth, content(bakery)).status_code == 403
    assert "Read only" in words(ruth.get("/console/funds/receipts/")) or "disabled" in words(
        ruth.get("/console/funds/receipts/")
    )
    assert "The file is empty." in words(upload(karl, ""))
    refused = karl.post(f"{PAYMENTS}record/", {"packed": "forged", "do": "record"})
    assert refused.status_code == 422
