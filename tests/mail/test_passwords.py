"""The mails of a forgotten and of a changed password, in brand and language (USR-3, MAI-1)."""

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast
from handsel.identity.actor import system
from handsel.identity.deactivation import deactivate_user
from handsel.identity.forgotten import send_reset_link
from handsel.identity.links import owner_of_link
from handsel.identity.models import OneTimeLink, User
from handsel.identity.resetting import reset_password
from handsel.identity.second_factor import reset_second_factor
from handsel.kernel.isolation import scoped
from handsel.mail.kinds import BY_NAME
from handsel.mail.models import Message
from handsel.mail.queries import as_seen
from handsel.timeline.origin import Origin, Way
from tests.cast import NOON
from tests.identity.factors import with_app
from tests.mail.reading import mails, read_all

pytestmark = pytest.mark.django_db


def new_mails(cast: Cast) -> list[Message]:
    before = {mail.pk for mail in mails(cast.kleinbach)}
    read_all(NOON)
    return [mail for mail in mails(cast.kleinbach) if mail.pk not in before]


def reset_mail(cast: Cast) -> Message:
    read_all(NOON)
    send_reset_link(user_id=cast.berta.user_id, by=cast.karl, at=NOON)
    (mail,) = new_mails(cast)
    return mail


def speak(cast: Cast, language: str) -> None:
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        User.objects.filter(pk=cast.berta.user_id).update(language=language)


@pytest.mark.covers("USR-3", "MAI-1")
def test_the_link_comes_by_mail_in_the_portals_name_and_works(cast: Cast):
    mail = reset_mail(cast)

    assert (mail.kind, mail.recipient, mail.buyer_id) == ("password_reset", "berta@bakery.example", cast.bakery)
    assert "Karl Kaufmann has sent you this link" in " ".join(mail.text.split())
    assert f"http://kleinbach.localhost:8000/reset-password/{mail.secret}/" in mail.text
    assert "Nordlicht" not in mail.html + mail.sender
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        owner = owner_of_link(secret=mail.secret, purpose=OneTimeLink.Purpose.RESET, at=NOON)
    assert owner is not None
    assert owner.pk == cast.berta.user_id


@pytest.mark.covers("USR-3", "MAI-1")
def test_the_mails_are_german_for_who_reads_german(cast: Cast):
    speak(cast, "de")
    mail = reset_mail(cast)
    assert mail.subject == "Wählen Sie ein neues Passwort für Kleinbach"
    reset_password(secret=mail.secret, password="quite another phrase", by=system(cast.kleinbach), at=NOON)
    (changed,) = new_mails(cast)
    assert changed.subject == "Ihr Passwort für Kleinbach wurde geändert"


@pytest.mark.covers("USR-3")
def test_whose_password_was_changed_is_told_from_where_and_what_to_do(cast: Cast):
    secret = reset_mail(cast).secret
    by = system(cast.kleinbach).coming_from(Origin(Way.STOREFRONT, "203.0.113.7"))
    reset_password(secret=secret, password="quite another phrase", by=by, at=NOON)

    (mail,) = new_mails(cast)

    told = " ".join(mail.text.split())
    assert mail.kind == "password_changed"
    assert "from the network address 203.0.113.7" in told
    assert "http://kleinbach.localhost:8000/forgot-password/" in told
    assert "quite another phrase" not in mail.html + mail.text
    assert mail.secret == ""


@pytest.mark.covers("USR-3", "USR-4")
def test_who_is_deactivated_before_the_mail_is_made_gets_none(cast: Cast):
    read_all(NOON)
    send_reset_link(user_id=cast.berta.user_id, by=cast.karl, at=NOON)
    deactivate_user(user_id=cast.berta.user_id, by=cast.karl, at=NOON)

    assert new_mails(cast) == []


@pytest.mark.covers("USR-3")
def test_the_link_is_read_in_the_mailbox_by_those_alone_who_let_colleagues_in_too(cast: Cast):
    mail = reset_mail(cast)
    with transaction.atomic(), scoped(cast.karl.scope):
        assert mail.secret in as_seen(mail, cast.karl).link
        assert mail.secret not in as_seen(mail, cast.ruth).html
        assert as_seen(mail, cast.ruth).link == ""


@pytest.mark.covers("MAI-1")
def test_no_reseller_can_switch_them_off():
    assert BY_NAME["password_reset"].needed_for_security
    assert BY_NAME["password_changed"].needed_for_security


@pytest.mark.covers("USR-7", "MAI-1")
@pytest.mark.parametrize(
    ("language", "added", "reset"),
    [
        ("en", "An authenticator app was added.", "Your second factor was taken away."),
        ("de", "Eine Authentifizierungs-App wurde hinzugefügt.", "Ihr zweiter Faktor wurde aufgehoben."),
    ],
)
def test_each_change_of_a_second_factor_is_told_with_who_did_it(cast: Cast, language: str, added: str, reset: str):
    speak(cast, language)
    read_all(NOON)

    with_app(cast.berta)
    reset_second_factor(user_id=cast.berta.user_id, by=cast.karl, at=NOON)

    first, second = new_mails(cast)
    assert {first.kind, second.kind} == {"login_changed"}
    assert {first.recipient, second.recipient} == {"berta@bakery.example"}
    assert added in " ".join(first.text.split())
    assert "Karl Kaufmann" not in first.text
    assert reset in " ".join(second.text.split())
    assert "Karl Kaufmann" in " ".join(second.text.split())
    assert "Nordlicht" not in first.html + second.html
