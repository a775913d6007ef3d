"""Nothing is lost, nothing goes out as two different mails, and whoever dies is replaced (MAI-1, safety L2)."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from handsel.cli.demo.story import Cast
from handsel.identity.actor import system
from handsel.identity.people import Person, add_storefront_user
from handsel.kernel.database import call_function
from handsel.kernel.isolation import scoped
from handsel.mail.delivery import BACK_OFF, LEASE, MASK, Lease, Outcome, deliver, outcome_of, record_outcome
from handsel.mail.models import Message, State
from handsel.mail.queries import MailSearch, as_seen, mailbox
from handsel.mail.server import MailDeferred, MailRefused, MailServer, ServerUnreachable
from tests.cast import NOON
from tests.live import free_port
from tests.mail.reading import LATER, mails, read_all, server_of, text_of

NOWHERE = MailServer(host="127.0.0.1", port=1)


@pytest.fixture
def waiting(db, cast, settings) -> int:
    """One welcome mail with a link is queued at Kleinbach, and nothing else anywhere; its number."""
    read_all(NOON)
    settings.HANDSEL_SMTP_URL = "smtp://127.0.0.1:2525"
    anna = Person("Anna", "Ahorn", "anna@bakery.example", "en", "Y-m-d")
    add_storefront_user(buyer_id=cast.bakery, person=anna, by=cast.karl, at=NOON)
    read_all(NOON)
    return the(cast).pk


def the(cast: Cast) -> Message:
    """Return the newest message of Kleinbach."""
    return mails(cast.kleinbach, seller_id=cast.kleinbach)[-1]


@pytest.mark.covers("MAI-1")
def test_a_queued_message_is_sent_once(waiting, cast, mail_sink):
    sent = [deliver(server_of(mail_sink), at=LATER) for _ in range(3)]

    assert sent == [1, 0, 0]
    (arrived,) = mail_sink.messages
    message = the(cast)
    assert arrived["Message-ID"] == message.message_id
    assert (message.state, message.sent_at, message.due_at, message.attempts) == (State.SENT, LATER, None, 1)


@pytest.mark.covers("MAI-1")
def test_the_link_goes_out_with_the_mail_and_is_not_kept(waiting, cast, mail_sink):
    secret = the(cast).secret

    deliver(server_of(mail_sink), at=LATER)

    assert secret in text_of(mail_sink.messages[0])
    message = the(cast)
    assert message.secret == ""
    assert secret not in message.html + message.text
    assert f"/activate/{MASK}/" in message.text


def test_a_slow_server_ends_the_batch_before_the_leases_end(waiting, cast, mail_sink, monkeypatch):
    minutes = iter((0, 3 * 60))
    monkeypatch.setattr("handsel.mail.delivery.monotonic", lambda: next(minutes))

    assert deliver(server_of(mail_sink), at=LATER) == 1
    assert (len(mail_sink.messages), the(cast).state) == (0, State.SENDING)


def test_a_mail_without_a_secret_is_seen_as_it_is(waiting, cast):
    receipt = mails(cast.kleinbach, kind="funds_received")[0]

    assert (as_seen(receipt, cast.ruth).html, receipt.title) == (receipt.html, "Payment received")
    assert str(receipt) == f"funds_received to {receipt.recipient}"
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        assert set(mailbox(cast.kleinbach).about(cast.bakery).values_list("buyer_id", flat=True)) == {cast.bakery}


def test_staff_read_a_link_only_while_the_mail_is_kept_and_only_if_they_decide(waiting, cast):
    message = the(cast)
    queued = as_seen(message, cast.karl)
    message.state = State.KEPT
    with transaction.atomic(), scoped(cast.karl.scope):
        kept, for_ruth = as_seen(message, cast.karl), as_seen(message, cast.ruth)

    assert kept.link == f"http://kleinbach.localhost:8000/activate/{message.secret}/"
    assert kept.link in kept.text
    for seen in (queued, for_ruth):
        assert (seen.link, message.secret in seen.html + seen.text) == ("", False)
        assert MASK in seen.html


def test_a_worker_that_died_is_replaced_when_its_lease_ends(waiting, cast, mail_sink):
    with transaction.atomic():
        claimed = call_function("mail_claim", LATER, LEASE, 10)  # and then it dies
    assert [row["id"] for row in claimed] == [waiting]

    during = deliver(server_of(mail_sink), at=LATER + LEASE - timedelta(seconds=1))
    after = deliver(server_of(mail_sink), at=LATER + LEASE)

    assert (during, after, len(mail_sink.messages)) == (0, 1, 1)
    assert the(cast).attempts == 2


def test_who_lost_the_lease_has_nothing_to_say_any_more(waiting, cast, mail_sink):
    with transaction.atomic():
        call_function("mail_claim", LATER, LEASE, 10)
    deliver(server_of(mail_sink), at=LATER + LEASE)
    late = Lease(waiting, attempt=1)

    heard = record_outcome(lease=late, outcome=Outcome(State.FAILED, error="late"), by=system(cast.kleinbach), at=LATER)

    assert heard is False
    assert the(cast).state == State.SENT


def test_a_message_that_is_never_taken_has_failed_after_the_fifth_try_and_says_why(waiting, cast, monkeypatch):
    tries = []

    def busy(*_: object) -> None:
        tries.append(1)
        raise MailDeferred("The mail server answered 451: try later")

    monkeypatch.setattr("handsel.mail.server.MailConnection.send", busy)
    at = LATER
    for pause in (*BACK_OFF, timedelta(days=1)):
        assert deliver(MailServer("127.0.0.1", 1), at=at) == 1
        assert deliver(MailServer("127.0.0.1", 1), at=at) == 0
        at += pause

    message = the(cast)
    assert (message.state, message.error) == (State.FAILED, "The mail server answered 451: try later")
    assert len(tries) == 5
    assert deliver(MailServer("127.0.0.1", 1), at=at) == 0


@pytest.mark.parametrize(
    ("trouble", "attempt", "outcome"),
    [
        (None, 1, Outcome(State.SENT)),
        (MailDeferred("busy"), 1, Outcome(State.QUEUED, NOON + timedelta(minutes=1), "busy")),
        (MailDeferred("busy"), 4, Outcome(State.QUEUED, NOON + timedelta(hours=2), "busy")),
        (MailDeferred("busy"), 5, Outcome(State.FAILED, error="busy")),
        (MailRefused("no such user"), 1, Outcome(State.FAILED, error="no such user")),
        (ValueError("bad header"), 1, Outcome(State.FAILED, error="bad header")),
        (ServerUnreachable("down"), 9, Outcome(State.QUEUED, NOON + timedelta(seconds=30), "down", counts=False)),
    ],
)
def test_what_follows_from_each_kind_of_trouble(trouble, attempt, outcome):
    assert outcome_of(trouble, attempt, NOON) == outcome


def test_a_server_that_cannot_be_reached_costs_no_try(waiting, cast, mail_sink):
    deliver(MailServer("127.0.0.1", free_port()), at=LATER)

    message = the(cast)
    assert (message.state, message.attempts, message.due_at) == (State.QUEUED, 0, LATER + timedelta(seconds=30))
    assert message.error == "The mail server cannot be reached; the mail waits for it."
    assert deliver(server_of(mail_sink), at=LATER + timedelta(seconds=30)) == 1


def test_mail_to_invented_people_is_kept_when_the_server_is_a_real_one(waiting, cast):
    deliver(MailServer("smtp.provider.com", 25), at=LATER)

    message = the(cast)
    assert (message.state, message.sent_at) == (State.KEPT, None)
    assert "Nobody real" in message.error


@pytest.mark.covers("OPS-3")
def test_a_mailbox_shows_what_its_own_seller_sent(waiting, cast):
    def seen_by(seller: int, **params: str) -> list[tuple[str, str]]:
        with transaction.atomic(), scoped(system(seller).scope):
            found = MailSearch.from_params(params).within(mailbox(seller))
            return [(message.kind, message.recipient) for message in found]

    assert seen_by(cast.kleinbach)[0] == ("user_welcome", "anna@bakery.example")
    assert seen_by(cast.kleinbach, q=" anna ") == [("user_welcome", "anna@bakery.example")]
    assert seen_by(cast.kleinbach, q="nobody") == []
    assert seen_by(cast.kleinbach, state="queued") == [("user_welcome", "anna@bakery.example")]
    assert len(seen_by(cast.kleinbach, state="nonsense")) > 1
    assert {kind for kind, _ in seen_by(cast.kleinbach, kind="funds_received")} == {"funds_received"}
    for other in (cast.nordlicht, cast.suedwind, cast.operator):
        assert "anna@bakery.example" not in {recipient for _, recipient in seen_by(other)}


def test_a_storefront_session_sees_no_mail(waiting, cast):
    with transaction.atomic(), scoped(cast.berta.scope):
        assert list(Message.objects.all()) == []


def test_what_was_written_cannot_be_rewritten(waiting, cast):
    with transaction.atomic(), scoped(system(cast.kleinbach).scope), connection.cursor() as cursor:
        cursor.execute("SELECT has_column_privilege('mail_message', 'subject', 'UPDATE')")
        subject = cursor.fetchone()
        cursor.execute("SELECT has_table_privilege('mail_message', 'DELETE')")
        removing = cursor.fetchone()
    assert (subject, removing) == ((False,), (False,))
