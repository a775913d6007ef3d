"""Payment methods, payment instructions and announced transfers over the API (BIL-3, FUN-7)."""

import pytest

from handsel.accounts.models import Account
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.announcement_models import Announcement
from handsel.ledger.announcing import Announced, announce_payment
from handsel.ledger.documents import PaidBy
from handsel.ledger.receiving import Received
from handsel.orders.receiving import record_payment
from tests.cast import NOON, wallet
from tests.orders.buying import buy

pytestmark = pytest.mark.django_db

METHODS = "/settings/payment-methods"
FIFTY = {"amount": {"minor": 5_000, "currency": "EUR"}, "sent_on": now().date().isoformat()}


def announced(cast, key="k") -> Announcement:
    told = Announced(Money(5_000, "EUR"), now().date(), key)
    return announce_payment(buyer_id=cast.bakery, announced=told, by=cast.berta, at=now())


@pytest.mark.covers("BIL-3")
def test_methods_bank_and_words_are_read_and_changed(kleinbach, reading, bakery, cast):
    shown = kleinbach.get(METHODS).json()
    assert (shown["version"], shown["iban"], len(shown["to_customers"])) == (0, "", 5)
    words = {"bank_transfer": {"en": "Order {order}: {amount}, {reference}"}}
    wanted = {"version": 0, "to_customers": ["deposit"], "iban": "DE89 3704 0044 0532 0130 00", "instructions": words}

    changed = kleinbach.send("PATCH", METHODS, wanted, key="one").json()

    assert (changed["version"], changed["iban"]) == (1, "DE89370400440532013000")
    assert changed["to_resellers"] == shown["to_resellers"]
    deposit = next(used for used in changed["used_by"] if used["method"] == "deposit")
    assert (deposit["customers"], deposit["is_offered_to_customers"]) == (1, True)
    assert kleinbach.send("PATCH", METHODS, wanted).json()["code"] == "changed_meanwhile"
    assert reading.send("PATCH", METHODS, wanted | {"version": 1}).status_code == 403
    refused = kleinbach.send("PUT", f"/accounts/{bakery}/payment-method", {"method": "cheque"})
    assert (refused.status_code, refused.json()["code"]) == (422, "method_not_offered")


@pytest.mark.covers("BIL-3")
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"iban": "DE00"}, "iban_wrong"),
        ({"bic": "NO"}, "bic_wrong"),
        ({"to_customers": []}, "nothing_offered"),
        ({"instructions": {"cash": {"en": "{secret}"}}}, "placeholder_unknown"),
        ({"instructions": {"card": {"en": "x"}}}, "invalid"),
        ({"to_customers": ["shells"]}, "invalid"),
    ],
)
def test_each_wrong_setting_has_its_code(kleinbach, wrong, code):
    answer = kleinbach.send("PATCH", METHODS, {"version": 0} | wrong)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert kleinbach.get(METHODS).json()["version"] == 0


@pytest.mark.covers("BIL-3")
def test_instructions_are_filled_in_for_an_order_and_the_reference_finds_it(kleinbach, suedwind, bakery, cast):
    words = {"bank_transfer": {"en": "Order {order}: {amount}, {reference}", "de": "Bestellung {order}"}}
    kleinbach.send("PATCH", METHODS, {"version": 0, "instructions": words})
    leg = buy(cast)
    path = f"/accounts/{bakery}/payment-instructions"

    told = kleinbach.get(path, order=leg.number).json()

    assert told["ways"][0]["lines"] == [f"Order {leg.number}: 7.92 EUR, {told['reference']}"]
    assert kleinbach.get(path, order=leg.number, language="de").json()["ways"][0]["lines"] == [
        f"Bestellung {leg.number}"
    ]
    assert kleinbach.get(path).json()["ways"] == []
    assert [row["number"] for row in kleinbach.get("/orders", q=told["reference"]).json()["items"]] == [leg.number]
    assert [row["number"] for row in kleinbach.get("/customers", q=told["reference"]).json()["items"]] == [bakery]
    assert kleinbach.get(path, order="NOSUCH22").status_code == 404


@pytest.mark.covers("BIL-3", "ORD-6", "ORD-14")
def test_instructions_for_an_order_that_is_paid_in_part_name_the_rest(kleinbach, bakery, cast):
    kleinbach.send("PATCH", METHODS, {"version": 0, "instructions": {"bank_transfer": {"en": "{amount}"}}})
    leg = buy(cast, "TLS", "One year", 2)
    part = Received(Money(2_000, "EUR"), PaidBy.BANK_TRANSFER, NOON.date(), "part")
    record_payment(leg_id=leg.pk, received=part, by=cast.karl, at=NOON)

    told = kleinbach.get(f"/accounts/{bakery}/payment-instructions", order=leg.number).json()
    (funding, _own) = kleinbach.get(f"/orders/{leg.number}/funding").json()

    assert told["ways"][0]["lines"] == ["3.56 EUR"]
    figures = [funding[name]["minor"] for name in ("needed", "available", "kept", "missing")]
    assert figures == [12_356, 12_000, 2_000, 356]


