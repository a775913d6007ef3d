"""Invitations: each with a link of its own that works, in the language of whom it is for (USR-2, MAI-1)."""

import re
from datetime import timedelta

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast
from handsel.identity.actor import system
from handsel.identity.links import owner_of_link
from handsel.identity.models import OneTimeLink, User
from handsel.identity.people import Person, add_storefront_user, invite_staff, resend_activation_link
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.mail.models import Message
from handsel.mail.queries import as_seen
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.mail.reading import mails, read_all

pytestmark = pytest.mark.django_db

ANNA = Person("Anna", "Ahorn", "anna@bakery.example", "de", "d.m.Y")
LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _cast_was_told(cast):
    """What happened while the cast was made is read before a test begins."""
    read_all(NOON)
    for seller in (cast.operator, cast.nordlicht, cast.kleinbach, cast.suedwind):
        with transaction.atomic(), scoped(system(seller).scope):
            _seen[seller] = max(Message.objects.values_list("pk", flat=True), default=0)


_seen: dict[int, int] = {}


def new_mails(seller_id: int) -> list[Message]:
    read_all(LATER)
    return [mail for mail in mails(seller_id, seller_id=seller_id) if mail.pk > _seen[seller_id]]


@pytest.mark.covers("MAI-1", "USR-2")
def test_a_new_storefront_user_gets_a_link_that_works_in_her_language(cast):
    user = add_storefront_user(buyer_id=cast.bakery, person=ANNA, by=cast.karl, at=NOON)

    (mail,) = new_mails(cast.kleinbach)

    assert (mail.kind, mail.recipient, mail.language) == ("user_welcome", "anna@bakery.example", "de")
    assert mail.user_id == user.pk
    link = re.search(r"http://kleinbach\.localhost:8000/activate/(\S+)/", mail.text)
    assert link
    assert link[1] == mail.secret
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        owner = owner_of_link(secret=link[1], purpose=OneTimeLink.Purpose.ACTIVATION, at=LATER)
        assert owner == user
        assert mail.secret not in "".join(str(event.data) for event in Event.objects.all())


@pytest.mark.covers("USR-2")
def test_a_link_sent_again_replaces_the_one_before(cast):
    user = add_storefront_user(buyer_id=cast.bakery, person=ANNA, by=cast.karl, at=NOON)
    (first,) = new_mails(cast.kleinbach)
    resend_activation_link(user_id=user.pk, by=cast.karl, at=LATER)

    second = new_mails(cast.kleinbach)[-1]

    assert second.kind == "activation_again"
    assert second.secret != first.secret
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        works = [
            owner_of_link(secret=mail.secret, purpose=OneTimeLink.Purpose.ACTIVATION, at=LATER + timedelta(minutes=1))
            for mail in (first, second)
        ]
    assert works == [None, user]


def test_somebody_who_can_log_in_already_gets_no_link(cast):
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        berta = User.objects.get(pk=cast.berta.user_id)
    person = Person(berta.first_name, berta.last_name, berta.email, "en", "Y-m-d")
    invite_staff(person=person, role=Role.READ_ONLY, by=_klara(cast), at=NOON)

    (mail,) = new_mails(cast.kleinbach)

    assert mail.kind == "staff_invitation"
    assert mail.secret == ""
    assert "Your password stays as it is" in mail.text


@pytest.mark.covers("MAI-1", "USR-5")
def test_a_new_member_of_the_staff_is_invited_to_the_console(cast):
    person = Person("Emil", "Eich", "emil@kleinbach.example", "en", "Y-m-d")
    invite_staff(person=person, role=Role.MANAGER, by=_klara(cast), at=NOON)

    (mail,) = new_mails(cast.kleinbach)

    assert mail.kind == "staff_invitation"
    assert "Klara Kleinbach has invited you to work at Kleinbach, in the role Manager." in " ".join(mail.text.split())
    assert "http://kleinbach.localhost:8000/console/log-in/" in mail.text


@pytest.mark.covers("MAI-1", "ACC-4")
def test_the_owner_of_a_new_portal_is_invited_to_it_and_the_seller_sees_the_mail(cast):
    (mail,) = mails(cast.nordlicht, kind="reseller_invitation", inviter_id=cast.nordlicht)

    assert (mail.seller_id, mail.recipient) == (cast.kleinbach, "klara@kleinbach.example")
    assert "Nordlicht has set up a portal for Kleinbach" in " ".join(mail.text.split())
    assert "http://kleinbach.localhost:8000/" in mail.text
    assert mails(cast.suedwind, inviter_id=cast.nordlicht) == []
    assert [mail.kind for mail in mails(cast.nordlicht, seller_id=cast.kleinbach)] == ["reseller_invitation"]


def _klara(cast: Cast):
    from handsel.identity.actor import Actor  # noqa: PLC0415 - she is no member of the cast

    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        klara = User.objects.get(email="klara@kleinbach.example")
    return Actor(user_id=klara.pk, name=klara.name, seller_id=cast.kleinbach, role=Role.OWNER)


def test_a_link_that_was_wanted_again_by_somebody_who_has_logged_in_since_is_not_sent(cast):
    user = add_storefront_user(buyer_id=cast.bakery, person=ANNA, by=cast.karl, at=NOON)
    resend_activation_link(user_id=user.pk, by=cast.karl, at=NOON)
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        User.objects.filter(pk=user.pk).update(activated_at=NOON)

    assert [mail.kind for mail in new_mails(cast.kleinbach)] == ["user_welcome"]


@pytest.mark.covers("USR-2")
def test_a_manager_reads_the_link_of_a_reader_but_not_of_an_owner(cast):
    for number, role in enumerate((Role.READ_ONLY, Role.OWNER)):
        person = Person("Rita", "Rich", f"rita{number}@kleinbach.example", "en", "Y-m-d")
        invite_staff(person=person, role=role, by=system(cast.kleinbach), at=NOON)
    reader, owner = new_mails(cast.kleinbach)[-2:]
    with transaction.atomic(), scoped(cast.karl.scope):
        assert as_seen(reader, cast.karl).link
        assert as_seen(owner, cast.karl).link == ""
        assert reader.secret
        assert owner.secret not in as_seen(owner, cast.karl).html
