"""What a mail is, and the variables that most of them have (MAI-1)."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.functional import Promise

from handsel.mail.variables import Table, Type, Variable

PORTAL = "https://kleinbach.example"
"""The portal of samples."""


@dataclass(frozen=True)
class Kind:
    """One mail: its name, its title for people, and its variables.

    `needed_for_security` marks those that no reseller can switch off: without them nobody gets in.
    """

    name: str
    title: str | Promise
    variables: tuple[Variable | Table, ...]
    needed_for_security: bool = False


RECIPIENT = (
    Variable("recipient.name", Type.TEXT, "Whom the mail goes to", "Berta Brot", optional=True),
    Variable("seller.name", Type.TEXT, "The name on your portal", "Kleinbach IT"),
)

LINK = (
    Variable("link.url", Type.LINK, "The link, which works once", f"{PORTAL}/activate/s4mpl3/"),
    Variable("link.expires_at", Type.MOMENT, "When the link stops working", datetime(2026, 11, 28, 12, 0, tzinfo=UTC)),
)

LOGIN = (
    Variable("login.email", Type.TEXT, "What the person logs in with", "berta@bakery.example"),
    Variable("login.url", Type.LINK, "Where the person logs in", f"{PORTAL}/login/"),
)
