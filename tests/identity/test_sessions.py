"""A log-in is a row: it can be seen and ended, and lets nobody in elsewhere or for ever (USR-7)."""

from datetime import timedelta

import pytest
from django.db import transaction

from handsel.cli.demo.story import PASSWORD, Cast
from handsel.identity.actor import Actor, system
from handsel.identity.devices import device_of
from handsel.identity.models import User
from handsel.identity.own_password import change_password
from handsel.identity.session_models import Proof, Session
from handsel.identity.sessions import (
    Entry,
    begin_session,
    end_sessions,
    log_out,
    log_out_everywhere,
    note_seen,
    remove_old_sessions,
    session_with,
)
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Invalid, NotFound
from handsel.timeline.models import Event
from handsel.timeline.origin import Origin, Way
from tests.cast import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.covers("USR-7")]
LAPTOP = Entry(Proof.PASSWORD, "Firefox on Linux")


def begin(who: Actor, secret: str) -> Session:
    by = system(who.seller_id).coming_from(Origin(Way.CONSOLE, "192.0.2.7"))
    assert who.user_id
    return begin_session(user_id=who.user_id, secret=secret, entry=LAPTOP, by=by, at=NOON)


def opened(secret: str, portal: int, at=NOON) -> Session | None:
    with transaction.atomic(), scoped(system(portal).scope):
        return session_with(secret, seller_id=portal, at=at)


def events(by: Actor, name: str) -> int:
    with transaction.atomic(), scoped(by.scope):
        return Event.objects.filter(name=name, subject_id=by.user_id, actor_id=by.user_id).count()


def test_a_session_lets_in_at_its_own_portal_with_its_own_key_and_for_a_while(cast: Cast):
    session = begin(cast.karl, "key of Karl")

    assert opened("key of Karl", cast.kleinbach) == session
    assert opened("another key", cast.kleinbach) is None
    assert opened("key of Karl", cast.nordlicht) is None
    assert opened("key of Karl", cast.kleinbach, NOON + timedelta(days=15)) is None
    assert "key of Karl" not in {session.digest, session.device}
    assert events(cast.karl, "session.began") == 1


def test_a_session_that_was_ended_lets_nobody_in(cast: Cast):
    first, second = begin(cast.karl, "first"), begin(cast.karl, "second")

    log_out(session_id=first.pk, by=cast.karl, at=NOON)
    log_out(session_id=first.pk, by=cast.karl, at=NOON)

    assert opened("first", cast.kleinbach) is None
    assert opened("second", cast.kleinbach) == second
    assert events(cast.karl, "session.ended") == 1


def test_nobody_ends_the_session_of_somebody_else(cast: Cast):
    session = begin(cast.karl, "key of Karl")

    for other in (cast.ruth, cast.nora):
        with pytest.raises(NotFound):
            log_out(session_id=session.pk, by=other, at=NOON)
    assert opened("key of Karl", cast.kleinbach)


def test_logging_out_everywhere_spares_the_device_one_sits_at_and_other_people(cast: Cast):
    here = begin(cast.karl, "here")
    for number in range(3):
        begin(cast.karl, f"elsewhere {number}")
    begin(cast.ruth, "Ruth")

    assert log_out_everywhere(except_id=here.pk, by=cast.karl, at=NOON) == 3
    assert log_out_everywhere(except_id=here.pk, by=cast.karl, at=NOON) == 0

    assert [opened(f"elsewhere {number}", cast.kleinbach) for number in range(3)] == [None] * 3
    assert opened("here", cast.kleinbach)
    assert opened("Ruth", cast.kleinbach)
    assert events(cast.karl, "session.ended") == 1


def test_somebody_who_is_deactivated_is_out_at_once_with_or_without_a_row_that_says_so(cast: Cast):
    begin(cast.karl, "key")
    with transaction.atomic(), scoped(cast.karl.scope):
        user = User.objects.get(pk=cast.karl.user_id)
        User.objects.filter(pk=user.pk).update(deactivated_at=NOON)
    assert opened("key", cast.kleinbach) is None

    with transaction.atomic(), scoped(cast.karl.scope):
        assert end_sessions(user=user, at=NOON) == 1
        User.objects.filter(pk=user.pk).update(deactivated_at=None)
    assert opened("key", cast.kleinbach) is None


def test_a_changed_password_ends_all_other_sessions(cast: Cast):
    here, _elsewhere = begin(cast.karl, "here"), begin(cast.karl, "elsewhere")

    change_password(before=PASSWORD, password="a better phrase now", session_id=here.pk, by=cast.karl, at=NOON)

    assert opened("here", cast.kleinbach)
    assert opened("elsewhere", cast.kleinbach) is None
    assert events(cast.karl, "user.password_changed") == 1


@pytest.mark.parametrize(
    ("before", "password", "field"),
    [("not it", "a better phrase now", "before"), (PASSWORD, "short", "password"), ("", "a better phrase", "before")],
)
def test_a_password_is_changed_only_by_who_knows_it_and_to_a_good_one(cast: Cast, before, password, field):
    begin(cast.karl, "elsewhere")

    with pytest.raises(Invalid) as refused:
        change_password(before=before, password=password, session_id=None, by=cast.karl, at=NOON)

    assert set(refused.value.fields) == {field}
    assert opened("elsewhere", cast.kleinbach)


def test_being_seen_is_written_at_most_once_a_minute(cast: Cast, django_assert_num_queries):
    session = begin(cast.karl, "key")
    by = system(cast.kleinbach).coming_from(Origin(Way.CONSOLE, "192.0.2.8"))

    with django_assert_num_queries(0):
        note_seen(session, by=by, at=NOON + timedelta(seconds=59))
    note_seen(session, by=by, at=NOON + timedelta(seconds=60))

    seen = opened("key", cast.kleinbach)
    assert seen
    assert (seen.seen_at, seen.address) == (NOON + timedelta(seconds=60), "192.0.2.8")


def test_what_has_expired_is_removed_at_every_portal(cast: Cast):
    begin(cast.karl, "Karl")
    begin(cast.nora, "Nora")

    assert remove_old_sessions(at=NOON + timedelta(days=13)) == 0
    assert remove_old_sessions(at=NOON + timedelta(days=15)) == 2
    assert remove_old_sessions(at=NOON + timedelta(days=15)) == 0


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("<script>alert(1)</script>", "Unknown device"),
        ("", "Unknown device"),
    ],
)
def test_a_device_is_told_in_words(header, words):
    assert device_of(header) == words
