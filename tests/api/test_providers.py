"""Sign-in providers over the API, as in Settings: set by owners' keys, and never with a secret (USR-7)."""

from dataclasses import replace

import pytest
from django.db import transaction

from handsel.identity.keys import Reach, make_api_key
from handsel.identity.provider_models import ProviderLink, SignInProvider
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.kernel.sealing import unseal
from handsel.timeline.models import Event
from tests.api.calling import Program
from tests.api.test_lists import queries
from tests.api.test_scopes import key
from tests.cast import NOON
from tests.identity.factors import with_app

pytestmark = [pytest.mark.django_db, pytest.mark.covers("USR-7", "API-1")]
HOME = "/settings/sign-in-providers"
WORKS = {"name": "Works", "issuer": "https://login.works.example", "client_id": "handsel", "secret": "of Works"}


@pytest.fixture
def owner(cast) -> Program:
    return key(cast, "sign_in:write", name="Owner")


def kept(cast) -> list[SignInProvider]:
    with transaction.atomic(), scoped(cast.karl.scope):
        return list(SignInProvider.objects.order_by("pk"))


def secret_of(provider: SignInProvider) -> str:
    return unseal(provider.sealed_secret, purpose="sign-in provider")


def test_a_provider_is_added_listed_changed_and_removed_and_its_secret_never_told(owner, cast):
    added = owner.post(HOME, WORKS | {"domains": ["@Works.example"]})
    assert added.status_code == 201
    one = added.json()
    assert (one["name"], one["domains"], one["for_console"], one["for_storefront"]) == (
        "Works",
        ["works.example"],
        True,
        False,
    )
    assert one["callback"] == "http://kleinbach.localhost/sign-in/callback/"
    assert owner.get(HOME).json() == [one]
    assert owner.get(f"{HOME}/{one['id']}").json() == one

    changed = owner.send("PATCH", f"{HOME}/{one['id']}", {"for_storefront": True})
    assert changed.json() == one | {"for_storefront": True}
    assert secret_of(kept(cast)[0]) == "of Works"
    owner.send("PATCH", f"{HOME}/{one['id']}", {"secret": "a new one"})
    assert secret_of(kept(cast)[0]) == "a new one"

    answers = [added, changed, owner.get(HOME), owner.send("DELETE", f"{HOME}/{one['id']}")]
    assert answers[-1].json()["name"] == "Works"
    assert kept(cast) == []
    assert not any("of Works" in answer.content.decode() or "sealed" in answer.content.decode() for answer in answers)
    with transaction.atomic(), scoped(cast.karl.scope):
        names = list(Event.objects.filter(name__startswith="sign_in_provider.").order_by("pk").values_list("name"))
    assert [name.partition(".")[2] for (name,) in names] == ["added", "changed", "changed", "removed"]


def test_another_issuer_needs_its_secret_and_unlinks_everybody(owner, cast):
    pk = owner.post(HOME, WORKS).json()["id"]
    with transaction.atomic(), scoped(cast.karl.scope):
        ProviderLink.objects.create(
            seller_id=cast.kleinbach, provider_id=pk, user_id=cast.karl.user_id, subject="42", created_at=NOON
        )
    other = {"issuer": "https://login.other.example"}

    refused = owner.send("PATCH", f"{HOME}/{pk}", other)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/secret")
    assert owner.send("PATCH", f"{HOME}/{pk}", other | {"secret": "of the other"}).status_code == 200

    with transaction.atomic(), scoped(cast.karl.scope):
        assert not ProviderLink.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"name": " "}, "/name"),
        ({"issuer": "http://login.works.example"}, "/issuer"),
        ({"client_id": ""}, "/client_id"),
        ({"secret": ""}, "/secret"),
        ({"domains": ["no domain"]}, "/domains"),
        ({"for_console": False}, "/for_console"),
        ({"sealed_secret": "x"}, "/sealed_secret"),
    ],
)
def test_what_is_wrong_is_named_and_leaves_nothing(owner, cast, wrong, pointer):
    answer = owner.post(HOME, WORKS | wrong)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert kept(cast) == []


def test_a_call_is_done_once_for_each_key(owner, cast):
    first, again = (owner.post(HOME, WORKS, key="provider-1") for _ in range(2))

    assert again.content == first.content
    assert len(kept(cast)) == 1


def test_it_takes_the_scope_that_no_key_has_unasked_and_the_role(owner, cast):
    pk = owner.post(HOME, WORKS).json()["id"]
    usual, reader = key(cast, "settings:write", "keys:write"), key(cast, "sign_in:read", name="Reader")
    manager = key(cast, "sign_in:write", name="Manager", role=Role.MANAGER)

    assert usual.get(HOME).json()["code"] == "scope_missing"
    assert reader.get(HOME).status_code == 200
    assert reader.post(HOME, WORKS).json()["code"] == "scope_missing"
    for method, path in (("POST", HOME), ("PATCH", f"{HOME}/{pk}"), ("DELETE", f"{HOME}/{pk}")):
        body = WORKS | {"name": "Mine"} if method == "POST" else {"name": "Mine"} if method == "PATCH" else None
        assert manager.send(method, path, body).json()["code"] == "forbidden"
    assert [provider.name for provider in kept(cast)] == ["Works"]


def test_a_sibling_finds_none_of_them(owner, cast):
    pk = owner.post(HOME, WORKS).json()["id"]
    reach = Reach(Role.OWNER, ["sign_in:write"])
    owner_there = replace(cast.sven, role=Role.OWNER)
    stranger = Program("suedwind", make_api_key(name="Stranger", reach=reach, by=owner_there, at=NOON)[1])

    assert stranger.get(HOME).json() == []
    for method, body in (("GET", None), ("PATCH", {"name": "Mine"}), ("DELETE", None)):
        theirs, nobodys = (stranger.send(method, f"{HOME}/{one}", body) for one in (pk, 999_999))
        assert (theirs.status_code, theirs.content) == (404, nobodys.content)


def test_the_list_of_staff_says_who_has_a_second_factor(kleinbach, cast):
    with_app(cast.karl)

    told = {one["name"]: one["has_second_factor"] for one in kleinbach.get("/staff").json()["items"]}

    assert told["Karl Kaufmann"] is True
    assert told["Ruth Reader"] is False
    assert kleinbach.get(f"/staff/{cast.karl.user_id}").json()["has_second_factor"] is True


def test_the_list_costs_the_same_for_five_as_for_one(owner):
    owner.post(HOME, WORKS)
    one = queries(owner, HOME)
    for number in range(4):
        owner.post(HOME, WORKS | {"name": f"Works {number}"})

    assert (one[0], queries(owner, HOME)) == (1, (5, one[1]))
