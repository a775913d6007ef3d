"""From password to second factor and in; what lies between opens nothing (USR-7)."""

import re

import pytest

from handsel.cli.demo.story import PASSWORD
from handsel.kernel import clock
from tests.identity.factors import code, secret_in, with_app
from tests.storefront.visitors import words
from tests.web.signing_in import KARL, browser, half_in, is_in

pytestmark = [pytest.mark.django_db, pytest.mark.covers("USR-7")]
SECOND = "/console/log-in/second/"


def test_a_password_alone_opens_nothing_where_there_is_an_app(cast):
    with_app(cast.karl)
    client = half_in()

    for path in ("/console/", "/console/customers/", "/console/security/", "/orders/", "/security/"):
        assert client.get(path).status_code == 302, path
    assert "second factor" in words(client.get(SECOND))
    assert client.post("/console/security/app/remove/", {"sure": "True"}).status_code == 302
    assert client.post("/proof/", {"proof-shown": PASSWORD}).status_code == 302
    assert not is_in(client)


def test_the_code_of_the_app_lets_in_where_one_wanted_to_go(cast):
    secret, _ = with_app(cast.karl)
    client = browser()
    client.post("/console/log-in/", KARL | {"next": "/console/customers/"})
    before = client.cookies["session"].value
    wrong = client.post(SECOND, {"code": "000000"})
    assert wrong.status_code == 403
    assert "This code is not right" in words(wrong)

    answer = client.post(SECOND, {"code": code(secret, clock.now())})

    assert answer["Location"] == "/console/customers/"
    assert client.cookies["session"].value != before
    assert "Password and app code" in words(client.get("/console/security/"))


def test_a_recovery_code_lets_in_once(cast):
    _, codes = with_app(cast.karl)
    assert half_in().post(SECOND, {"code": codes[0]}).status_code == 302

    assert half_in().post(SECOND, {"code": codes[0]}).status_code == 403


def test_who_is_not_half_in_begins_at_the_log_in(cast):
    assert browser().get(SECOND)["Location"] == "/console/log-in/"
    assert browser().post(SECOND, {"code": "123456"})["Location"] == "/console/log-in/"


def test_half_in_at_one_portal_is_nothing_at_another(cast):
    secret, _ = with_app(cast.karl)
    client = half_in()

    answer = client.post(SECOND, {"code": code(secret, clock.now())}, SERVER_NAME="nordlicht.localhost")

    assert answer.status_code == 404
    assert client.get("/console/security/", SERVER_NAME="nordlicht.localhost").status_code == 302


@pytest.mark.parametrize("answer", ["", "{}", "no json", '{"id": "x", "rawId": "eA"}', "[1]", "x" * 30_000])
def test_a_passkey_that_nobody_asked_for_or_knows_lets_nobody_in(cast, answer):
    client = browser()
    client.post("/passkey/options/")

    refused = client.post("/console/log-in/passkey/", {"answer": answer})

    assert refused.status_code == 403
    assert "Back to the log-in" in words(refused)
    assert not is_in(client)


def test_people_set_their_app_up_and_take_it_away_and_get_codes_once(karl):
    page = karl.get("/console/security/app/new/").content.decode()
    secret = secret_in(page)
    assert "data:image/svg+xml" in page
    assert karl.post("/console/security/app/new/", {"code": "12"}).status_code == 422
    shown = karl.post("/console/security/app/new/", {"code": code(secret, clock.now())})
    codes = re.findall(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b", shown.content.decode())
    assert len(codes) == 10
    home = words(karl.get("/console/security/"))
    assert "10 codes are left." in home
    assert codes[0] not in home

    assert "Those that you have" in words(karl.get("/console/security/recovery-codes/"))
    fresh = karl.post("/console/security/recovery-codes/", {"sure": "True"}).content.decode()
    assert codes[0] not in fresh
    assert "Its codes no longer" in words(karl.get("/console/security/app/remove/"))
    karl.post("/console/security/app/remove/", {"sure": "True"})
    assert "Recovery codes" not in words(karl.get("/console/security/"))


def test_customers_have_the_same(berta):
    secret = secret_in(berta.get("/security/app/new/").content.decode())
    assert berta.post("/security/app/new/", code=code(secret, clock.now())).status_code == 200
    berta.post("/log-out/")

    answer = berta.post("/log-in/", email="berta@bakery.example", password=PASSWORD)

    assert answer["Location"] == "/log-in/second/"
    assert berta.get("/log-in/second/").status_code == 200
    assert berta.post("/security/recovery-codes/", sure="True").status_code == 302
    assert berta.get("/security/app/remove/").status_code == 302


def test_a_portal_that_demands_a_second_factor_leads_its_staff_to_it(cast, karl):
    from handsel.accounts.portal_changes import change_settings  # noqa: PLC0415 - this one case
    from tests.cast import NOON  # noqa: PLC0415 - the same

    assert karl.get("/console/customers/").status_code == 200
    change_settings(changes={"staff_second_factor": "required"}, version=1, by=cast.karl, at=NOON)

    for path in ("/console/", "/console/customers/"):
        assert karl.get(path)["Location"] == "/console/security/"
    assert "asks for a second factor" in words(karl.get("/console/security/"))
    secret = secret_in(karl.get("/console/security/app/new/").content.decode())
    karl.post("/console/security/app/new/", {"code": code(secret, clock.now())})

    assert karl.get("/console/customers/").status_code == 200


def test_an_app_whose_secret_is_lost_with_the_key_is_said_to_be(cast, settings):
    secret, _ = with_app(cast.karl)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", []
    client = half_in()

    answer = client.post(SECOND, {"code": code(secret, clock.now())})

    assert answer.status_code == 503
    assert "Your app and your recovery codes cannot be checked any more. Use a passkey" in words(answer)
    assert not is_in(client)
