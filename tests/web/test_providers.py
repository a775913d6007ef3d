"""Signing in through an outside provider: a real one, and one that misbehaves (USR-7)."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import transaction
from django.test import Client

from handsel.cli.demo.story import Cast
from handsel.identity.models import Seat, User
from handsel.identity.provider_models import ProviderLink, SignInProvider
from handsel.identity.providers import ProviderDetails, add_provider, change_provider, remove_provider
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from tests.cast import NOON
from tests.console.conftest import logged_in
from tests.identity.factors import with_app
from tests.identity.outside import Outside, provider_running
from tests.identity.provider_server import CLIENT, SECRET
from tests.identity.test_second_factor import owner_of
from tests.storefront.visitors import words
from tests.web.signing_in import browser, is_in

pytestmark = [pytest.mark.django_db, pytest.mark.covers("USR-7")]


@pytest.fixture(scope="module")
def running() -> Iterator[Outside]:
    with provider_running() as outside:
        yield outside


@pytest.fixture
def outside(running: Outside, settings: Any) -> Outside:
    settings.HANDSEL_OUTGOING_LOCAL = True
    running.behave()
    return running


def details(outside: Outside, **other: Any) -> ProviderDetails:
    usual = {"name": "Works", "issuer": outside.issuer, "client_id": CLIENT, "secret": SECRET}
    return ProviderDetails(**(usual | {"for_console": True, "for_storefront": False} | other))


@pytest.fixture
def provider(cast: Cast, outside: Outside) -> SignInProvider:
    return add_provider(details=details(outside), by=owner_of(cast.kleinbach), at=NOON)


def come_back(outside: Outside, provider: SignInProvider, client: Client | None = None) -> tuple[Client, Any]:
    """Go through the provider, and return the browser with the answer of the portal."""
    client = client or browser()
    sent = client.get(f"/console/log-in/through/{provider.pk}/?next=/console/customers/")
    assert sent.status_code == 302, sent.content.decode()
    back = urlsplit(outside.agree(sent["Location"]))
    return client, client.get(f"{back.path}?{back.query}")


def links(cast: Cast) -> list[tuple[int, str]]:
    with transaction.atomic(), scoped(cast.karl.scope):
        return list(ProviderLink.objects.values_list("user_id", "subject"))


def test_a_known_person_comes_in_through_the_provider(cast, outside, provider):
    assert "Log in with Works" in words(browser().get("/console/log-in/"))
    assert "Works" not in words(browser().get("/log-in/"))

    client, answer = come_back(outside, provider)

    assert answer["Location"] == "/console/customers/"
    assert "Sign-in provider" in words(client.get("/console/security/"))
    assert links(cast) == [(cast.karl.user_id, "42")]


def test_the_browser_is_asked_with_all_that_protects_the_way_back(outside, provider):
    address = urlsplit(browser().get(f"/console/log-in/through/{provider.pk}/")["Location"])
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}

    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://kleinbach.localhost/sign-in/callback/"


@pytest.mark.parametrize(
    ("misbehave", "status"),
    [
        *((how, 502) for how in ("wrong nonce", "wrong audience", "two audiences", "expired", "from the future")),
        ("other issuer", 502),
        *((how, 502) for how in ("no subject", "alg none", "other key", "signed with our secret")),
        ("unverified", 403),
        ("verified in words", 403),
        ("wrong state", 403),
        ("denied", 403),
    ],
)
def test_a_provider_that_misbehaves_lets_nobody_in(cast, outside, provider, misbehave, status):
    outside.behave(misbehave)

    client, answer = come_back(outside, provider)

    assert answer.status_code == status
    assert "Back to the log-in" in words(answer)
    assert not is_in(client)
    assert links(cast) == []


@pytest.mark.parametrize("misbehave", ["other issuer in discovery", "redirects", "endless"])
def test_a_provider_that_is_not_who_it_says_is_not_even_gone_to(outside, provider, misbehave):
    outside.behave(misbehave)

    answer = browser().get(f"/console/log-in/through/{provider.pk}/")

    assert answer.status_code == 502
    assert "Back to the log-in" in words(answer)


@pytest.mark.parametrize(
    "person",
    [
        {"email": "stranger@kleinbach.example"},
        {"email": "nora@nordlicht.example"},  # of another portal
        {"email": "berta@bakery.example"},  # of the other face
        {"email": ""},
        {"email": None},
        {"email": ["karl@kleinbach.example"]},
    ],
)
def test_who_is_not_known_here_is_not_let_in_and_does_not_become_known(cast, outside, provider, person):
    with transaction.atomic(), scoped(cast.karl.scope):
        before = User.objects.count()
    outside.behave(**person)

    client, answer = come_back(outside, provider)

    assert answer.status_code == 403
    assert not is_in(client)
    with transaction.atomic(), scoped(cast.karl.scope):
        assert User.objects.count() == before


def test_another_address_at_the_provider_moves_no_link(cast, outside, provider):
    come_back(outside, provider)
    outside.behave(email="ruth@kleinbach.example")

    client, _ = come_back(outside, provider)

    assert "karl@kleinbach.example" in client.get("/console/security/").content.decode()
    assert links(cast) == [(cast.karl.user_id, "42")]


def test_another_person_there_does_not_take_over_who_is_linked(cast, outside, provider):
    come_back(outside, provider)
    outside.behave(sub="43")

    _, answer = come_back(outside, provider)

    assert answer.status_code == 403
    assert links(cast) == [(cast.karl.user_id, "42")]


def test_a_second_factor_is_asked_for_all_the_same(cast, outside, provider):
    with_app(cast.karl)

    client, answer = come_back(outside, provider)

    assert answer["Location"] == "/console/log-in/second/"
    assert not is_in(client)


def test_an_answer_fits_the_browser_that_asked_and_once(outside, provider):
    client = browser()
    back = urlsplit(outside.agree(client.get(f"/console/log-in/through/{provider.pk}/")["Location"]))
    way_back = f"{back.path}?{back.query}"

    assert browser().get(way_back).status_code == 403
    assert browser("nordlicht").get(way_back).status_code == 403
    assert client.get(way_back).status_code == 302
    assert client.get(way_back).status_code == 403


def test_domains_and_first_links_are_as_the_owner_set_them(cast, outside, provider):
    klara = owner_of(cast.kleinbach)
    for other in ({"domains": ["elsewhere.example"]}, {"links_by_email": False}):
        change_provider(provider_id=provider.pk, details=details(outside, **other), by=klara, at=NOON)
        assert come_back(outside, provider)[1].status_code == 403
    change_provider(
        provider_id=provider.pk, details=details(outside, domains=["@Kleinbach.example"], secret=""), by=klara, at=NOON
    )

    assert come_back(outside, provider)[1].status_code == 302


def test_the_secret_is_sealed_and_only_owners_set_providers(cast, outside, provider):
    assert SECRET not in provider.sealed_secret
    for by in (cast.karl, cast.ruth, cast.berta):
        with pytest.raises(Forbidden):
            add_provider(details=details(outside, name="Mine"), by=by, at=NOON)
    for by in (cast.nora, cast.sven):
        with pytest.raises((Forbidden, SignInProvider.DoesNotExist)):
            remove_provider(provider_id=provider.pk, by=by, at=NOON)


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"name": ""}, "name"),
        ({"issuer": "ftp://x.example"}, "issuer"),
        ({"issuer": "https://x.example/?q"}, "issuer"),
        ({"issuer": "https://[bad"}, "issuer"),
        ({"client_id": " "}, "client_id"),
        ({"secret": ""}, "secret"),
        ({"domains": ["no domain"]}, "domains"),
        ({"for_console": False}, "for_console"),
    ],
)
def test_what_is_wrong_with_a_provider_is_named_by_field(cast, outside, other, field):
    with pytest.raises(Invalid) as refused:
        add_provider(details=details(outside, **other), by=owner_of(cast.kleinbach), at=NOON)
    assert set(refused.value.fields) == {field}


def test_an_owner_sets_a_provider_in_settings_and_never_sees_its_secret_again(cast, outside):
    with transaction.atomic(), scoped(cast.karl.scope):
        owner = Seat.objects.select_related("user").get(role=Role.OWNER).user
    klara = logged_in("kleinbach", owner.email)
    home = "/console/settings/providers/"
    assert "No providers yet" in words(klara.get(home))
    assert klara.get(f"{home}new/").status_code == 200
    typed = {"name": "Works", "issuer": outside.issuer, "client_id": CLIENT, "secret": SECRET, "for_console": "on"}
    assert klara.post(f"{home}new/", typed | {"issuer": "nonsense"}).status_code == 422
    assert klara.post(f"{home}new/", typed).status_code == 302
    with transaction.atomic(), scoped(cast.karl.scope):
        provider = SignInProvider.objects.get()

    for page in (home, f"{home}{provider.pk}/"):
        assert SECRET not in klara.get(page).content.decode()
    assert (
        klara.post(f"{home}{provider.pk}/", typed | {"secret": "", "domains": "a.example, b.example"}).status_code
        == 302
    )
    assert "a.example, b.example" in words(klara.get(home))
    assert "Remove Works?" in words(klara.get(f"{home}{provider.pk}/remove/"))
    assert klara.post(f"{home}{provider.pk}/remove/", {"sure": "True"}).status_code == 302
    assert "No providers yet" in words(klara.get(home))


def test_others_see_who_vouches_and_change_nothing(karl):
    assert "Add a provider" in words(karl.get("/console/settings/providers/"))
    assert karl.get("/console/settings/providers/new/").status_code == 403
