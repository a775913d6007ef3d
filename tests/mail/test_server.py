"""What leaves for the mail server: the same bytes for the same message, and a clear answer to each kind of no."""

import email
import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email import policy
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import AuthResult

from handsel.mail import server as mail_server_module
from handsel.mail.branding import Brand
from handsel.mail.mime import as_bytes, message_id
from handsel.mail.models import Message
from handsel.mail.server import (
    MailConnection,
    MailDeferred,
    MailRefused,
    MailServer,
    ServerUnreachable,
    configured_server,
)
from handsel.settings.environment import mail_server
from tests.live import MailSink, free_port

KLEINBACH = Brand(name="Kleinbach IT", url="http://kleinbach.localhost:8000/", reply_to="hello@kleinbach.example")


def message(**changed: Any) -> Message:
    return Message(
        **{
            "recipient": "berta@bakery.example",
            "recipient_name": "Berta Brot",
            "sender": str(KLEINBACH.sender),
            "reply_to": KLEINBACH.reply_to,
            "subject": "Ihre Bestellung ist ausgeführt",
            "language": "de",
            "html": "<p>Schöne Grüße</p>" * 50,
            "text": "Schöne Grüße\n.\nFrom here\n",
            "message_id": message_id(KLEINBACH, 7, "order_executed", "berta@bakery.example"),
            "queued_at": datetime(2026, 11, 21, 12, 0, tzinfo=UTC),
        }
        | changed
    )


def server_of(sink: MailSink) -> MailServer:
    return MailServer(host="127.0.0.1", port=urlsplit(sink.url).port or 0)


@contextmanager
def server_that_answers(**answers: str) -> Iterator[MailServer]:
    """Run a mail server whose handlers, such as `RCPT`, answer as told."""

    def answer(text: str) -> Any:
        async def handle(*_: Any) -> str:
            return text

        return handle

    handler = type("Handler", (), {f"handle_{name}": staticmethod(answer(text)) for name, text in answers.items()})()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield MailServer(host="127.0.0.1", port=controller.port)
    finally:
        controller.stop()


def send(connection: MailConnection, sent: Message) -> None:
    connection.send(KLEINBACH.sender.addr_spec, sent.recipient, as_bytes(sent))


@pytest.mark.covers("MAI-1")
def test_a_message_arrives_as_it_was_written(mail_sink):
    with MailConnection(server_of(mail_sink)) as connection:
        send(connection, message())
        send(connection, message(recipient="karl@kleinbach.example", recipient_name=""))

    first, second = (email.message_from_bytes(bytes(m), policy=policy.default) for m in mail_sink.messages)
    assert first["From"] == "Kleinbach IT <no-reply@kleinbach.localhost>"
    assert first["To"] == "Berta Brot <berta@bakery.example>"
    assert first["Reply-To"] == "hello@kleinbach.example"
    assert first["Subject"] == "Ihre Bestellung ist ausgeführt"
    assert first.get_body(("plain",)).get_content() == "Schöne Grüße\n.\nFrom here\n"
    assert first.get_body(("html",)).get_content().startswith("<p>Schöne Grüße</p>")
    assert second["To"] == "karl@kleinbach.example"


@pytest.mark.covers("MAI-2")
def test_headers_name_nobody_but_the_seller(mail_sink):
    with MailConnection(server_of(mail_sink)) as connection:
        send(connection, message())

    (arrived,) = mail_sink.messages
    added_by_the_sink = {"X-Peer", "X-MailFrom", "X-RcptTo"}
    headers = "\n".join(f"{name}: {value}" for name, value in arrived.items() if name not in added_by_the_sink)
    assert socket.gethostname() not in headers
    assert "andsel" not in headers.lower()
    assert arrived["Message-ID"].endswith("@kleinbach.localhost>")


def test_the_same_message_gives_the_same_bytes_for_ever():
    assert as_bytes(message()) == as_bytes(message())


def test_message_ids_differ_by_what_they_are_made_from_and_tell_no_numbers():
    ids = {message_id(KLEINBACH, 1, event, "kind", to) for event in (7, 8) for to in ("a@b.example", "c@b.example")}

    assert len(ids) == 4
    assert all("7" not in one.split("@")[0] or len(one) > 40 for one in ids)


def test_names_and_subjects_cannot_begin_a_header():
    mean = message(recipient_name="Berta\r\nBcc: all@bakery.example", subject="Hello Bcc: all@bakery.example")

    assert email.message_from_bytes(as_bytes(mean), policy=policy.default)["Bcc"] is None
    with pytest.raises(ValueError, match=r"[Hh]eader|CR|linefeed"):
        as_bytes(message(subject="Hello\r\nBcc: all@bakery.example"))


@pytest.mark.parametrize(
    ("answers", "no", "said"),
    [
        (
            {"RCPT": "550 no such user at mx.operator.com"},
            MailRefused,
            "There is no mailbox with this address (answer 550).",
        ),
        (
            {"RCPT": "550 5.7.1 blocked"},
            MailRefused,
            "The recipient's mail server does not want this mail (answer 550, 5.7.1).",
        ),
        ({"RCPT": "451 try later"}, MailDeferred, "The mail server does not take this mail now (answer 451)."),
        ({"MAIL": "552 too much"}, MailRefused, "The mailbox takes no mail; it may be full (answer 552)."),
        ({"DATA": "571 spam"}, MailRefused, "The mail server does not take this mail (answer 571)."),
        ({"DATA": "452 4.2.2 full"}, MailDeferred, "The mail server does not take this mail now (answer 452, 4.2.2)."),
    ],
)
def test_a_no_is_for_now_or_for_ever_and_names_no_server(answers, no, said):
    with server_that_answers(**answers) as server, MailConnection(server) as connection:
        with pytest.raises(no) as trouble:
            send(connection, message())
        assert str(trouble.value) == said


