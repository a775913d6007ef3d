"""Whose key sees what, and what a key may do (OPS-3, USR-8, safety T6)."""

import pytest
from django.db import transaction

from handsel.identity.keys import revoke_api_key
from handsel.identity.models import ApiKey
from handsel.kernel.isolation import scoped
from tests.api.calling import Program, program
from tests.api.test_funds import PAYMENT
from tests.api.test_orders import placed_by_berta, plan_of
from tests.cast import NOON, wallet

pytestmark = [pytest.mark.django_db, pytest.mark.covers("API-1", "OPS-3")]

NOWHERE = 999_999

CALLS = [
    ("GET", "/accounts/{number}", None),
    ("PATCH", "/accounts/{number}", {"version": 1, "phone": "+49 666"}),
    ("PUT", "/accounts/{number}/approval", {"required": False}),
    ("PUT", "/accounts/{number}/payment-method", {"method": "cash"}),
    ("PUT", "/accounts/{number}/price-list", {"price_list_id": None}),
    ("PUT", "/accounts/{number}/manager", {"manager_id": None}),
    ("GET", "/accounts/{number}/standing", None),
    ("POST", "/accounts/{number}/suspension", {"reason": "mine"}),
    ("DELETE", "/accounts/{number}/suspension?reason=mine", None),
    ("POST", "/accounts/{number}/deactivation", {"reason": "mine"}),
    ("DELETE", "/accounts/{number}/deactivation?reason=mine", None),
    ("POST", "/accounts/{number}/archive", {}),
    ("DELETE", "/accounts/{number}/archive", None),
    ("POST", "/bin/{number}/restoration", None),
    ("GET", "/accounts/{number}/tags", None),
    ("POST", "/accounts/{number}/tags", {"names": ["mine"]}),
    ("GET", "/customers/{number}/users", None),
    ("POST", "/customers/{number}/users", {"first_name": "E", "last_name": "V", "email": "e@v.example"}),
    ("POST", "/customers/{number}/users/{user}/activation-link", None),
    ("PATCH", "/customers/{number}/users/{user}", {"role": "buyer"}),
    ("DELETE", "/customers/{number}/users/{user}", None),
    ("POST", "/customers/{number}/users/{user}/password-reset", None),
    ("POST", "/customers/{number}/users/{user}/deactivation", None),
    ("POST", "/customers/{number}/users/{user}/activation", None),
    ("GET", "/customers/{number}/users/{user}", None),
    ("GET", "/accounts/{number}/wallets", None),
    ("GET", "/accounts/{number}/wallets/EUR/statement", None),
    ("GET", "/accounts/{number}/receipts", None),
    ("POST", "/accounts/{number}/receipts", PAYMENT),
    ("POST", "/accounts/{number}/receipts/{receipt}/reversal", {"reason": "mine"}),
    ("GET", "/accounts/{number}/timeline", None),
    ("GET", "/receipts/{alone}", None),
    ("GET", "/staff/{colleague}", None),
    ("PATCH", "/staff/{colleague}", {"role": "owner"}),
    ("DELETE", "/staff/{colleague}", None),
    ("POST", "/staff/{colleague}/deactivation", {}),
    ("DELETE", "/staff/{colleague}/deactivation", None),
    ("POST", "/staff/{colleague}/activation-link", None),
    ("POST", "/purchases/{order}/retry", None),
    ("GET", "/orders/{order}", None),
    ("POST", "/orders/{order}/approval", None),
    ("POST", "/orders/{order}/cancellation", {"reason": "mine"}),
    ("GET", "/purchases/{order}", None),
    ("POST", "/orders", {"buyer": "{number}", "lines": [{"plan_id": 1}]}),
]


@pytest.fixture
def apart(kleinbach, cast) -> dict[str, object]:
    """What is Kleinbach's alone: a customer with a number that Südwind has not, its receipt, its order."""
    for name in ("Abel", "Cora", "Dora"):
        number = kleinbach.post("/customers", {"contact_name": name, "email": f"{name}@example.com"}).json()["number"]
    receipt = kleinbach.post(f"/accounts/{number}/receipts", PAYMENT, key="setup").json()["number"]
    order = placed_by_berta(cast, plan_of(kleinbach))
    return {
        "number": number,
        "receipt": receipt,
        "alone": receipt,
        "order": order,
        "user": cast.berta.user_id,
        "colleague": cast.karl.user_id,
    }


