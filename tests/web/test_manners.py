"""Pages are written as their reader likes it (USR-1)."""

import pytest
from django.utils import translation

from handsel.identity.models import User
from handsel.kernel.isolation import scoped
from handsel.web.sign_in import LogInForm, PasswordForm
from tests.console.conftest import logged_in

pytestmark = pytest.mark.django_db


def test_numbers_and_dates_follow_the_person_who_reads(cast):
    with scoped(cast.karl.scope):
        User.objects.filter(pk=cast.karl.user_id).update(language="de", date_format="d.m.Y")
    karl = logged_in("kleinbach", "karl@kleinbach.example")

    page = karl.get("/console/accounts/1001/funds/").content.decode()

    assert '<html lang="de" dir="ltr"' in page
    assert "100,00\u00a0€" in page
    assert "02.11.2026" in page


def test_right_to_left_languages_turn_the_page(cast):
    with scoped(cast.karl.scope):
        User.objects.filter(pk=cast.karl.user_id).update(language="ar")
    karl = logged_in("kleinbach", "karl@kleinbach.example")

    page = karl.get("/console/").content.decode()

    assert '<html lang="ar" dir="rtl"' in page
    assert "tabler.rtl.min.css" in page


def test_one_readers_taste_does_not_stay_for_the_next(cast):
    with scoped(cast.karl.scope):
        User.objects.filter(pk=cast.karl.user_id).update(date_format="d.m.Y")
    logged_in("kleinbach", "karl@kleinbach.example").get("/console/accounts/1001/funds/")

    page = logged_in("kleinbach", "ruth@kleinbach.example").get("/console/accounts/1001/funds/").content.decode()

    assert "2026-11-02" in page
    assert "02.11.2026" not in page


@pytest.mark.parametrize(
    ("language", "words"), [("de", ("Reihenfolge", "Passwort")), ("ar", ("الترتيب", "كلمة المرور"))]
)
def test_no_word_of_the_framework_stands_between_ours(cast, language, words):
    with scoped(cast.karl.scope):
        User.objects.filter(pk=cast.karl.user_id).update(language=language)
    karl = logged_in("kleinbach", "karl@kleinbach.example")

    with translation.override(language):
        pages = karl.get("/console/orders/").content.decode() + str(LogInForm()) + str(PasswordForm())

    assert f'<html lang="{language}"' in pages
    assert [word for word in words if word in pages] == []