def test_a_server_that_is_not_there_is_asked_once():
    with MailConnection(MailServer(host="127.0.0.1", port=free_port())) as connection:
        for _ in range(2):
            with pytest.raises(ServerUnreachable, match="cannot be reached"):
                send(connection, message())


def test_a_connection_that_breaks_defers_the_mail_and_is_opened_again():
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet_and_hang_up() -> None:
            for _ in range(2):
                client, _address = listener.accept()
                client.sendall(b"220 hello\r\n")
                client.recv(100)
                client.sendall(b"250 hello\r\n")
                client.recv(100)
                client.close()

        thread = Thread(target=greet_and_hang_up)
        thread.start()
        with MailConnection(MailServer(host="127.0.0.1", port=listener.getsockname()[1])) as connection:
            for _ in range(2):
                with pytest.raises(MailDeferred, match="broke"):
                    send(connection, message())
        thread.join()


def test_letters_of_every_alphabet_arrive(mail_sink):
    with MailConnection(server_of(mail_sink)) as connection:
        send(connection, message(recipient="josé54@bäckerei.example"))
    (arrived,) = mail_sink.messages
    assert "josé54@bäckerei.example" in bytes(arrived).decode()


def test_an_address_the_server_cannot_take_is_refused_and_the_next_is_sent():
    controller = Controller(Sink(), hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=False)
    controller.start()
    with MailConnection(MailServer(host="127.0.0.1", port=controller.port)) as connection:
        with pytest.raises(MailRefused, match="letters"):
            send(connection, message(recipient="bärta@bakery.example"))
        send(connection, message())
    controller.stop()


def test_what_the_library_has_no_answer_for_is_tried_again():
    assert isinstance(mail_server_module._answer(smtplib.SMTPNotSupportedError("no")), MailDeferred)


def test_it_encrypts_before_it_says_anything(mail_sink, monkeypatch):
    said = []
    monkeypatch.setattr("smtplib.SMTP.starttls", lambda *_, **__: said.append("starttls"))
    monkeypatch.setattr("smtplib.SMTP.login", lambda *_, **__: said.append("login"))
    server = MailServer(
        host="127.0.0.1", port=urlsplit(mail_sink.url).port or 0, user="karl", password="x", starttls=True
    )

    with MailConnection(server) as connection:
        send(connection, message())

    assert said == ["starttls", "login"]


@pytest.mark.parametrize(
    ("address", "is_real"),
    [
        ("orlando0@adventure-works.com", False),
        ("a@mail.adventure-works.com", False),
        ("berta@bakery.example", False),
        ("berta@example.org", False),
        ("berta@Example.COM", False),
        ("a@b.invalid", False),
        ("a@b.test", False),
        ("a@kleinbach.localhost", False),
        ("a@localhost", False),
        ("berta@bakery-example.com", True),
        ("berta@example.bakery.com", True),
        ("test@bakery.com", True),
        ("a@not-adventure-works.com", True),
    ],
)
def test_mail_to_invented_people_never_leaves_this_machine(address, is_real):
    assert MailServer(host="smtp.provider.com", port=25).may_take(address) is is_real
    assert MailServer(host="127.0.0.1", port=25).may_take(address)
    assert MailServer(host="localhost", port=25).may_take(address)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_it_logs_in_where_the_settings_name_a_user():
    seen = []

    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, told: Any) -> AuthResult:
        seen.append((told.login, told.password))
        return AuthResult(success=told.password == b"right")

    controller = Controller(
        Sink(), hostname="127.0.0.1", port=free_port(), authenticator=check, auth_required=True, auth_require_tls=False
    )
    controller.start()
    try:
        for password in ("right", "wrong"):
            server = MailServer(host="127.0.0.1", port=controller.port, user="karl", password=password)
            with MailConnection(server) as connection:
                if password == "right":
                    send(connection, message())
                else:
                    with pytest.raises(ServerUnreachable):
                        send(connection, message())
    finally:
        controller.stop()
    assert seen[0] == (b"karl", b"right")


@pytest.mark.parametrize("wish", [{"starttls": True}, {"implicit_tls": True, "timeout_seconds": 1}])
def test_a_server_that_does_not_encrypt_as_told_gets_no_mail(mail_sink, wish):
    server = MailServer(host="127.0.0.1", port=urlsplit(mail_sink.url).port or 0, **wish)

    with MailConnection(server) as connection, pytest.raises(ServerUnreachable):
        send(connection, message())

    assert mail_sink.messages == []


def test_a_cable_that_is_pulled_defers_the_mail(mail_sink, monkeypatch):
    def pulled(*_: Any, **__: Any) -> None:
        raise TimeoutError("timed out")

    with MailConnection(server_of(mail_sink)) as connection:
        with monkeypatch.context() as patch:
            patch.setattr("smtplib.SMTP.sendmail", pulled)
            with pytest.raises(MailDeferred, match="broke"):
                send(connection, message())
        send(connection, message())

    assert len(mail_sink.messages) == 1


def test_the_settings_say_which_server(settings):
    settings.HANDSEL_SMTP_URL = ""
    assert configured_server() is None

    settings.HANDSEL_SMTP_URL = "smtps://karl:secret@smtp.provider.com"
    for name, value in mail_server(settings.HANDSEL_SMTP_URL).items():
        setattr(settings, name, value)
    assert configured_server() == MailServer("smtp.provider.com", 465, "karl", "secret", implicit_tls=True)