@pytest.mark.covers("BIL-3", "ORD-6", "ORD-14")
def test_of_two_orders_that_wait_the_later_one_is_told_what_the_first_leaves(kleinbach, bakery, cast):
    kleinbach.send("PATCH", METHODS, {"version": 0, "instructions": {"bank_transfer": {"en": "{amount}"}}})
    legs = [buy(cast, "TLS", "One year", 2) for _ in range(2)]

    path = f"/accounts/{bakery}/payment-instructions"
    told = [kleinbach.get(path, order=leg.number).json()["ways"][0]["lines"][0] for leg in legs]
    fundings = [kleinbach.get(f"/orders/{leg.number}/funding").json()[0] for leg in legs]

    assert told == ["23.56 EUR", "123.56 EUR"]
    figures = [[one[name]["minor"] for name in ("available", "claimed", "missing")] for one in fundings]
    assert figures == [[10_000, 0, 2_356], [0, 10_000, 12_356]]


@pytest.mark.covers("FUN-7")
def test_what_a_buyer_announced_is_confirmed_once(kleinbach, suedwind, reading, cast):
    told = announced(cast)
    (listed,) = kleinbach.get("/announcements").json()["items"]
    assert (listed["id"], listed["state"], listed["amount"]["minor"]) == (told.pk, "announced", 5_000)
    confirm, arrived = f"/announcements/{told.pk}/confirm", {"received_on": now().date().isoformat()}
    assert kleinbach.post(confirm, arrived).json()["code"] == "idempotency_key_needed"
    assert suedwind.post(confirm, arrived, key="s").status_code == 404
    assert reading.post(confirm, arrived, key="r").status_code == 403

    receipt = kleinbach.post(confirm, arrived, key="one")

    assert (receipt.status_code, receipt.json()["amount"]["minor"]) == (201, 5_000)
    assert kleinbach.post(confirm, arrived, key="one").json() == receipt.json()
    assert kleinbach.post(confirm, arrived, key="two").json()["code"] == "not_waiting"
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 15_000
    (over,) = kleinbach.get("/announcements", waiting=False).json()["items"]
    assert (over["receipt"], over["state"]) == (receipt.json()["number"], "confirmed")
    assert kleinbach.get(f"/announcements/{told.pk}").json() == over


@pytest.mark.covers("FUN-7")
def test_what_did_not_arrive_is_declined_with_a_reason(kleinbach, cast):
    decline = f"/announcements/{announced(cast).pk}/decline"
    assert kleinbach.post(decline, {"reason": " "}, key="a").json()["code"] == "reason_missing"

    done = kleinbach.post(decline, {"reason": "Not there"}, key="b").json()

    assert (done["state"], done["decline_reason"], done["receipt"]) == ("declined", "Not there", None)


@pytest.mark.covers("FUN-7")
def test_a_reseller_announces_to_its_own_seller_and_takes_it_back(kleinbach, reading, cast):
    assert kleinbach.post("/own-announcements", FIFTY).json()["code"] == "idempotency_key_needed"
    assert reading.post("/own-announcements", FIFTY, key="r").status_code == 403
    told = kleinbach.post("/own-announcements", FIFTY, key="one")
    assert told.status_code == 201, told.content
    assert kleinbach.get("/own-announcements").json()["items"] == [told.json()]
    with scoped(cast.nora.scope):
        row = Announcement.objects.get()
        assert (row.buyer_id, row.seller_id) == (cast.kleinbach, cast.nordlicht)
        assert Account.objects.get(pk=row.buyer_id).number
    assert kleinbach.get("/announcements").json()["items"] == []

    withdraw = f"/own-announcements/{told.json()['id']}/withdraw"
    assert kleinbach.post(withdraw, key="w").json()["state"] == "withdrawn"
    assert kleinbach.post(withdraw, key="v").json()["code"] == "not_waiting"


@pytest.mark.covers("FUN-7")
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"amount": {"minor": 5_000, "currency": "USD"}}, "no_wallet"),
        ({"amount": {"minor": 10**12 + 1, "currency": "EUR"}}, "amount_too_large"),
        ({"amount": {"minor": 0, "currency": "EUR"}}, "invalid"),
        ({"sent_on": "2099-01-01"}, "date_ahead"),
        ({"sent_on": "2020-01-01"}, "date_too_old"),
        ({"sent_on": "soon"}, "invalid"),
    ],
)
def test_a_wrong_announcement_is_refused_by_its_code(kleinbach, wrong, code):
    assert kleinbach.post("/own-announcements", FIFTY | wrong, key="x").json()["code"] == code
    assert kleinbach.get("/own-announcements").json()["items"] == []
