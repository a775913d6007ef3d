"""A message as bytes for the mail server: the same message gives the same bytes, however often (safety L2, L3)."""

import hashlib
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from handsel.mail.branding import Brand
from handsel.mail.models import Message


def message_id(brand: Brand, *parts: object) -> str:
    """Return the Message-ID of the message that `parts` identify, at the portal's host; it tells no numbers."""
    digest = hashlib.sha256("\0".join(str(part) for part in parts).encode()).hexdigest()
    return f"<{digest[:32]}@{brand.host}>"


def as_bytes(message: Message) -> bytes:
    """Return `message` ready to be sent. The library writes the headers, so no value can begin one of its own."""
    mail = EmailMessage(policy=SMTP if message.recipient.isascii() else SMTPUTF8)
    mail["From"] = message.sender
    mail["To"] = _address(message.recipient_name, message.recipient)
    if message.reply_to:
        mail["Reply-To"] = message.reply_to
    mail["Subject"] = message.subject
    mail["Date"] = _date(message.queued_at)
    mail["Message-ID"] = message.message_id
    # Nobody's absence note answers a machine.
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = message.language
    mail.set_content(message.text, cte="quoted-printable")
    mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    mail.set_boundary("=-" + hashlib.sha256(message.message_id.encode()).hexdigest()[:32])
    return mail.as_bytes()


def _address(name: str, email: str) -> Address:
    # In two parts: read as a whole, the library takes letters beyond ASCII for a fault.
    local, _, domain = email.rpartition("@")
    return Address(" ".join(name.split()), local, domain)


def _date(moment: datetime) -> str:
    return format_datetime(moment)