NONE = {
    "number": NOWHERE,
    "receipt": NOWHERE,
    "alone": NOWHERE,
    "order": "NOSUCHNO",
    "user": NOWHERE,
    "colleague": NOWHERE,
}


def sent(by: Program, call: tuple[str, str, object], names: dict[str, object]):
    method, path, body = call
    for name, value in names.items():
        path = path.replace("{" + name + "}", str(value))
    if isinstance(body, dict) and body.get("buyer"):
        body = body | {"buyer": names["number"]}
    return by.send(method, path, body, key="probe" if method == "POST" else "")


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call[0]} {call[1]}")
def test_what_is_a_siblings_is_not_found_byte_for_byte_like_what_is_not_there(suedwind, apart, call):
    foreign, missing = sent(suedwind, call, apart), sent(suedwind, call, NONE)

    assert foreign.status_code == (422 if call[1] == "/orders" else 404)  # whom a field names is a fault of that field
    assert (foreign.content, foreign.headers["Content-Type"]) == (missing.content, missing.headers["Content-Type"])
    assert sorted(foreign.headers) == sorted(missing.headers)


@pytest.mark.parametrize("call", [call for call in CALLS if call[0] == "GET" and "purchases" not in call[1]])
def test_the_owner_of_the_same_things_finds_them(kleinbach, apart, bakery, call):
    if "users/{user}" in call[1]:
        apart["number"] = bakery

    assert sent(kleinbach, call, apart).status_code == 200


def test_a_key_of_another_portal_is_no_key_here(suedwind, kleinbach, bakery):
    at_kleinbach = suedwind.at("kleinbach")

    refused = at_kleinbach.get(f"/accounts/{bakery}")

    assert (refused.status_code, refused.json()["code"]) == (401, "unauthenticated")
    assert refused["WWW-Authenticate"] == "Bearer"
    assert refused.content == Program("kleinbach", "hsk_wrong").get(f"/accounts/{bakery}").content
    assert refused.content == Program("kleinbach", "").get(f"/accounts/{NOWHERE}").content
    assert kleinbach.get(f"/accounts/{bakery}").status_code == 200


def test_a_parents_key_opens_nothing_below_its_child(cast, apart):
    nordlicht = program(cast.nora, "nordlicht")

    assert nordlicht.get(f"/accounts/{apart['number']}").status_code == 404
    assert nordlicht.at("kleinbach").get("/customers").status_code == 401


def test_a_revoked_or_expired_key_is_no_key(kleinbach, cast):
    with transaction.atomic(), scoped(cast.karl.scope):
        key = ApiKey.objects.get(name="kleinbach owner")
    owner = type(cast.karl)(user_id=None, name="", seller_id=cast.kleinbach, role=None)
    assert kleinbach.get("/me").status_code == 200

    revoke_api_key(key_id=key.pk, by=owner, at=NOON)

    assert kleinbach.get("/me").status_code == 401


@pytest.mark.parametrize("call", [call for call in CALLS if call[0] != "GET"], ids=lambda call: f"{call[0]} {call[1]}")
def test_a_key_for_reading_only_writes_nothing(reading, apart, cast, call):
    if "users/{user}" in call[1]:
        apart["number"] = reading.get("/customers", q="brandt").json()["items"][0]["number"]

    refused = sent(reading, call, apart)

    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 1_584


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/customers", {"contact_name": "Eve", "email": "eve@example.com"}),
        ("/products", {"sku": "X", "name": "X", "category": "X", "plans": [
            {"name": "M", "currency": "EUR", "cost_minor": 1}]}),
    ],
)  # fmt: skip
def test_a_key_for_reading_only_adds_nothing(reading, path, body):
    refused = reading.post(path, body)

    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert reading.get(path).status_code == 200


def test_a_key_remembers_when_it_was_used(kleinbach, cast):
    kleinbach.get("/me")

    with transaction.atomic(), scoped(cast.karl.scope):
        assert ApiKey.objects.get(name="kleinbach owner").last_used_at is not None
