"""How an account pays, who can log in for it, and from where changes came, over the API (ORD-4, ACC-15, ACC-16)."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.covers("API-1")]


@pytest.mark.covers("ORD-4")
def test_the_payment_method_is_set_and_shown(kleinbach, bakery):
    answer = kleinbach.send("PUT", f"/accounts/{bakery}/payment-method", {"method": "bank_transfer"})

    assert (answer.status_code, answer.json()) == (200, {"method": "bank_transfer"})
    assert kleinbach.get(f"/accounts/{bakery}").json()["payment_method"] == "bank_transfer"
    refused = kleinbach.send("PUT", f"/accounts/{bakery}/payment-method", {"method": "card"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/method")


@pytest.mark.covers("ACC-16")
def test_the_timeline_tells_from_where_and_on_whose_behalf(kleinbach, bakery):
    kleinbach.send("PUT", f"/accounts/{bakery}/payment-method", {"method": "cash"})

    event = kleinbach.get(f"/accounts/{bakery}/timeline").json()["items"][0]

    assert (event["name"], event["by"]) == ("payment_method.changed", "kleinbach owner (API)")
    assert (event["way"], event["address"], event["on_behalf_of"]) == ("api", "127.0.0.1", None)


@pytest.mark.covers("ACC-15")
def test_an_account_tells_whether_anybody_can_log_in_for_it(kleinbach, bakery):
    added = kleinbach.post("/customers", {"contact_name": "Nobody", "email": "nobody@fjord.example"}).json()

    assert kleinbach.get(f"/accounts/{bakery}").json()["has_storefront_access"] is True
    assert added["has_storefront_access"] is False
