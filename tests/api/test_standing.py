"""Standing, tags, bin, price list and manager over the API (ACC-6 to ACC-9, CAT-2, MGR-1)."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from handsel.accounts.details import AccountDetails
from handsel.accounts.suspending import deactivate_account, suspend_account
from handsel.accounts.tree import add_customer
from handsel.catalog.models import PriceList
from handsel.kernel.isolation import scoped
from tests.api.test_orders import plan_of
from tests.cast import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.covers("API-1", "ACC-6", "ACC-7", "ACC-8", "ACC-9")]


def fresh(kleinbach, name="Fresh"):
    return kleinbach.post("/customers", {"company_name": name, "email": f"{name.lower()}@example.com"}).json()["number"]


def test_an_account_is_suspended_until_a_date_and_lifted(kleinbach, bakery):
    answer = kleinbach.post(
        f"/accounts/{bakery}/suspension", {"reason": "Late", "until": "2099-01-01T00:00:00Z"}, key="stop"
    )
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert {
        name: told[name] for name in ("own", "reason", "until", "effective", "whose", "may_order", "may_log_in")
    } == {
        "own": "suspended",
        "reason": "Late",
        "until": "2099-01-01T00:00:00Z",
        "effective": "suspended",
        "whose": "own",
        "may_order": False,
        "may_log_in": "own_data",
    }
    again = kleinbach.post(
        f"/accounts/{bakery}/suspension", {"reason": "Late", "until": "2099-01-01T00:00:00Z"}, key="stop"
    )
    assert again.content == answer.content
    assert kleinbach.get(f"/accounts/{bakery}").json()["status"] == "suspended"

    lifted = kleinbach.send("DELETE", f"/accounts/{bakery}/suspension?reason=Paid").json()
    assert (lifted["own"], lifted["may_order"]) == ("active", True)
    refused = kleinbach.send("DELETE", f"/accounts/{bakery}/suspension?reason=Paid")
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")


def test_an_account_is_deactivated_and_activated(kleinbach, bakery):
    assert kleinbach.post(f"/accounts/{bakery}/deactivation", {"reason": "Sold"}).json()["may_log_in"] == "none"
    assert kleinbach.get(f"/accounts/{bakery}/standing").json()["own"] == "inactive"
    assert kleinbach.send("DELETE", f"/accounts/{bakery}/deactivation?reason=Back").json()["own"] == "active"


def test_an_account_is_archived_and_taken_out_again(kleinbach):
    number = fresh(kleinbach)

    assert kleinbach.post(f"/accounts/{number}/archive", {}).json()["own"] == "archived"
    assert number not in [row["number"] for row in kleinbach.get("/customers").json()["items"]]
    assert kleinbach.send("DELETE", f"/accounts/{number}/archive").json()["own"] == "active"


def test_an_account_is_deleted_found_in_the_bin_and_restored(kleinbach, bakery):
    number = fresh(kleinbach)
    assert kleinbach.post("/bin", {"account": bakery}).json()["detail"].endswith("has traded; archive it instead.")

    gone = kleinbach.post("/bin", {"account": number, "reason": "Twice"}).json()
    assert gone["account"]["number"] == number
    assert [row["account"]["number"] for row in kleinbach.get("/bin").json()["items"]] == [number]
    assert kleinbach.post(f"/bin/{number}/restoration").json()["own"] == "active"
    assert kleinbach.get("/bin").json()["total"] == 0


@pytest.mark.parametrize(
    ("method", "path", "body", "pointer"),
    [
        ("POST", "suspension", {}, "/reason"),
        ("POST", "suspension", {"reason": " "}, "/reason"),
        ("POST", "suspension", {"reason": "x", "until": "2020-01-01T00:00:00Z"}, "/until"),
        ("POST", "suspension", {"reason": "x", "until": "2099-01-01T00:00:00"}, "/until"),
        ("POST", "tags", {"names": ["x" * 51]}, "/names"),
        ("POST", "tags", {"names": []}, "/names"),
        ("PUT", "price-list", {"price_list_id": 999_999}, "/price_list"),
        ("PUT", "manager", {"manager_id": 999_999}, "/manager"),
    ],
)
def test_what_is_wrong_is_pointed_to(kleinbach, bakery, method, path, body, pointer):
    refused = kleinbach.send(method, f"/accounts/{bakery}/{path}", body)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"].startswith(pointer)


def test_tags_are_made_put_on_renamed_merged_and_taken_off(kleinbach, bakery):
    tag = kleinbach.post("/tags", {"name": "VIP"}).json()
    assert kleinbach.post("/tags", {"name": "vip"}).json()["code"] == "tag_exists"
    assert kleinbach.post(f"/accounts/{bakery}/tags", {"names": ["vip", "New"]}).json()["tags"] == ["New", "VIP"]
    assert kleinbach.get(f"/accounts/{bakery}").json()["tags"] == ["New", "VIP"]
    listed = kleinbach.get("/tags").json()["items"]
    assert [(row["name"], row["accounts"]) for row in listed] == [("New", 1), ("VIP", 1)]

    assert kleinbach.send("PATCH", f"/tags/{tag['id']}", {"name": "Priority"}).json()["name"] == "Priority"
    kept = kleinbach.post(f"/tags/{tag['id']}/merge", {"into_id": listed[0]["id"]}).json()
    assert kleinbach.get(f"/accounts/{bakery}/tags").json()["tags"] == ["New"]
    assert kleinbach.send("DELETE", f"/accounts/{bakery}/tags/{kept['id']}").json()["tags"] == []
    assert kleinbach.send("DELETE", f"/tags/{kept['id']}").json()["name"] == "New"
    assert kleinbach.get("/tags").json()["total"] == 0


@pytest.mark.covers("OPS-3")
def test_the_tags_of_others_are_not_found(kleinbach, suedwind, bakery):
    tag = kleinbach.post("/tags", {"name": "VIP"}).json()["id"]

    for pk in (tag, 999_999, 10**30):
        assert suedwind.send("PATCH", f"/tags/{pk}", {"name": "Mine"}).status_code == 404
        assert suedwind.send("DELETE", f"/tags/{pk}").status_code == 404
        assert suedwind.post(f"/tags/{pk}/merge", {"into_id": 1}).status_code in {404, 422}
        assert suedwind.send("DELETE", f"/accounts/{bakery}/tags/{pk}").status_code == 404
    assert suedwind.get("/tags").json()["total"] == 0


@pytest.mark.covers("CAT-2", "MGR-1")
def test_price_list_and_manager_are_set(kleinbach, bakery, cast):
    with transaction.atomic(), scoped(cast.karl.scope):
        wholesale = PriceList.objects.create(seller_id=cast.kleinbach, name="Wholesale", markup_percent=5).pk

    assert kleinbach.send("PUT", f"/accounts/{bakery}/price-list", {"price_list_id": wholesale}).json() == {
        "price_list_id": wholesale
    }
    told = kleinbach.send("PUT", f"/accounts/{bakery}/manager", {"manager_id": cast.karl.user_id}).json()
    assert told["manager"]["id"] == cast.karl.user_id


@pytest.mark.covers("ORD-13")
def test_an_order_for_who_is_suspended_is_refused_with_the_reason(kleinbach, bakery, cast):
    plan = plan_of(kleinbach)
    suspend_account(account_id=cast.bakery, reason="Late", by=cast.karl, at=NOON)

    refused = kleinbach.post("/orders", {"buyer": bakery, "lines": [{"plan_id": plan, "quantity": 1}]}, key="order")

    assert (refused.status_code, refused.json()["code"]) == (409, "ordering_stopped")
    assert "lift the suspension first" in refused.json()["detail"]


def test_programs_of_an_inactive_reseller_are_out_and_those_of_a_suspended_one_are_not(kleinbach, cast):
    suspend_account(account_id=cast.kleinbach, reason="Owes us", by=cast.nora, at=NOON)
    assert kleinbach.get("/me").status_code == 200

    deactivate_account(account_id=cast.kleinbach, reason="Owes us", by=cast.nora, at=NOON)
    refused = kleinbach.get("/me")
    assert (refused.status_code, refused.json()["code"]) == (403, "account_closed")


def test_readers_change_nothing(reading, bakery):
    for method, path, body in (
        ("POST", f"/accounts/{bakery}/suspension", {"reason": "x"}),
        ("POST", f"/accounts/{bakery}/archive", {}),
        ("POST", "/bin", {"account": bakery}),
        ("POST", f"/accounts/{bakery}/tags", {"names": ["x"]}),
        ("POST", "/tags", {"name": "x"}),
        ("PUT", f"/accounts/{bakery}/price-list", {"price_list_id": None}),
        ("PUT", f"/accounts/{bakery}/manager", {"manager_id": None}),
    ):
        assert reading.send(method, path, body).json()["code"] == "forbidden", path


def test_a_list_takes_as_many_queries_for_five_rows_as_for_one(kleinbach):
    def queries(path: str) -> int:
        kleinbach.get("/me")
        with CaptureQueriesContext(connection) as asked:
            assert kleinbach.get(path).json()["total"] > 0
        return len(asked)

    counted = []
    for names in (("A",), ("B", "C", "D", "E")):
        for name in names:
            number = fresh(kleinbach, name)
            kleinbach.post(f"/accounts/{number}/tags", {"names": [name]})
            kleinbach.post("/bin", {"account": number})
        counted.append((queries("/bin"), queries("/tags")))
    assert counted[0] == counted[1]


@pytest.mark.covers("ACC-7")
def test_inactive_accounts_and_likely_duplicates_are_listed(kleinbach, cast):
    for name in ("Twin A", "Twin B", "Twin C"):
        details = AccountDetails(company_name=name, email="twin@example.com")
        add_customer(details=details, by=cast.karl, at=NOON - timedelta(days=2_000))

    quiet = kleinbach.get("/accounts/inactive", months=24, size=2).json()
    assert (quiet["total"], len(quiet["items"]), quiet["items"][0]["can_be_deleted"]) == (3, 2, True)
    assert quiet["next"].endswith("page=2")
    pairs = kleinbach.get("/accounts/duplicates").json()
    assert [(row["second"]["name"], row["reasons"]) for row in pairs["items"]] == [
        ("Twin B", ["email"]),
        ("Twin C", ["email"]),
    ]
    assert kleinbach.get("/accounts/inactive", months=0).status_code == 422
