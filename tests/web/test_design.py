"""The small parts of every page (SHO-2)."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from handsel.kernel.money import Money
from handsel.web.icons import ICONS
from handsel.web.manners import prefer_dates
from handsel.web.templatetags.dates import day, moment
from handsel.web.templatetags.design import initials, number, sparkline
from handsel.web.templatetags.money import money
from handsel.web.templatetags.names import country_name, language_name

SOURCE = Path(__file__).resolve().parent.parent.parent / "handsel"
SPACE = "\u00a0"


@pytest.mark.parametrize(
    ("language", "amount", "text"),
    [
        ("en", Money(125050, "EUR"), "€1,250.50"),
        ("de", Money(125050, "EUR"), f"1.250,50{SPACE}€"),
        ("en", Money(1250, "JPY"), "¥1,250"),
        ("en", Money(1250, "KWD"), f"KWD{SPACE}1.250"),
    ],
)
def test_money_is_written_in_the_language_and_with_the_decimals_of_its_currency(language, amount, text):
    with translation.override(language):
        assert money(amount) == f'<bdi class="money">{text}</bdi>'


def test_money_below_zero_is_marked_and_no_money_is_a_dash():
    assert 'class="money hs-short"' in money(Money(-6490, "EUR"))
    assert "–" in money(None)
    assert money(1250, "EUR") == money(Money(1250, "EUR"))


@pytest.mark.parametrize(
    ("name", "letters"), [("Nora Lindqvist", "NL"), ("Bakery", "B"), ("Weber & Söhne", "WS"), ("", "?"), ("&", "?")]
)
def test_initials_are_the_first_and_the_last(name, letters):
    assert initials(name) == letters


def test_dates_are_written_as_the_reader_likes_them():
    prefer_dates("d.m.Y")
    assert day(date(2026, 11, 21)) == '<time datetime="2026-11-21">21.11.2026</time>'
    assert "21.11.2026, 20:30" in moment(datetime(2026, 11, 21, 20, 30, tzinfo=UTC))
    prefer_dates("")
    assert "21 Nov 2026" in day(date(2026, 11, 21))
    assert "–" in day(None)
    assert "–" in moment(None)


def test_numbers_have_their_thousands_marked():
    assert number(1284) == "1,284"


def test_a_line_of_two_values_is_no_line():
    assert sparkline([1, 2]) == ""
    assert "<polyline" in sparkline([2, 2, 2])


def test_an_icon_that_is_not_in_the_sprite_is_an_error():
    with pytest.raises(TemplateSyntaxError, match="no icon"):
        Template('{% load design %}{% icon "no-such-icon" %}').render(Context())


def test_every_icon_that_a_template_names_is_in_the_sprite():
    named = {
        name
        for template in SOURCE.rglob("templates/**/*.html")
        for name in re.findall(r'{%\s*icon\s+"([a-z0-9-]+)"', template.read_text())
        + re.findall(r'icon_name="([a-z0-9-]+)"', template.read_text())
    }
    assert named <= ICONS


def test_countries_and_languages_have_names_in_the_language_of_the_reader():
    assert (country_name("DE"), country_name(""), country_name("XY")) == ("Germany", "", "XY")
    assert (language_name("ar"), language_name("xx")) == ("Arabic", "Xx")
    with translation.override("fr"):
        assert (country_name("DE"), language_name("de")) == ("Allemagne", "Allemand")
