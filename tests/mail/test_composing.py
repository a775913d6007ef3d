"""Every mail in every language: complete, in one brand, safe whatever its values hold."""

from html.parser import HTMLParser

import pytest

from handsel.kernel.colour import contrast, rgb
from handsel.mail.branding import Brand
from handsel.mail.composing import compose
from handsel.mail.kinds import FUNDS_RECEIVED, KINDS, ORDER_PLACED, ORDER_TO_APPROVE, USER_WELCOME, Kind
from handsel.mail.template_language import TemplateRefused
from handsel.mail.variables import Manner, Type, Variable, samples_of, written
from handsel.mail.wording import LANGUAGES, choose_language, parse_wording

BRAND = Brand(
    name="Kleinbach IT",
    url="https://kleinbach.example/",
    colour="#0b7a75",
    tagline="IT next door",
    reply_to="hello@kleinbach.example",
    time_zone="Europe/Berlin",
)
EVERY_MAIL = [pytest.param(kind, language, id=f"{kind.name}-{language}") for kind in KINDS for language in LANGUAGES]


def values_of(kind: Kind, **changed: object) -> dict[str, object]:
    values = samples_of(kind.variables)
    del values["seller"]
    for path, value in changed.items():
        group, name = path.split("__")
        values[group] = {**values[group], name: value}
    return values


class Tags(HTMLParser):
    """Counts what is opened and closed, and collects where links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.seen: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        if tag not in {"meta", "img", "br"}:
            self.open.append(tag)
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.covers("MAI-1")
@pytest.mark.parametrize(("kind", "language"), EVERY_MAIL)
def test_every_mail_is_written_in_every_language(kind, language):
    mail = compose(kind, language=language, brand=BRAND, values=values_of(kind))

    tags = Tags(mail.html)
    assert tags.open == []
    assert f'lang="{language}" dir="ltr"' in mail.html
    assert mail.subject
    assert "\n" not in mail.subject
    assert "{{" not in mail.html + mail.text + mail.subject
    assert "%}" not in mail.html + mail.text + mail.subject
    assert "<" not in mail.text
    links = {link for link in tags.links if link.startswith("https") and "@" not in link}
    assert all(link in mail.text for link in links - {BRAND.url})  # the portal itself is named by its host


@pytest.mark.parametrize(("kind", "language"), EVERY_MAIL)
def test_a_mail_without_its_optional_values_has_no_holes(kind, language):
    values = values_of(kind)
    for variable in kind.variables:
        if isinstance(variable, Variable) and variable.optional:
            group, name = variable.path.split(".")
            del values[group][name]

    mail = compose(kind, language=language, brand=BRAND, values=values)

    assert "None" not in mail.text
    assert " ," not in mail.text
    assert "<td></td>" not in mail.html


@pytest.mark.covers("MAI-2")
@pytest.mark.parametrize(("kind", "language"), EVERY_MAIL)
def test_all_links_of_a_mail_lead_to_the_sellers_own_portal(kind, language):
    mail = compose(kind, language=language, brand=BRAND, values=values_of(kind))

    own = ("https://kleinbach.example/", "mailto:hello@kleinbach.example")
    assert all(link.startswith(own) for link in Tags(mail.html).links)
    assert "src=" not in mail.html
    assert "url(" not in mail.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_customer_is_called_cannot_write_the_mail(language):
    name = "Bakery</td><script>x</script>{{ link.url }}{% for a in b %}\r\nBcc: all@bakery.example"

    mail = compose(
        ORDER_TO_APPROVE, language=language, brand=BRAND, values=values_of(ORDER_TO_APPROVE, buyer__name=name)
    )

    assert "script" not in Tags(mail.html).seen
    assert "&lt;script&gt;x&lt;/script&gt;{{ link.url }}{% for a in b %}" in mail.html
    assert mail.subject.isprintable()


def test_a_value_cannot_leave_its_attribute():
    mean = 'https://kleinbach.example/" onmouseover="x'

    mail = compose(USER_WELCOME, language="en", brand=BRAND, values=values_of(USER_WELCOME, link__url=mean))

    assert 'onmouseover="' not in mail.html


def test_a_link_leads_to_a_page():
    with pytest.raises(ValueError, match="address of a page"):
        compose(
            USER_WELCOME, language="en", brand=BRAND, values=values_of(USER_WELCOME, link__url="javascript:alert(1)")
        )


def test_money_and_dates_are_written_as_the_language_writes_them():
    english, german = (
        compose(FUNDS_RECEIVED, language=language, brand=BRAND, values=values_of(FUNDS_RECEIVED)).text
        for language in ("en", "de")
    )

    assert "€612.50" in english
    assert "20 November 2026" in english
    assert "612,50 €" in german.replace("\xa0", " ")
    assert "20. November 2026" in german


def test_moments_are_told_in_the_portals_zone():
    mail = compose(USER_WELCOME, language="en", brand=BRAND, values=values_of(USER_WELCOME))

    assert "28 November 2026, 13:00 CET" in mail.text


@pytest.mark.parametrize(
    ("awaits_payment", "awaits_approval", "said"),
    [
        (True, True, "waits for your payment"),
        (False, True, "We look at it now"),
        (False, False, "is being carried out"),
    ],
)
def test_a_buyer_is_told_what_happens_next(awaits_payment, awaits_approval, said):
    values = values_of(ORDER_PLACED, order__awaits_payment=awaits_payment, order__awaits_approval=awaits_approval)

    assert said in compose(ORDER_PLACED, language="en", brand=BRAND, values=values).text


@pytest.mark.parametrize("changed", [{"order__total": 124.5}, {"order__number": None}, {"order__cost": "9"}])
def test_a_value_that_is_missing_wrong_or_unknown_is_a_mistake_of_the_program(changed):
    with pytest.raises(ValueError, match="order"):
        compose(ORDER_PLACED, language="en", brand=BRAND, values=values_of(ORDER_PLACED, **changed))


def test_long_texts_are_cut():
    variables = (Variable("note", Type.TEXT, "", ""),)

    assert len(written(variables, {"note": "x" * 5_000}, Manner("en", "UTC"))["note"]) == 1_000


@pytest.mark.parametrize(
    ("wishes", "language"),
    [(("de-AT", "en"), "de"), (("fr", "de"), "de"), (("", "xx"), "en"), (("en_US",), "en"), ((), "en")],
)
def test_the_language_falls_back_until_one_is_written(wishes, language):
    assert choose_language(*wishes) == language


def test_a_wording_has_a_subject_a_preview_and_a_body():
    with pytest.raises(TemplateRefused, match="Subject"):
        parse_wording("<p>Hello</p>", "order_placed")
    with pytest.raises(TemplateRefused, match=r"link\.url"):
        parse_wording("Subject: x\nPreview: y\n\n{{ link.url }}", "order_placed")


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#ffd400", "#0b7a75", "#4263eb", "#808080"])
def test_the_button_can_be_read_on_any_colour(colour):
    brand = Brand(name="K", url="https://k.example/", colour=colour)

    assert contrast(rgb(colour), rgb(brand.text_colour)) >= 4.5


def test_a_brand_knows_its_host_and_sender():
    brand = Brand(name="Klein & Bach", url="http://kleinbach.localhost:8000/")

    assert str(brand.sender) == "Klein & Bach <no-reply@kleinbach.localhost>"
    assert brand.link("/orders/1/") == "http://kleinbach.localhost:8000/orders/1/"
