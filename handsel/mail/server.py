"""The mail server outside: one connection, used again, and three ways in which it can say no (MAI-1, safety L2).

What is said to staff names no server: the machine belongs to a tier above most of them. The log has the whole answer.
"""

import logging
import re
import smtplib
import ssl
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from django.conf import settings

log = logging.getLogger(__name__)

# Names that are reserved for examples, and the sample company whose people our test data comes from.
_NOBODY = re.compile(r"(^|[.@])(adventure-works\.com|example(\.[a-z]+)?|invalid|test|localhost)$")
_LOOPBACK = re.compile(r"localhost|127(\.\d+){3}|::1")
_PERMANENT = 500
_BROKEN = "The connection to the mail server broke."
# What the answers of mail servers mean (RFC 3463), in words; the first that fits.
_MEANINGS = (
    (re.compile(r"5\.1\.|55[013]"), "There is no mailbox with this address"),
    (re.compile(r"5\.2\.|552"), "The mailbox takes no mail; it may be full"),
    (re.compile(r"5\.7\.|554"), "The recipient's mail server does not want this mail"),
    (re.compile(r"5"), "The mail server does not take this mail"),
    (re.compile(r""), "The mail server does not take this mail now"),
)
_ENHANCED = re.compile(r"\b[45]\.\d{1,3}\.\d{1,3}\b")
# It names no machine: that would tell recipients who runs the platform.
_GREETING = "[127.0.0.1]"


class ServerUnreachable(Exception):
    """There is no connection to the mail server; no message is to blame."""


class MailDeferred(Exception):
    """This message was not taken now; it may be later."""


class MailRefused(Exception):
    """This message will never be taken, e.g. because there is no such address."""


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over, as HANDSEL_SMTP_URL says."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    implicit_tls: bool = False
    starttls: bool = False
    timeout_seconds: int = 20

    def may_take(self, recipient: str) -> bool:
        """Whether mail to `recipient` may leave: reserved addresses go to servers on this machine only."""
        return not _NOBODY.search(recipient.lower()) or bool(_LOOPBACK.fullmatch(self.host.lower()))


def configured_server() -> MailServer | None:
    """Return the mail server of the settings; None where there is none, and mail is kept."""
    if not settings.HANDSEL_SMTP_URL:
        return None
    return MailServer(
        host=settings.EMAIL_HOST,
        port=settings.EMAIL_PORT,
        user=settings.EMAIL_HOST_USER,
        password=settings.EMAIL_HOST_PASSWORD,
        implicit_tls=settings.EMAIL_USE_SSL,
        starttls=settings.EMAIL_USE_TLS,
        timeout_seconds=settings.EMAIL_TIMEOUT or 20,
    )


class MailConnection:
    """A connection to `server`, opened at the first mail and again after it broke. Use it as a context.

    A server that could not be reached is not tried again by the same connection.
    """

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self._smtp: smtplib.SMTP | None = None
        self._unreachable = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._smtp:
            self._smtp.close()
        self._smtp = None

    def send(self, sender: str, recipient: str, content: bytes) -> None:
        """Hand `content` over.

        Raises ServerUnreachable before the mail was begun; MailDeferred or MailRefused when it was not taken.
        """
        smtp = self._smtp or self._open()
        try:
            smtp.sendmail(sender, [recipient], content, [] if recipient.isascii() else ["SMTPUTF8"])
        except smtplib.SMTPServerDisconnected as error:
            raise MailDeferred(_BROKEN) from error
        except smtplib.SMTPNotSupportedError as error:
            raise MailRefused("The address has letters that the mail server does not take.") from error
        except smtplib.SMTPException as error:
            raise _answer(error) from error
        except OSError as error:
            smtp.close()
            raise MailDeferred(_BROKEN) from error
        finally:
            if smtp.sock is None:
                self._smtp = None

    def _open(self) -> smtplib.SMTP:
        if self._unreachable:
            raise ServerUnreachable(self._unreachable)
        try:
            self._smtp = _connected(self.server)
        except (smtplib.SMTPException, OSError) as error:
            log.warning("the mail server %s:%s cannot be used: %s", self.server.host, self.server.port, error)
            self._unreachable = "The mail server cannot be reached; the mail waits for it."
            raise ServerUnreachable(self._unreachable) from error
        return self._smtp


def _connected(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    where = (server.host, server.port, _GREETING)
    smtp = (
        smtplib.SMTP_SSL(*where, timeout=server.timeout_seconds, context=context)
        if server.implicit_tls
        else smtplib.SMTP(*where, timeout=server.timeout_seconds)
    )
    try:
        if server.starttls:
            smtp.starttls(context=context)
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _answer(error: smtplib.SMTPException) -> MailDeferred | MailRefused:
    code, said = 0, str(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        said = _decoded(answer)
    elif isinstance(error, smtplib.SMTPResponseException):
        code, said = error.smtp_code, _decoded(error.smtp_error)
    log.info("the mail server answered %s: %s", code, said)
    enhanced = _ENHANCED.search(said)
    status = enhanced[0] if enhanced else str(code)
    meaning = next(words for pattern, words in _MEANINGS if pattern.match(status))
    kind = MailRefused if code >= _PERMANENT else MailDeferred
    return kind(f"{meaning} (answer {code}{f', {status}' if enhanced else ''}).")


def _decoded(said: bytes | str) -> str:
    return said if isinstance(said, str) else said.decode(errors="replace")
