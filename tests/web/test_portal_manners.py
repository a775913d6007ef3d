"""A portal's settings on the pages that everybody sees: dates, numbers, language, zone, logo in mails (SHO-4)."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation
from PIL import Image, ImageDraw

from handsel.accounts import logos
from handsel.accounts.models import Portal
from handsel.accounts.portal_changes import change_settings, upload_logo
from handsel.identity.actor import Actor
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.kernel.refusal import Invalid
from handsel.mail.branding import brand_of
from handsel.mail.composing import compose
from handsel.mail.kinds import BY_NAME
from handsel.mail.variables import samples_of
from handsel.web.amounts import typed_money
from handsel.web.manners import prefer_numbers
from handsel.web.plain_words import Block, Shape, blocks_of
from handsel.web.templatetags.design import number
from handsel.web.templatetags.money import money_text
from tests.cast import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.covers("SHO-4")]


def version_of(by: Actor) -> int:
    with transaction.atomic(), scoped(by.scope):
        return Portal.objects.get(seller_id=by.seller_id).version


def change(by: Actor, **changes: Any) -> None:
    change_settings(changes=changes, version=version_of(by), by=by, at=NOON)


def png(colour: str, *, size: tuple[int, int] = (60, 20), ground: str = "#00000000") -> bytes:
    picture = Image.new("RGBA", size, ground)
    ImageDraw.Draw(picture).ellipse((5, 5, size[0] - 5, size[1] - 5), fill=colour)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.fixture(autouse=True)
def the_marks_of_the_language() -> Any:
    yield
    prefer_numbers("")


@pytest.mark.parametrize(
    ("marks", "language", "amount", "count"),
    [
        ("", "en", "€1,234.50", "1,234,567"),
        (".,", "en", "€1.234,50", "1.234.567"),
        ("’.", "de", "1’234.50\u00a0€", "1’234’567"),
        (" ,", "en", "€1\u00a0234,50", "1\u00a0234\u00a0567"),
        (",.", "fr", "1,234.50\u00a0€", "1,234,567"),
    ],
)
def test_numbers_have_the_marks_of_the_portal(marks: str, language: str, amount: str, count: str):
    prefer_numbers(marks)

    with translation.override(language):
        assert money_text(Money(123_450, "EUR")) == amount
        assert number(1_234_567) == count


def test_amounts_are_typed_as_they_are_shown():
    prefer_numbers(".,")

    with translation.override("en"):
        assert typed_money("1.250,50", "EUR") == Money(125_050, "EUR")
        with pytest.raises(Invalid):
            typed_money("1250.50", "EUR")


def test_a_stranger_chooses_among_the_languages_on_offer(cast: Any):
    change(cast.karl, languages=["en", "nl"], language="en")
    stranger = Client(SERVER_NAME="kleinbach.localhost")
    assert 'lang="en"' in stranger.get("/").content.decode()

    answer = stranger.post("/language/", {"language": "nl", "next": "/log-in/"})

    assert answer.url == "/log-in/"
    assert '<html lang="nl"' in stranger.get("/").content.decode()
    stranger.post("/language/", {"language": "ar", "next": "https://elsewhere.example/"})
    assert '<html lang="en"' in stranger.get("/").content.decode()


def test_a_portal_with_one_language_offers_no_choice(cast: Any):
    change(cast.karl, languages=["en"], language="en")

    assert "hs-languages" not in Client(SERVER_NAME="kleinbach.localhost").get("/").content.decode()


@pytest.mark.parametrize(
    ("data", "ground"),
    [
        (png("#101820"), "light"),
        (png("#fdfdfd"), "dark"),
        (png("#e03131"), ""),
        (png("#101820", ground="#ffffff"), ""),
    ],
)
def test_a_logo_knows_on_which_ground_it_is_seen(data: bytes, ground: str):
    assert logos.draw_logo(data).logo.ground == ground


def test_nothing_of_the_file_but_the_picture_is_kept():
    picture = Image.new("RGB", (1200, 300), "#7f1d1d")
    out = io.BytesIO()
    picture.save(out, "JPEG", comment=b"secret words")

    drawn = logos.draw_logo(out.getvalue())

    assert b"secret" not in drawn.png
    assert (drawn.logo.width, drawn.logo.height) == (480, 120)


def test_an_empty_picture_is_refused():
    with pytest.raises(Invalid):
        logos.draw_logo(png("#00000000"))


@pytest.mark.covers("MAI-2")
def test_a_mail_shows_the_logo_and_leads_to_the_portal(cast: Any):
    upload_logo(data=png("#101820"), version=version_of(cast.karl), by=cast.karl, at=NOON)
    with transaction.atomic(), scoped(cast.karl.scope):
        brand = brand_of(cast.kleinbach)

    kind = BY_NAME["order_placed"]
    mail = compose(kind, language="en", brand=brand, values=samples_of(kind.variables))

    assert brand.logo_url.startswith("http://kleinbach.localhost:8000/logo/")
    assert f'src="{brand.logo_url}"' in mail.html
    assert 'alt="Kleinbach"' in mail.html


def test_a_sub_reseller_shows_no_logo_of_its_parent(cast: Any):
    upload_logo(data=png("#101820"), version=version_of(cast.nora), by=cast.nora, at=NOON)

    page = Client(SERVER_NAME="kleinbach.localhost").get("/log-in/").content.decode()

    assert "/logo/" not in page
    assert "Nordlicht" not in page


def test_times_are_told_in_the_zone_of_the_portal(cast: Any, client: Client):
    change(cast.karl, time_zone="Asia/Tokyo")
    change(cast.karl, tagline="At night")

    with translation.override("en"):
        logged_in = Client(SERVER_NAME="kleinbach.localhost")
        logged_in.post("/console/log-in/", {"email": "karl@kleinbach.example", "password": "four small tiers"})
        page = logged_in.get("/console/settings/history/").content.decode()

    assert datetime(2026, 11, 2, 12, tzinfo=UTC) == NOON
    assert "2026-11-02, 21:00" in page


def test_plain_words_have_headings_lists_and_paragraphs():
    text = "# Terms \nFirst\nline\n\n- one\n* two\nafter\n#\n"

    assert list(blocks_of(text)) == [
        Block(Shape.HEADING, ("Terms",)),
        Block(Shape.PARAGRAPH, ("First", "line")),
        Block(Shape.LIST, ("one", "two")),
        Block(Shape.PARAGRAPH, ("after",)),
    ]
