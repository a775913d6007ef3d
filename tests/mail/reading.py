"""How tests let the mail reader work inside a transaction that is rolled back, and look at what it made."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import urlsplit

from django.db import transaction

from handsel.identity.actor import system
from handsel.kernel.isolation import scoped
from handsel.mail.automatic import MAIL_READER
from handsel.mail.models import Message
from handsel.mail.server import MailServer
from handsel.timeline.models import DeadLetter
from handsel.timeline.reading import newest_xact, read_on
from tests.cast import NOON
from tests.live import MailSink

LATER = NOON + timedelta(hours=1)


def read_all(at: datetime) -> None:
    """Make all mails that the events so far call for."""
    while read_on(MAIL_READER, at=at, horizon=newest_xact()):
        pass


def mails(seen_by: int, /, **of: object) -> list[Message]:
    """Return what `seen_by` can see of its messages, oldest first."""
    with transaction.atomic(), scoped(system(seen_by).scope):
        errors = [letter.error for letter in DeadLetter.objects.all()]
        assert errors == [], errors
        return list(Message.objects.filter(**of).order_by("pk"))


def text_of(message: EmailMessage) -> str:
    parsed = message_from_bytes(message.as_bytes(), policy=policy.default)
    return str(parsed.get_body(("plain",)).get_content())


def server_of(sink: MailSink) -> MailServer:
    return MailServer(host="127.0.0.1", port=urlsplit(sink.url).port or 0)
