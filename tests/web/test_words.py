"""The storefront and the pages before the log-in speak every language that a portal can offer (USR-9, SHO-2)."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import translation
from django.utils.translation.template import templatize

from handsel.cli.demo.story import Cast
from handsel.identity.actor import system
from handsel.identity.links import issue_link
from handsel.identity.models import OneTimeLink, User
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from handsel.orders.status import SITUATIONS
from handsel.storefront.orders_seen import STATUS
from tests.storefront.visitors import words
from tests.web.test_portal_manners import change

PACKAGE = Path(settings.LOCALE_PATHS[0]).parent
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
OF_STAFF = {
    "web/templates/web/front.html",
    "web/doors.py",
    "web/percents.py",
    "web/places.py",
    "web/rates.py",
    "web/searches.py",
    "web/versioned_form.py",
}
"""What no customer reads, though it lies beside what they do: of the console, and of staff on a visit."""
BESIDES = (
    "accounts/addresses.py",
    "accounts/details.py",
    "accounts/phones.py",
    "accounts/postal.py",
    "accounts/sites.py",
    "accounts/tax_numbers.py",
    "catalog/asked.py",
    "console/templates/console/session/log_in.html",
    "deliveries/moves.py",
    "deliveries/refunding.py",
    "deliveries/rules.py",
    "gateways/charging.py",
    "gateways/confirming.py",
    "gateways/moves.py",
    "identity/forgotten.py",
    "identity/links.py",
    "identity/login.py",
    "identity/own_password.py",
    "identity/own_users.py",
    "identity/passkeys.py",
    "identity/people.py",
    "identity/profiles.py",
    "identity/proof.py",
    "identity/rules.py",
    "identity/second_factor.py",
    "identity/second_step.py",
    "identity/session_models.py",
    "identity/sessions.py",
    "identity/throttling.py",
    "ledger/announcing.py",
    "ledger/tellings.py",
    "orders/cart.py",
    "orders/filling.py",
    "orders/particulars.py",
    "orders/placement.py",
    "orders/repricing.py",
    "orders/rules.py",
    "orders/wanted.py",
    "orders/withdrawing.py",
    "signups/asking.py",
    "signups/carts.py",
    "signups/confirming.py",
    "signups/faults.py",
    "signups/reminding.py",
)
"""Where else the words of these pages stand: whoever adds one has it translated."""


def sources() -> list[str]:
    """Return where the words are that customers and people before the log-in read, by path."""
    found = [
        path for face in ("storefront", "web") for end in ("html", "py") for path in (PACKAGE / face).rglob(f"*.{end}")
    ]
    names = {path.relative_to(PACKAGE).as_posix() for path in found}
    return sorted({*names, *BESIDES} - OF_STAFF)


KEYWORDS: dict[str, Any] = {
    "gettext": None,
    "gettext_lazy": None,
    "_": None,
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
}


def asked_for() -> Iterator[tuple[str, str | None]]:
    """Yield each text of these pages with its context."""
    for name in sources():
        source = (PACKAGE / name).read_text()
        code = "\n".join(map(str.strip, templatize(source).splitlines())) if name.endswith(".html") else source
        for _line, found, _comments, context in extract("python", io.BytesIO(code.encode()), keywords=KEYWORDS):
            yield str(found if isinstance(found, str) else found[0]), context


def catalogue(language: str) -> Catalog:
    with (PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def forms_of(message: Message) -> list[str]:
    """Return the translation, for something counted in each of its forms."""
    return [message.string] if isinstance(message.string, str) else list(message.string)


def text_with_holes(message: Message) -> str:
    return message.id if isinstance(message.id, str) else " ".join(message.id)


def holes(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)s|%s|%%", text))


@pytest.mark.covers("USR-9")
def test_there_are_words_to_look_for():
    found = set(asked_for())
    assert ("Forgot password?", None) in found
    assert ("Password", "to log in") in found
    assert ("Hello %(name)s. Choose a password, and you can log in with %(email)s.", None) in found


@pytest.mark.covers("USR-9", "SHO-2")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_storefront_and_before_the_log_in_is_translated(language: str):
    known = catalogue(language)
    missing, changed = [], []
    for text, context in asked_for():
        message = known.get(text, context)
        if message is None or message.fuzzy or not all(forms_of(message)):
            missing.append(text)
        elif any(holes(form) - holes(text_with_holes(message)) for form in forms_of(message)) or (
            isinstance(message.id, str) and holes(forms_of(message)[0]) != holes(text)
        ):
            changed.append(text)
    assert missing == []
    assert changed == []


@pytest.mark.covers("SHO-2", "ORD-2")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_status_that_a_customer_reads_is_translated(language: str):
    read = {str(STATUS.get(one.name) or one.status) for one in SITUATIONS}
    known = catalogue(language)

    assert [status for status in sorted(read) if not (known.get(status) and known.get(status).string)] == []


@pytest.mark.covers("USR-9")
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_translated_is_what_the_program_reads(language: str):
    with translation.override(language):
        read = translation.gettext("Forgot password?")
    assert read == catalogue(language).get("Forgot password?").string
    assert read != "Forgot password?"


def browser(language: str = "") -> Client:
    client = Client(SERVER_NAME="kleinbach.localhost", SERVER_PORT="8000")
    if language:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


@pytest.mark.covers("USR-9")
def test_how_something_stands_is_nowhere_asked_for_as_the_state_of_a_country():
    bare = re.compile(r"""translate (["'])State\1 %|\b(_|gettext(_lazy)?)\("State"\)""")
    found = [path for end in ("html", "py") for path in PACKAGE.rglob(f"*.{end}") if bare.search(path.read_text())]

    assert [path.relative_to(PACKAGE).as_posix() for path in found] == ["web/place_form.py"]


@pytest.fixture
def polyglot(db: Any, cast: Cast) -> Cast:
    """Kleinbach offers every language there is, and Berta reads Arabic."""
    change(cast.karl, languages=["en", *LANGUAGES], language="en")
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        User.objects.filter(pk=cast.berta.user_id).update(language="ar")
    return cast


@pytest.mark.covers("USR-9")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_log_in_and_its_mistakes_are_in_the_language_that_was_chosen(polyglot: Cast, language: str):
    said = catalogue(language)
    for path in ("/log-in/", "/console/log-in/", "/forgot-password/", "/reset-password/made-up/"):
        page = browser(language).get(path).content.decode()
        assert f'lang="{language}" dir="{"rtl" if language in {"ar", "he"} else "ltr"}"' in page
        assert "Kleinbach" in page
        assert "--hs-brand:" in page
        assert "E-mail<" not in page or said.get("E-mail").string == "E-mail"
        assert f'name="language" value="{language}" lang="{language}" aria-current="true"' in page

    wrong = browser(language).post("/log-in/", {"email": "berta@bakery.example", "password": "wrong"})
    assert said.get("This e-mail address and password do not belong together.").string in words(wrong)
    empty = browser(language).post("/log-in/", {"email": "", "password": ""})
    assert "This field is required" not in words(empty)


@pytest.mark.covers("USR-9")
def test_the_page_behind_a_link_is_in_the_language_of_whose_it_is(polyglot: Cast):
    with transaction.atomic(), scoped(system(polyglot.kleinbach).scope):
        berta = User.objects.get(pk=polyglot.berta.user_id)
        secret = issue_link(user=berta, purpose=OneTimeLink.Purpose.RESET, at=now())
    page = f"/reset-password/{secret}/"

    assert 'lang="ar" dir="rtl"' in browser().get(page).content.decode()
    weak = browser().post(page, {"password": "short", "again": "short"})
    assert catalogue("ar").get("This password is too short: take ten characters or more.").string in words(weak)
    assert 'lang="de" dir="ltr"' in browser("de").get(page).content.decode()
