"""Settings of the portal, screen by screen (SHO-4)."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.console.counting import queries_of

pytestmark = pytest.mark.django_db

BRAND, FORMATS, TRADE = "/console/settings/", "/console/settings/formats/", "/console/settings/trade/"
DOMAINS, TERMS, HISTORY = "/console/settings/domains/", "/console/settings/terms/", "/console/settings/history/"
SURE = {"sure": "yes"}
SCREENS = (BRAND, FORMATS, TRADE, DOMAINS, TERMS, HISTORY)


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def typed(client: Client, path: str, **changes: Any) -> dict[str, Any]:
    """Return what a browser sends of the form at `path` after `changes`."""
    form = client.get(path).context["form"]
    sent = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    return sent | changes


def logo(colour: str = "#123456", size: tuple[int, int] = (300, 90), kind: str = "PNG") -> SimpleUploadedFile:
    out = io.BytesIO()
    picture = Image.new("RGBA", size)
    picture.paste(colour, (10, 10, size[0] - 10, size[1] - 10))
    picture.convert("RGB" if kind == "JPEG" else "RGBA").save(out, kind)
    return SimpleUploadedFile("logo.bin", out.getvalue())


def upload(client: Client, file: SimpleUploadedFile) -> Any:
    version = client.get(BRAND).context["form"].portal.version
    return client.post(f"{BRAND}logo/", {"logo": file, "version": version})


@pytest.mark.covers("SHO-4")
@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_opens_for_whoever_may_change_and_for_whoever_may_not(karl: Client, ruth: Client, screen: str):
    for client in (karl, ruth):
        assert client.get(screen).status_code == 200


@pytest.mark.covers("SHO-4")
def test_an_inherited_value_is_shown_with_where_it_comes_from_and_never_by_the_name_above(nora: Client, karl: Client):
    nora.post(FORMATS, typed(nora, FORMATS, time_zone_mode="own", time_zone="Europe/Lisbon"))

    karl.post(FORMATS, typed(karl, FORMATS, time_zone_mode="inherited"))

    shown = page(karl, FORMATS)
    assert "Europe/Lisbon" in shown
    assert "from your provider" in shown
    assert "Nordlicht" not in shown


@pytest.mark.covers("SHO-4")
def test_an_own_value_is_kept_and_given_back(karl: Client):
    karl.post(FORMATS, typed(karl, FORMATS, language_mode="own", language="nl"))
    assert 'lang="nl"' in page(Client(SERVER_NAME="kleinbach.localhost"), "/")

    karl.post(FORMATS, typed(karl, FORMATS, language_mode="inherited"))

    assert client_form(karl).portal.language is None


def client_form(client: Client) -> Any:
    return client.get(FORMATS).context["form"]


@pytest.mark.covers("SHO-4")
def test_a_locked_setting_is_greyed_below_with_the_reason(nora: Client, karl: Client):
    nora.post(
        TRADE, typed(nora, TRADE, mandatory_fields_mode="own", mandatory_fields=["phone"], mandatory_fields_lock="on")
    )

    shown = page(karl, TRADE)

    assert "Your provider has locked this setting." in shown
    assert 'name="mandatory_fields_mode"' not in shown
    assert 'name="currencies_mode"' in shown


@pytest.mark.covers("SHO-4")
def test_only_who_has_resellers_below_is_asked_about_locks(nora: Client, karl: Client):
    assert 'name="colour_lock"' in page(nora, BRAND)
    assert 'name="colour_lock"' not in page(karl, BRAND)


@pytest.mark.covers("SHO-4")
def test_what_is_wrong_stands_beside_its_field(karl: Client):
    answer = karl.post(BRAND, typed(karl, BRAND, title=" ", email="nowhere"))

    assert answer.status_code == 422
    assert "Enter a full e-mail address" in karl.post(BRAND, typed(karl, BRAND, email="nowhere")).content.decode()


@pytest.mark.covers("SHO-4")
def test_readers_see_and_cannot_save(ruth: Client):
    assert "Only owners and managers change the settings." in page(ruth, BRAND)
    assert ruth.post(BRAND, typed(ruth, BRAND, title="Mine")).status_code == 403
    assert ruth.post(f"{DOMAINS}new/", {"host": "shop.example.com"}).status_code == 403
    assert ruth.post(TERMS, {"text": "None.", "version": 0}).status_code == 403
    assert upload(ruth, logo()).status_code == 403


@pytest.mark.covers("SHO-4")
def test_two_people_at_once_see_both_values_and_lose_nothing(karl: Client):
    mine = typed(karl, BRAND, tagline="Mine")
    karl.post(BRAND, typed(karl, BRAND, tagline="Theirs", email="theirs@kleinbach.example"))

    answer = karl.post(BRAND, mine)

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Mine"' in shown
    assert "Saved meanwhile: Theirs" in shown
    # What only the other changed is taken over.
    assert 'value="theirs@kleinbach.example"' in shown

    again = {field.html_name: field.value() for field in answer.context["form"] if field.value() not in (None, False)}
    karl.post(BRAND, again)
    saved = karl.get(BRAND).context["form"].portal
    assert (saved.tagline, saved.email) == ("Mine", "theirs@kleinbach.example")


@pytest.mark.covers("SHO-4", "USR-9")
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_stands_in_place_of_the_name_on_every_face(karl: Client, kind: str):
    assert upload(karl, logo(kind=kind)).status_code == 302

    for path in ("/console/", "/", "/log-in/", "/console/log-in/"):
        assert 'alt="Kleinbach"' in page(karl, path), path
    path = karl.get(BRAND).wsgi_request.portal.logo.path
    picture = Client(SERVER_NAME="kleinbach.localhost").get(path)
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
    assert Image.open(io.BytesIO(picture.content)).size <= (480, 120)
    # It is this portal's alone.
    assert Client(SERVER_NAME="nordlicht.localhost").get(path).status_code == 404
    assert Client(SERVER_NAME="kleinbach.localhost").get("/logo/nothing.png").status_code == 404


@pytest.mark.covers("SHO-4")
@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("a.png", b"<svg onload=alert(1)>"), "upload a PNG"),
        (SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 100), "upload a PNG"),
        (SimpleUploadedFile("a.png", b"x" * (1024 * 1024 + 1)), "at most 1 MB"),
        (logo(size=(4001, 30)), "at most 4,000"),
        (SimpleUploadedFile("a.png", b""), "empty"),
    ],
    ids=["svg", "broken", "heavy", "wide", "empty"],
)
def test_what_is_no_picture_is_refused_beside_the_field(karl: Client, file: SimpleUploadedFile, said: str):
    file.seek(0)
    answer = upload(karl, file)

    assert answer.status_code == 422
    assert said in answer.content.decode()


@pytest.mark.covers("SHO-4")
def test_a_logo_is_removed_and_the_name_stands_there_again(karl: Client):
    upload(karl, logo())
    karl.get(f"{BRAND}logo/remove/")

    karl.post(f"{BRAND}logo/remove/", SURE)

    assert 'class="hs-brand-name">Kleinbach' in page(karl, "/console/")


@pytest.mark.covers("SHO-4")
def test_the_history_tells_each_change_with_both_values_in_words(karl: Client):
    karl.post(FORMATS, typed(karl, FORMATS, language_mode="own", language="fr"))

    shown = page(karl, HISTORY)

    assert "Default language" in shown
    assert "French" in shown
    assert "Karl" in shown


@pytest.mark.parametrize("times", [1, 4])
def test_the_history_needs_the_same_queries_however_long_it_is(karl: Client, times: int):
    for turn in range(times):
        karl.post(BRAND, typed(karl, BRAND, tagline=f"Turn {turn}"))
    queries_of(karl, HISTORY)
    assert queries_of(karl, HISTORY) == 10


def test_an_unknown_screen_is_not_found(karl: Client):
    assert karl.get("/console/settings/magic/").status_code == 404
